"""How much a sentence sounds like emergencies and not like everyday talk: naive Bayes over our own lists of sentences.

The lists are text files, one sentence a line, in `heard/`; adding a line teaches. It only ever makes the assistant ask.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

from tools.medical.meant import told_of_now
from tools.medical.signs import fold

_HEARD = Path(__file__).parent / "heard"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z0-9']+")
_SMOOTH = 0.5
_STEM = 5  # letters of an English word that count
_UNKNOWN = -9.0


def likeness(text: str) -> float:
    """Above 0 more like an emergency than not; the length of the sentence is taken out."""
    said = told_of_now(fold(text))
    weights = _weights("zh" if _HAN.search(said) else "en")
    known = [weights[part] for part in _parts(said) if part in weights]
    return sum(known) / math.sqrt(len(known) + 1) if known else _UNKNOWN


def _parts(folded: str) -> set[str]:
    """Runs of one to three characters in Chinese; words, pairs of words and pairs with one between in English."""
    parts = {run[i : i + n] for run in _HAN.findall(folded) for n in (1, 2, 3) for i in range(len(run) - n + 1)}
    words = [word[:_STEM] for word in _WORD.findall(folded)]
    parts.update(words)
    parts.update(f"{one} {other}" for one, other in pairwise(words))
    parts.update(f"{one} _ {other}" for one, other in zip(words, words[2:], strict=False))
    return parts


@cache
def _weights(language: str) -> Mapping[str, float]:
    """Log odds of each part that the lists hold at least twice."""
    bad, good = (_lines(kind, language) for kind in ("emergency", "harmless"))
    ill, well = _counts(bad), _counts(good)
    n_ill, n_well = len(bad) + 2 * _SMOOTH, len(good) + 2 * _SMOOTH
    return {
        part: math.log((ill[part] + _SMOOTH) / n_ill) - math.log((well[part] + _SMOOTH) / n_well)
        for part in ill.keys() | well.keys()
        if ill[part] + well[part] > 1
    }


def _counts(lines: Iterable[str]) -> Counter[str]:
    return Counter(part for line in lines for part in _parts(fold(line)))


def _lines(kind: str, language: str) -> list[str]:
    return (_HEARD / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines()
