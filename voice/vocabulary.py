"""The user's own words as a hint to the decoder, and the check that the hint itself was not heard."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 60
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", re.UNICODE)


def prompt(vocabulary: Sequence[str], language: str) -> str:
    """A prompt that makes these words likely. An English sentence gets no Chinese words; a Chinese one gets both."""
    words = list(dict.fromkeys(clean for word in vocabulary if (clean := word.strip())))
    chinese = [word for word in words if _CJK.search(word)]
    latin = [word for word in words if not _CJK.search(word)]
    if language == "zh":
        return "、".join([*chinese, *latin][:MOST])
    return ", ".join(latin[:MOST])


def units(text: str) -> list[str]:
    """Words of text that is written with spaces, single characters of Chinese; lower case, no punctuation."""
    return [unit.lower() for unit in _WORD.findall(text)]


def echoes(text: str, hint: str) -> bool:
    """Whether `text` only recites the hint: at least two of its entries, in its order, and nothing else."""
    if not hint:
        return False
    said, given = units(text), units(hint)
    entries = [units(entry) for entry in re.split(r"[、,]", hint)]
    if len(said) < 2 or not said:
        return False
    if any(entry == said for entry in entries):
        return False  # one entry alone may well be what was said
    return any(given[at : at + len(said)] == said for at in range(len(given) - len(said) + 1)) and _spans(said, entries)


def _spans(said: list[str], entries: list[list[str]]) -> bool:
    return not any(_within(said, entry) for entry in entries)


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
