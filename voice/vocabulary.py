"""The user's own words as a hint to the decoder, and the check that the hint itself was not heard."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 40
NEAR = 10
ALIKE = 0.45
ALIKE_SHORT = 0.6  # A short entry is like too many things.
SHORT = 8
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


def near(vocabulary: Sequence[str], text: str) -> list[str]:
    """The entries that sound somewhat like a part of `text`, best first: the few worth hinting at.

    Empty when nothing would be gained: no entry is alike, or all that are stand in the text already.
    """
    words = [word for word in units(text) if not _CJK.search(word)]
    scored = [(_likeness(units(entry), words), entry) for entry in dict.fromkeys(vocabulary) if not _CJK.search(entry)]
    close = [item for item in scored if item[0] >= (ALIKE_SHORT if len(item[1]) < SHORT else ALIKE)]
    best = sorted(close, key=lambda item: -item[0])[:NEAR]
    return [entry for _, entry in best] if any(score < 1.0 for score, _ in best) else []


def uses(text: str, entries: Sequence[str]) -> bool:
    """Whether at least one of the entries stands in the text."""
    said = units(text)
    return any(_within(units(entry), said) for entry in entries)


def _likeness(entry: list[str], words: list[str]) -> float:
    """How alike an entry and the most similar run of words are: 0 not at all, 1 the same letters."""
    letters = "".join(entry)
    best = 0.0
    for length in range(max(1, len(entry) - 1), len(entry) + 2):
        for at in range(len(words) - length + 1):
            run = "".join(words[at : at + length])
            best = max(best, 1 - _steps(letters, run) / max(len(letters), len(run), 1))
    return best


def _steps(one: str, other: str) -> int:
    """Letters to insert, delete or replace to get from one to the other."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row, before = [at], row
        for place, guess in enumerate(other, 1):
            row.append(min(row[-1] + 1, before[place] + 1, before[place - 1] + (letter != guess)))
    return row[-1]


def units(text: str) -> list[str]:
    """Words of text that is written with spaces, single characters of Chinese; lower case, no punctuation."""
    return [unit.lower() for unit in _WORD.findall(text)]


def echoes(text: str, hint: str) -> bool:
    """Whether `text` only recites the hint: at least two of its entries, in its order, and nothing else."""
    if not hint:
        return False
    said, given = units(text), units(hint)
    entries = [units(entry) for entry in re.split(r"[、,]", hint)]
    # A part of one entry, or one alone, may well be what was said.
    return len(said) > 1 and _within(said, given) and not any(_within(said, entry) for entry in entries)


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
