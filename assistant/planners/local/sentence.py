"""A sentence read once: its times and numbers found, and a copy in which each of them is a single mark."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from assistant.planners.local.numbers import NumberMention, read_numbers
from assistant.planners.local.template import ANY_MARK, MARKS
from assistant.planners.local.times import TimeMention, read_times
from assistant.planners.simplified import simplified
from assistant.types import Language

_KINDS = {"duration": "duration", "recurrence": "recurrence"}
_SAME = str.maketrans("’‘`-–—_。、", "'''    .,")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is what was said in Simplified characters; `said` and `plain` have its length; `marked` is shorter, and
    `origin` maps its positions back."""

    text: str
    language: Language
    now: datetime
    times: tuple[TimeMention, ...]
    numbers: tuple[NumberMention, ...]
    plain: str
    marked: str
    origin: tuple[int, ...]
    said: str = ""

    def as_said(self, words: str) -> str:
        """These words in the script in which they were said."""
        at = self.text.find(words) if self.said else -1
        return self.said[at : at + len(words)] if at >= 0 else words

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of `marked` as a stretch of `text`."""
        return self.origin[start], self.origin[end]

    def words(self, start: int, end: int) -> str:
        low, high = self.span(start, end)
        return self.text[low:high].strip()


def plain(text: str) -> str:
    """Folded letter by letter, so that positions stay: full width to ASCII, lower case, one kind of apostrophe."""
    return "".join(_fold(c) for c in text).translate(_SAME)


def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).lower()
    return folded if len(folded) == 1 else char


def read_sentence(text: str, language: Language, now: datetime, country: str = "") -> Sentence:
    """Find times and numbers, and mark them. Raises ValueError when `now` has no zone."""
    said, text = text, simplified(text)
    times = read_times(text, now, country=country or "CN")
    spans = [(m.start, m.end) for m in times]
    numbers = tuple(n for n in read_numbers(text) if not any(n.start < e and s < n.end for s, e in spans))
    marks = [(m.start, m.end, MARKS[_KINDS.get(m.kind, "instant")]) for m in times]
    marks += [(n.start, n.end, MARKS["ordinal" if n.ordinal else "number"]) for n in numbers]
    marked, origin = _mark(plain(text), sorted(marks))
    return Sentence(text, language, now, times, numbers, plain(text), marked, origin, said)


def _mark(folded: str, marks: list[tuple[int, int, str]]) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for start, end, mark in marks:
        pieces.append(folded[at:start] + mark)
        origin.extend(range(at, start + 1))
        at = end
    pieces.append(folded[at:])
    origin.extend(range(at, len(folded) + 1))
    return "".join(pieces), tuple(origin)


_EXAMPLE_NOW = datetime.fromisoformat("2026-03-04T10:00:00+00:00")


def mark_example(text: str) -> str:
    """A declared example as the reader of examples learns it: times and numbers do not vote."""
    return read_sentence(re.sub(r"\{\w+\}", " ", text), "en", _EXAMPLE_NOW).marked


_BARE = re.compile(
    rf"^(?:[\s,.!?{ANY_MARK}]|个人|个|人|位|张|点|吧|的|了|呢|那|就|"
    r"for|at|on|in|people|persons|tickets|please|and|the|of us|"
    r"还是|要|我要|好|ok|okay|then|so|uh|um|一下|再|也|行|i'd prefer|prefer|i want|party of)+$"
)


def is_bare(sentence: Sentence) -> bool:
    """Nothing but values and the little words around them: "half past eight then", 那就四个人吧."""
    return bool(sentence.times or sentence.numbers) and bool(_BARE.match(sentence.marked))
