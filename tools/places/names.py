"""Names as they are compared: any script, any case, Traditional like Simplified, small slips forgiven."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# What people add or leave out without meaning another place.
_ARTICLES = ("the", "a", "an", "of", "at", "in", "on", "to", "near", "and", "de", "la", "le", "el", "di", "da")
_SMALL = frozenset([*_ARTICLES, "restaurant", "ravintola", "cafe", "hotel"])
_TAIL = re.compile(r"(餐厅|饭店|餐馆|酒店|大酒店|店|号)$")
_DIGITS = re.compile(r"\d+")
_OTHER_NUMBER = 0.6  # number 14 is not number 16, however alike they are written


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    return str(_simplifier().convert(text))


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """One spelling: NFKC, no case, no accents, Simplified, punctuation as spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if _HAN.search(plain):
        plain = simplified(plain)
    return " ".join(_WORD.findall(plain))


def tokens(text: str) -> list[str]:
    """Index tokens of a name: words and their trigrams (for slips), Han characters and pairs."""
    found: list[str] = []
    for word in fold(text).split():
        for run in _HAN.findall(word):
            found += list(run) + [run[i : i + 2] for i in range(len(run) - 1)]
        latin = _HAN.sub(" ", word)
        for part in latin.split():
            found.append(part)
            padded = f"_{part}_"
            if len(part) > 3:
                found += [f"3{padded[i : i + 3]}" for i in range(len(padded) - 2)]
    return found


def likeness(query: str, name: str) -> float:
    """0..1: how likely somebody who said `query` means the place called `name`."""
    said, known = fold(query), fold(name)
    if not said or not known:
        return 0.0
    if said == known:
        return 1.0
    alike = _han_likeness if _HAN.search(said) else _latin_likeness
    numbers, known_numbers = _DIGITS.findall(said), _DIGITS.findall(known)
    limit = _OTHER_NUMBER if numbers and known_numbers and numbers != known_numbers else 1.0
    return min(alike(said, known), limit)


def _latin_likeness(said: str, known: str) -> float:
    core = " ".join(w for w in said.split() if w not in _SMALL) or said
    known_core = " ".join(w for w in known.split() if w not in _SMALL) or known
    if core == known_core:
        return 0.98
    whole = fuzz.ratio(core, known_core) / 100
    covered = _covered(core.split(), known_core.split())
    return max(whole, 0.95 * covered * (0.8 + 0.2 * len(core) / max(len(core), len(known_core))))


def _covered(said: list[str], known: list[str]) -> float:
    """How much of what was said is in the name, word by word, small slips forgiven; by length of the words."""
    total = sum(len(w) for w in said)
    hit = 0.0
    for word in said:
        best = max((fuzz.ratio(word, k) / 100 for k in known), default=0.0)
        hit += len(word) * (best if best >= 0.75 else 0.0)
    return hit / total if total else 0.0


def _han_likeness(said: str, known: str) -> float:
    said, known = said.replace(" ", ""), known.replace(" ", "")
    short, bare = _TAIL.sub("", said), _TAIL.sub("", known)
    if short and short == bare:
        return 0.97
    if len(said) >= 2 and said in known:
        return 0.8 + 0.15 * len(said) / len(known)
    if len(known) >= 2 and known in said:
        return 0.75 * len(known) / len(said) + 0.1
    return fuzz.ratio(said, known) / 100 * 0.95
