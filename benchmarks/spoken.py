"""A spoken conversation in figures: how soon a sentence ends, is understood and answered, and what disturbs it.

    python -m benchmarks.spoken                     our own recordings
    python -m benchmarks.spoken FOLDER              with a manifest.json, as benchmarks/ears.py takes it

Sentences are fed in real time, one after another; times count from the last voiced frame. The assistant behind the
session answers at once: planning is not in these figures. Interruptions, echo and noises run in simulated time, with
the real model where words matter. A figure that falls short says so.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.errors import StewardError
from assistant.types import Hearing
from benchmarks.ears import Clip, clips
from benchmarks.scoring import percentile, rate
from tests.speech.record_sounds import SOUNDS, noise
from tests.unit.voice.room import Room, speech
from voice.activity import FRAME, FRAME_SECONDS, probabilities
from voice.audio import RATE, Samples
from voice.catalogue import WHISPER_BASE
from voice.conversation import Preview, Shown, Spoken, Words
from voice.ears import WhisperEars
from voice.mouth import KokoroMouth
from voice.pcm import Framer
from voice.session import VoiceSession
from voice.weights import obtain

ANSWERS = {
    "zh": (
        "好的，明天早上七点半叫你起床。",
        "你今天有两件事，上午十点开会，下午三点看牙医。",
        "这里到火车站步行大约二十分钟。",
        "要我帮你订周六晚上六点的四人桌吗？",
        "提醒已经取消了。",
        "闹钟改到了八点十五分。",
        "附近有三家川菜馆，最近的走路五分钟。",
        "今天没有别的安排。",
        "我没听清，请再说一遍。",
        "药已经记下了，晚饭后提醒你。",
        "这张票一共九十八块，确定买吗？",
        "会议和牙医的时间有冲突。",
    ),
    "en": (
        "Your alarm is set for seven tomorrow morning.",
        "You have two things today, a meeting at ten and the dentist at three.",
        "It takes about twenty minutes to walk to the station.",
        "Shall I book the table for four on Saturday evening?",
        "The reminder has been cancelled.",
        "The alarm is now at a quarter past eight.",
        "There are three Thai restaurants nearby, the closest is five minutes away.",
        "Nothing else is planned for today.",
        "I did not catch that, could you say it again?",
        "I have noted the medicine and will remind you after dinner.",
        "The ticket costs ninety-eight euros, shall I buy it?",
        "The meeting and the dentist are at the same time.",
    ),
}


@dataclass(slots=True)
class Instant:
    """An assistant that answers without thinking and counts what it was asked to do."""

    changes: bool
    asked: list[Spoken] = field(default_factory=list)

    async def preview(self, text: str, language: str) -> Preview:
        return Preview(complete=False, changes=self.changes)

    async def respond(self, spoken: Spoken) -> AsyncIterator[Words | Shown]:
        self.asked.append(spoken)
        yield Words(text=ANSWERS["zh" if spoken.language == "zh" else "en"][0], language=spoken.language)

    async def stop(self) -> None: ...

    async def truncated(self, response_id: str, text: str) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Timed:
    """What one sentence took, in seconds from its last voiced frame; None: did not happen."""

    clip: Clip
    commit: float | None
    words: float | None
    sound: float | None
    acknowledged: float | None
    turns: int
    heard: str
    cpu: float


async def live(
    clip: Clip, ears: WhisperEars, mouth: KokoroMouth | None, *, changes: bool, ready: dict[str, tuple[str, bytes]]
) -> Timed:
    """Feed one clip in real time and note when what came back."""
    speech_frames = np.flatnonzero(probabilities(clip.samples) >= 0.35)
    last = (int(speech_frames[-1]) + 1) * FRAME_SECONDS if len(speech_frames) else len(clip.samples) / RATE
    conversation = Instant(changes)
    seen: dict[str, float] = {}
    heard = ""
    session = VoiceSession(ears=ears, conversation=conversation, mouth=mouth, acknowledgements=ready)
    async with session:
        begin, cpu, sounded = time.monotonic(), time.process_time(), asyncio.Event()

        async def watch() -> None:
            nonlocal heard
            label = ""
            async for message in session.outgoing():
                kind = f"sound {label}" if isinstance(message, bytes) else str(message["type"])
                if not isinstance(message, bytes):
                    label = "acknowledgement" if message.get("acknowledgement") else "answer"
                    heard = message.get("transcript", heard)
                # The last commit counts: earlier ones were taken back.
                if kind.startswith("sound"):
                    seen.setdefault(kind, time.monotonic())
                    if kind == "sound answer":
                        sounded.set()
                else:
                    seen[kind] = time.monotonic()
                    if kind == "conversation.item.deleted":
                        sounded.clear()
                        seen.pop("sound answer", None)
                        seen.pop("sound acknowledgement", None)

        watching = asyncio.create_task(watch())
        for at, frame in enumerate(framed(clip.samples, tail=3.0)):
            await asyncio.sleep(max(0.0, begin + (at + 1) * FRAME_SECONDS - time.monotonic()))
            await session.receive(frame)
        with suppress(TimeoutError):
            async with asyncio.timeout(8):
                if mouth is not None and conversation.asked:
                    await sounded.wait()
        spent = time.process_time() - cpu
        watching.cancel()

    def since(kind: str) -> float | None:
        return seen[kind] - begin - last if kind in seen else None

    return Timed(
        clip=clip,
        commit=since("input_audio_buffer.committed"),
        words=since("conversation.item.input_audio_transcription.completed"),
        sound=since("sound answer"),
        acknowledged=since("sound acknowledgement"),
        turns=len(conversation.asked),
        heard=heard,
        cpu=spent,
    )


def framed(samples: Samples, *, tail: float) -> list[bytes]:
    padded = np.concatenate([samples, np.zeros(int(tail * RATE), np.float32)])
    count = len(padded) // FRAME
    return [(frame * 32_767).astype("<i2").tobytes() for frame in padded[: count * FRAME].reshape(count, FRAME)]


class PatientRoom(Room):
    """Simulated time waits for the real model."""

    async def _settle(self) -> None:
        for task in (self.session._guess, self.session._probe):
            if task is not None and not task.done():
                await asyncio.wait({task})
        await super()._settle()


class Recorded:
    """A mouth with one recorded voice, so that this part needs no speech synthesis."""

    def __init__(self, voice: Samples) -> None:
        slower = np.interp(np.arange(len(voice) * 3 // 2) / 1.5, np.arange(len(voice)), voice)
        self.pcm = (np.clip(np.tile(slower, 3), -1, 1) * 32_767).astype("<i2").tobytes()

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        yield self.pcm


ASK, VOICES = "en_coming", ("en_table", "en_call_mum", "zh_table", "zh_call_mum", "en_medicine")
WISHES = ("en_timer", "en_cancel", "en_remember", "zh_timer", "zh_cancel", "zh_route", "zh_medicine", "zh_wake")


async def talking(ears: WhisperEars, voice: str, echo: float | None) -> PatientRoom:
    """A room in which a long answer has just begun to sound. The caller leaves it."""
    here = PatientRoom(ears=ears, conversation=Instant(changes=False), mouth=Recorded(speech(voice)), echo=echo)
    await here.__aenter__()
    await here.say(speech(ASK))
    await here.wait(1.2)
    return here


async def interruptions(ears: WhisperEars) -> list[float]:
    """Seconds from the first sound of a wish to silence, with the answer's echo at -30 dB."""
    delays = []
    for at, wish in enumerate(WISHES):
        here = await talking(ears, VOICES[at % len(VOICES)], -30.0)
        began = here.time
        await here.say(speech(wish))
        await here.wait(2.0)
        quiet = [
            when
            for when, event in here.events
            if event["type"] in {"output_audio_buffer.paused", "output_audio_buffer.cleared"}
        ]
        delays.append(quiet[0] - began if quiet and "output_audio_buffer.cleared" in here.types() else float("inf"))
        await here.__aexit__()
    return delays


