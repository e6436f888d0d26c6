"""Everyday words in two languages: what a question's words are called in the other one, without any model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

from memory.words import stemmed

_FILE = Path(__file__).with_name("everyday.txt")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_ZH = 5  # characters
_LONGEST_EN = 3  # words


def translated(text: str) -> list[tuple[str, str]]:
    """The everyday words of the text, each with one name it has in the other language."""
    english, chinese = _dictionary()
    found = [*_english(stemmed(text), english), *_chinese(text, chinese)]
    return list(dict.fromkeys(found))


def _english(stems: list[str], known: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The longest phrase counts: "washing machine" is no machine that washes."""
    at = 0
    while at < len(stems):
        for length in range(min(_LONGEST_EN, len(stems) - at), 0, -1):
            phrase = " ".join(stems[at : at + length])
            if phrase in known:
                yield from ((phrase, other) for other in known[phrase])
                break
        else:
            length = 1
        at += length


def _chinese(text: str, known: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for run in _HAN.findall(text):
        at = 0
        while at < len(run):
            for length in range(min(_LONGEST_ZH, len(run) - at), 0, -1):
                word = run[at : at + length]
                if word in known:
                    yield from ((word, other) for other in known[word])
                    break
            else:
                length = 1
            at += length


@cache
def _dictionary() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """English phrases (as stems) to Chinese, and Chinese to English."""
    english: defaultdict[str, list[str]] = defaultdict(list)
    chinese: defaultdict[str, list[str]] = defaultdict(list)
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        here, there = ([name.strip() for name in side.split(",")] for side in line.split("="))
        for en, zh in product(here, there):
            if zh not in english[key := " ".join(stemmed(en))]:
                english[key].append(zh)
            if en not in chinese[zh]:
                chinese[zh].append(en)
    return dict(english), dict(chinese)
