"""Whether arguments have the right value: gold slots of two public sets against what is taken from the sentence.

python -m benchmarks.slots /path/to/slots    # en.valid.conll, zh.valid.conll (xSID), slurp_devel.jsonl.gz (SLURP)
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.planners.local.arguments import fill
from assistant.planners.local.material import Material
from assistant.planners.local.numbers import number, read_people
from assistant.planners.local.readers import Readers
from assistant.planners.local.sentence import read_sentence
from assistant.planners.local.times import TimeMention, read_times
from assistant.types import Language, ToolSpec
from benchmarks.understanding import NOW, installed, interval

HERE = Path(__file__).parent
KIND = {"at": "times", "party_size": "people", "place": "place", "destination": "place", "title": "title"}
KIND |= {"person": "person", "to": "person", "what": "to-do", "cuisine": "cuisine"}
_HERE = re.compile(
    r"(?:near|nearest|closest|close by|nearby|in the (?:area|neighbou?rhood)|nearest to my location|附近|"
    r"最近的?|该地区|周边)"
)
_NEAR_ZH = re.compile(r"(?:的)?附近(?:的)?(?:地区)?$")
_SMALL = re.compile(r"\b(?:the|a|an|my|our|in|at|on|near|to|for|of|with|'s|s)\b|[\s.,!?'\"的]")


@dataclass(frozen=True, slots=True)
class Gold:
    source: str
    language: Language
    text: str
    intent: str
    slots: tuple[tuple[str, str], ...]  # (type, words) in the order said


def xsid(path: Path, language: Language) -> Iterator[Gold]:
    for block in path.read_text("utf-8").split("\n\n"):
        head = dict(re.findall(r"^# ([\w-]+) = (.*)$", block, re.MULTILINE))
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        found: list[tuple[str, list[str]]] = []
        for _, word, _, tag in (r[:4] for r in rows if len(r) >= 4):
            if tag.startswith("B-"):
                found.append((tag[2:], [word]))
            elif tag.startswith("I-") and found:
                found[-1][1].append(word)
        joiner = " " if language == "en" else ""
        slots = tuple((kind, _joined(words, joiner)) for kind, words in found)
        if "text" in head:
            # The Chinese half is stored word by word; nobody types the blanks.
            text = re.sub(r"(?<=[\u3400-\u9fff，。？]) | (?=[\u3400-\u9fff，。？])", "", head["text"])
            yield Gold("xsid", language, text, head.get("intent", ""), slots)


def _joined(words: Sequence[str], joiner: str) -> str:
    text = words[0]
    for word in words[1:]:
        text += (" " if text[-1].isascii() and word[0].isascii() else joiner) + word
    return text


def slurp(path: Path) -> Iterator[Gold]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            tokens = [t["surface"] for t in row["tokens"]]
            slots = tuple((e["type"], " ".join(tokens[i] for i in e["span"])) for e in row["entities"])
            yield Gold("slurp", "en", row["sentence"], row["intent"], slots)


def merged(gold: Gold, names: str) -> str:
    """The words of these slots together: the stretch that holds them when they stand close, else one after another."""
    wanted = set(names.split("+"))
    parts = [words for kind, words in gold.slots if kind in wanted]
    if len(parts) > 1:
        pattern = r"\W+(?:\w+\W+){0,2}?".join(re.escape(p) for p in parts)
        if gold.language == "en" and (match := re.search(pattern, gold.text)):
            return match[0]
    return (" " if gold.language == "en" else "").join(words for kind, words in gold.slots if kind in wanted)


def matches(kind: str, said: str, value: Any, gold: Gold) -> bool:
    if kind == "times":
        return _same_time(said, value)
    if kind == "place" and _HERE.fullmatch(said.strip(" .?？。").lower()):
        return value is None  # "nearby": around the user, which is what a missing place means
    if kind == "people":
        return value is not None and (read_people(said) or number(re.sub(r"[个位名人]+$", "", said))) == value
    if kind == "place":
        said = _NEAR_ZH.sub("", said)  # as "near" is left out of the English ones
    given, wanted = _plain(str(value or "")), _plain(said)
    if not given or not wanted:
        return False
    return given == wanted or (kind in ("title", "to-do", "place") and (_close(given, wanted) or _around(value, said)))


def _around(value: Any, said: str) -> bool:
    """ "Lunch with Nora" for a gold "lunch": the gold words whole, and at most three words beside them."""
    given, wanted = (
        re.findall(r"[a-z0-9]+|[\u3400-\u9fff]", str(value).lower()),
        re.findall(r"[a-z0-9]+|[\u3400-\u9fff]", said.lower()),
    )
    held = any(given[i : i + len(wanted)] == wanted for i in range(len(given)))
    return held and len(given) - len(wanted) <= 3


def _close(given: str, wanted: str) -> bool:
    """Nearly all of it and nearly nothing else: an article, a possessive or a unit more or less."""
    return (given in wanted or wanted in given) and min(len(given), len(wanted)) >= 0.8 * max(len(given), len(wanted))


def _plain(text: str) -> str:
    return _SMALL.sub("", text.lower())


def _same_time(said: str, value: Any) -> bool:
    """The same instant or day as the gold words alone read to - or, where those are ambiguous, the same clock."""
    tries = (said, f"at {said}", f"on the {said}", f"the {said}")
    times = next((found for text in tries if (found := read_times(text, NOW))), ())
    if not times or value is None:
        return False
    wanted = [t for m in times for t in _instants(m)]
    at = str(value)
    clocks = {t.strftime("%I:%M") for t in wanted}
    days = {t.date().isoformat() for t in wanted}
    if len(at) == 10:
        return at in days
    moment = datetime.fromisoformat(at)
    if any(m.kind == "part" and m.at and m.until and m.at <= moment < m.until for m in times):
        return True  # "tonight": any time in the evening is in it
    return moment in wanted or (
        moment.strftime("%I:%M") in clocks and (moment.date().isoformat() in days or _no_day(times))
    )


def _no_day(times: Sequence[TimeMention]) -> bool:
    return not any(m.has_date for m in times)


def _instants(mention: TimeMention) -> list[datetime]:
    found = [mention.at] if mention.at else []
    if mention.duration and not found:
        found.append(NOW + mention.duration)
    if mention.day:
        found.append(datetime.combine(mention.day, NOW.time(), NOW.tzinfo))
        found.append(datetime.combine(mention.day, datetime.min.time(), NOW.tzinfo))
    return found


def understood(gold: Gold, tool: str, readers: Readers) -> tuple[ToolSpec, Mapping[str, Any]]:
    """The tool of these that fits best, and what is taken from the sentence for it."""
    sentence = read_sentence(gold.text, gold.language, NOW)
    vote = readers.vote(sentence)
    scores = {r.tool: r.score for r in vote.readings}
    tools = tool.split("|")
    best = readers.specs[max(tools, key=lambda t: (scores.get(t, 0.0), -tools.index(t)))]
    reading = vote.reading(best.name)
    return best, fill(Material(sentence, best, reading.captures if reading else {})).values


def main(folder: Path, tools: Sequence[ToolSpec], show: str = "") -> None:
    mapping = yaml.safe_load((HERE / "data" / "slot_mapping.yaml").read_text("utf-8"))
    readers = Readers(tools)
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    golds = [
        *xsid(folder / "en.valid.conll", "en"),
        *xsid(folder / "zh.valid.conll", "zh"),
        *slurp(folder / "slurp_devel.jsonl.gz"),
    ]
    for gold in golds:
        rule = mapping[gold.source].get(gold.intent)
        if rule is None or not set(rule["tool"].split("|")) <= set(readers.specs):
            continue
        spec, given = understood(gold, rule["tool"], readers)
        for names, parameter in rule["slots"].items():
            said = merged(gold, names)
            if not said or not any(spec.parameter(p) for p in parameter.split("|")):
                continue
            kind = KIND[parameter.split("|")[0]]
            value = next((given[name] for name in parameter.split("|") if name in given), None)
            right = matches(kind, said, value, gold)
            counts[kind, gold.source, gold.language].update({"right": right, "given": value is not None, "all": 1})
            if show == kind and not right:
                print(f"   {gold.intent} | {gold.text} | gold {said!r} | {value!r}")
    print("\n## arguments: value match over all gold slots (beside it: how many got any value)")
    for kind in sorted({k for k, _, _ in counts}):
        total: Counter[str] = Counter()
        for (k, source, language), c in sorted(counts.items()):
            if k == kind:
                total.update(c)
                print(f"  {kind:9s} {source:6s} {language}  {interval(c['right'], c['all'])}  given {c['given']}")
        print(f"{kind:9s} all        {interval(total['right'], total['all'])}  given {total['given']}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", default="", help="print the misses of one kind")
    options = parser.parse_args()
    main(options.folder, installed(), options.show)