async def echoes(ears: WhisperEars, count: int) -> tuple[int, int]:
    """(answers that interrupted themselves, answers that stuttered) by their own echo at -20 dB, of `count`."""
    cut = paused = 0
    for at in range(count):
        here = await talking(ears, VOICES[at % len(VOICES)], -20.0)
        await here.wait(3.0 + 0.1 * (at // len(VOICES)))
        cut += "output_audio_buffer.cleared" in here.types() or len(here.session.conversation.asked) > 1
        paused += "output_audio_buffer.paused" in here.types()
        await here.__aexit__()
    return cut, paused


async def noises(ears: WhisperEars, count: int) -> list[str]:
    """Words made of `count` sounds without words."""
    heard = []
    for at in range(count):
        sound = noise(SOUNDS[at % len(SOUNDS)], 2.0 + at % 5, 100 + at)
        heard.append((await ears.hear(sound, languages=("zh", "en"), vocabulary=("Anna", "闹钟", "timer"))).text)
    return [text for text in heard if text]


async def heard_back(ears: WhisperEars, mouth: KokoroMouth) -> dict[str, float]:
    errors = {}
    for language, answers in ANSWERS.items():
        pairs = []
        for text in answers:
            pcm = b"".join([piece async for piece in mouth.speak(text, language)])
            sound = np.concatenate([*Framer(24_000).frames(pcm + bytes(2_400)), np.zeros(FRAME, np.float32)])
            hearing: Hearing = await ears.hear(sound, languages=(language,))
            pairs.append((text, hearing.text))
        errors[language] = rate(pairs)
    return errors


def row(
    table: Table, what: str, n: int, values: Sequence[float | None], goal: tuple[float, ...], form: str = "{:.2f} s"
) -> None:
    """p50 and p95 against their goals; what did not happen counts as missing, aloud."""
    there = [value for value in values if value is not None]
    shares = (0.5, 0.95) if len(goal) == 2 else (0.5,)
    got = [percentile(there, share) for share in shares]
    good = all(value <= limit for value, limit in zip(got, goal, strict=True)) and len(there) == n
    missing = f" ({n - len(there)} missing)" if len(there) < n else ""
    shown = " / ".join(form.format(value) for value in got) + missing
    table.add_row(
        what, str(n), shown, " / ".join(form.format(limit) for limit in goal), "reached" if good else "falls short"
    )


def count_row(table: Table, what: str, n: int, bad: int, limit: int) -> None:
    table.add_row(what, str(n), str(bad), f"<= {limit}", "reached" if bad <= limit else "falls short")


async def mouth_or_none(models: Path) -> KokoroMouth | None:
    mouth = KokoroMouth(models)
    try:
        await mouth.prepare()
    except StewardError as error:
        Console().print(f"no voice: {error}")
        return None
    return mouth


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parents[1] / "tests" / "speech")
    parser.add_argument("--models", type=Path, default=Path.home() / ".cache" / "steward" / "models")
    parser.add_argument("--most", type=int, default=1_000, help="at most so many clips")
    options = parser.parse_args()
    await obtain(WHISPER_BASE, options.models)
    ears = WhisperEars(options.models)
    await ears.warm()
    mouth = await mouth_or_none(options.models)
    ready = await mouth.acknowledgements() if mouth else {}
    given = [clip for clip in clips(options.folder) if clip.text][: options.most]
    table = Table(title=f"A spoken conversation (load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores)")
    for column in ("figure", "n", "p50 / p95 or count", "reach", ""):
        table.add_column(column)
    reading = [await live(clip, ears, mouth, changes=False, ready=ready) for clip in given]
    changing = [await live(clip, ears, mouth, changes=True, ready=ready) for clip in given]
    live_rows(table, reading, changing, mouth is not None)
    row(table, "interrupt to silence", len(WISHES), await interruptions(ears), (0.35, 0.35))
    cut, paused = await echoes(ears, 50)
    count_row(table, "interrupted by its own echo at -20 dB", 50, cut, 0)
    count_row(table, "  paused for a moment by it", 50, paused, 5)
    count_row(table, "words made of noise, music, silence", 50, len(await noises(ears, 50)), 0)
    if mouth is not None:
        for language, errors in (await heard_back(ears, mouth)).items():
            row(
                table,
                f"answer heard back, {language}",
                len(ANSWERS[language]),
                [errors] * len(ANSWERS[language]),
                (0.03 if language == "zh" else 0.02,),
                "{:.1%}",
            )
    table.caption = (
        f"load at the end {os.getloadavg()[0]:.1f}; words: see benchmarks/ears.py; planning time not included"
    )
    Console(width=130).print(table)


def live_rows(table: Table, reading: list[Timed], changing: list[Timed], speaks: bool) -> None:
    both = [*reading, *changing]
    for group in sorted({timed.clip.group for timed in both}):
        mine = [timed for timed in both if timed.clip.group == group]
        row(table, f"end to commit, {group}", len(mine), [timed.commit for timed in mine], (0.40, 0.75))
        row(table, f"end to final words, {group}", len(mine), [timed.words for timed in mine], (0.45, 0.85))
    if speaks:
        row(table, "first sound of an answer", len(reading), [timed.sound for timed in reading], (0.8, 1.2))
        row(table, "first sound after a change", len(changing), [timed.sound for timed in changing], (1.3, 1.7))
        row(
            table,
            "acknowledgement of a change",
            len(changing),
            [timed.acknowledged for timed in changing],
            (0.55, 0.55),
        )
    count_row(
        table,
        "split in the middle for good",
        len(reading),
        sum(timed.turns > 1 for timed in reading),
        len(reading) // 20,
    )
    count_row(table, "wrong actions on half a sentence", len(changing), sum(timed.turns > 1 for timed in changing), 0)
    row(
        table,
        "CPU seconds a sentence (ears only)" if not speaks else "CPU seconds a sentence (ears and mouth)",
        len(both),
        [timed.cpu for timed in both],
        (0.5,),
    )


if __name__ == "__main__":
    asyncio.run(main())
