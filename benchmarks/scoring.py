"""How far what was heard is from what was said: errors per word (English) or per character (Chinese)."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from voice.script import written
from voice.vocabulary import units

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = dict(zip(_ONES, range(20), strict=True)) | dict(zip(_TENS, range(20, 100, 10), strict=True))
_SAME = {"never mind": "nevermind", "what is": "what's", "o clock": "o'clock", "mom": "mum"}
_CHINESE = "零一二三四五六七八九"


def plain(text: str) -> list[str]:
    """The units that are compared: numbers as digits, no case, no punctuation, Simplified characters."""
    text = written(text).lower()
    for spelling, same in _SAME.items():
        text = re.sub(rf"\b{spelling}\b", same, text)
    text = re.sub(r"[一二两三四五六七八九]?十[一二三四五六七八九]?", _ten, text)
    text = re.sub(r"两(?=[点个天分小])", "2", text)
    text = "".join(str(_CHINESE.index(sign)) if sign in _CHINESE else sign for sign in text)
    return units(" ".join(_digits(word) for word in text.replace("-", " ").split(" ")))


def _ten(found: re.Match[str]) -> str:
    before, after = found.group().replace("两", "二").split("十")
    return str((_CHINESE.index(before) if before else 1) * 10 + (_CHINESE.index(after) if after else 0))


def _digits(word: str) -> str:
    bare = word.strip(".,!?")
    number = _NUMBERS.get(bare)
    return word if number is None else str(number)


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """Insertions, deletions and replacements between the two."""
    row = list(range(len(heard) + 1))
    for at, unit in enumerate(said, 1):
        row, before = [at], row
        for other, guess in enumerate(heard, 1):
            row.append(min(row[-1] + 1, before[other] + 1, before[other - 1] + (unit != guess)))
    return row[-1]


def rate(pairs: Sequence[tuple[str, str]]) -> float:
    """Errors per unit over (said, heard) pairs."""
    counted = [(distance(plain(said), plain(heard)), len(plain(said))) for said, heard in pairs]
    return sum(errors for errors, _ in counted) / max(1, sum(length for _, length in counted))


def interval(pairs: Sequence[tuple[str, str]], draws: int = 1_000) -> tuple[float, float]:
    """The middle 95 % of the rate when the clips are drawn anew, with replacement."""
    dice = random.Random(0)
    counted = [(distance(plain(said), plain(heard)), len(plain(said))) for said, heard in pairs]
    rates = []
    for _ in range(draws):
        drawn = dice.choices(counted, k=len(counted))
        rates.append(sum(errors for errors, _ in drawn) / max(1, sum(length for _, length in drawn)))
    rates.sort()
    return rates[int(draws * 0.025)], rates[int(draws * 0.975)]


def percentile(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(share * (len(ranked) - 1)))] if ranked else float("nan")
