"""Cuts text into what can be searched: English stems, Chinese characters and their pairs, no function words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from memory.stop_words import CHINESE, ENGLISH

_PIECES = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u9fff\uf900-\ufaff]+|[^\W\da-z_\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_STEMMER = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """The searchable words, in order, repeats included."""
    found: list[str] = []
    for piece in _PIECES.findall(unicodedata.normalize("NFKC", text).lower().replace("’", "'")):
        if _HAN.match(piece):
            found += _pairs(piece)
        elif piece not in ENGLISH:
            found.append(_stem(piece))
    return found


def stemmed(text: str) -> list[str]:
    """The stems of the English words, function words included."""
    pieces = _PIECES.findall(unicodedata.normalize("NFKC", text).lower().replace("’", "'"))
    return [_stem(piece) for piece in pieces if not _HAN.match(piece)]


def _pairs(run: str) -> list[str]:
    """Single characters and neighbouring pairs: no dictionary, and two-character words are found alone."""
    singles = [char for char in run if char not in CHINESE]
    pairs = [a + b for a, b in pairwise(run) if not (a in CHINESE and b in CHINESE)]
    return singles + pairs


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word.removesuffix("'s"))
    return stem
