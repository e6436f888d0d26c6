"""How well and how cheaply recordings are heard, beside the stock decoder on the same clips in the same run.

    python -m benchmarks.ears
    python -m benchmarks.ears FOLDER_WITH_MANIFEST_JSON --models ~/.cache/steward/models

A manifest lists file, text, language and, if known, kind (real or synthetic) and vocabulary (the speaker's own words).
Clips without words count what was invented. English is errors per word, Chinese per character, with a 95 % interval.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.scoring import interval, percentile, rate
from voice.audio import Samples, decode
from voice.catalogue import WHISPER_BASE
from voice.ears import WhisperEars
from voice.weights import obtain

# Words of other people and places, so that a vocabulary is not only the answer sheet.
DISTRACTORS = (
    *("Margaret", "Guest bedroom", "Hanoi", "Jonas", "Coffee machine", "Reading time", "Packing list", "Garage door"),
    *("Priya", "Attic", "Lisbon", "Movie night", "Wine cellar", "Oskar", "Hallway", "Stefan", "Winter coat"),
    *("李娜", "苏州", "湘菜馆", "书房", "跑步机", "王医生", "南京路", "采购单", "洗碗机", "陈老师", "羽毛球", "团建"),
)
# What the assistant itself listens for, whoever speaks.
LEXICON = (
    *(
        "alarm",
        "timer",
        "reminder",
        "calendar",
        "meeting",
        "cancel",
        "snooze",
        "pause",
        "resume",
        "restaurant",
        "ticket",
    ),
    *(
        "闹钟",
        "提醒",
        "倒计时",
        "取消",
        "日程",
        "会议",
        "待办",
        "餐馆",
        "订票",
        "医生",
        "路线",
        "是的",
        "好的",
        "不用了",
        "停一下",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clip:
    name: str
    sound: bytes
    samples: Samples
    text: str
    language: str
    group: str
    vocabulary: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    clip: Clip
    heard: str
    cpu: float
    wall: float


Hear = Callable[[Clip], Awaitable[str]]


def clips(folder: Path) -> list[Clip]:
    found = []
    for entry in manifest(folder):
        path = next(path for path in (folder / entry["file"], folder / "recordings" / entry["file"]) if path.is_file())
        sound = path.read_bytes()
        kind = "real" if entry.get("kind") == "real" else "synthetic"
        text = entry.get("text", "")
        silent = not text and (entry.get("kind") in {"sound", "noise"} or "noise" in path.name)
        if not text and not silent:
            continue  # words that nobody wrote down
        found.append(
            Clip(
                name=path.name,
                sound=sound,
                samples=decode(sound),
                text=text,
                language=entry.get("language") or "",
                group="no words" if silent else f"{kind} {entry['language']}",
                vocabulary=tuple(entry.get("vocabulary", ())) or names(text),
            )
        )
    return found


def manifest(folder: Path) -> list[dict[str, Any]]:
    if (folder / "manifest.json").is_file():
        return list(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    return list(yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8")))


def names(text: str) -> tuple[str, ...]:
    """Words written with a capital inside a sentence: names of people, places and things at home."""
    return tuple(re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*", text))


async def measure(hear: Hear, given: list[Clip]) -> list[Result]:
    results = []
    for clip in given:
        cpu, wall = time.process_time(), time.perf_counter()
        heard = await hear(clip)
        results.append(Result(clip=clip, heard=heard, cpu=time.process_time() - cpu, wall=time.perf_counter() - wall))
    return results


def stock(models: Path) -> Hear:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(models / WHISPER_BASE.name), device="cpu", compute_type="int8")

    async def hear(clip: Clip) -> str:
        segments, _ = model.transcribe(clip.samples)
        return " ".join(segment.text.strip() for segment in segments)

    return hear


def ours(ears: WhisperEars, vocabulary: Callable[[Clip], tuple[str, ...]]) -> Hear:
    async def hear(clip: Clip) -> str:
        return (await ears.transcribe(clip.sound, vocabulary=vocabulary(clip))).text

    return hear


def table(rows: dict[str, list[Result]]) -> Table:
    shown = Table(title=f"Hearing, whisper-base int8 (load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores)")
    for column in ("clips", "n", "decoder", "errors", "95 %", "CPU s p50", "CPU s mean", "wall s p50", "wall s p95"):
        shown.add_column(column, justify="left" if column in {"clips", "decoder"} else "right")
    for group in sorted({result.clip.group for results in rows.values() for result in results}):
        for decoder, results in rows.items():
            mine = [result for result in results if result.clip.group == group]
            shown.add_row(group, str(len(mine)), decoder, *figures(group, mine))
        shown.add_section()
    return shown


def figures(group: str, results: list[Result]) -> tuple[str, ...]:
    cpu, wall = [result.cpu for result in results], [result.wall for result in results]
    spent = (
        f"{percentile(cpu, 0.5):.2f}",
        f"{sum(cpu) / len(cpu):.2f}",
        f"{percentile(wall, 0.5):.2f}",
        f"{percentile(wall, 0.95):.2f}",
    )
    if group == "no words":
        return f"{sum(bool(result.heard) for result in results)} invented", "", *spent
    pairs = [(result.clip.text, result.heard) for result in results]
    low, high = interval(pairs)
    return f"{rate(pairs):.1%}", f"{low:.0%}-{high:.0%}", *spent


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parents[1] / "tests" / "speech")
    parser.add_argument("--models", type=Path, default=Path.home() / ".cache" / "steward" / "models")
    parser.add_argument("--no-stock", action="store_true", help="leave the baseline out")
    parser.add_argument("--show", action="store_true", help="print every clip that was not heard to the letter")
    options = parser.parse_args()
    await obtain(WHISPER_BASE, options.models)
    given = clips(options.folder)
    everyone = tuple(sorted({word for clip in given for word in clip.vocabulary}))
    ears = WhisperEars(options.models)
    await ears.warm()
    rows: dict[str, list[Result]] = {}
    if not options.no_stock:
        rows["stock faster-whisper"] = await measure(stock(options.models), given)
    rows["ours"] = await measure(ours(ears, lambda clip: ()), given)
    rows["ours, own words and others'"] = await measure(
        ours(ears, lambda clip: (*everyone, *LEXICON, *DISTRACTORS)), given
    )
    Console(width=140).print(table(rows))
    if options.show:
        for decoder, results in rows.items():
            for result in results:
                if rate([(result.clip.text, result.heard)]) or (not result.clip.text and result.heard):
                    print(f"{decoder:28} {result.clip.name:44} {result.clip.text!r} -> {result.heard!r}")


if __name__ == "__main__":
    asyncio.run(main())
