"""Mistyped words of danger as they are spelt: "siezure", "unconcious", "brething". Others are left as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"[a-z]{5,}")


def respelt(folded: str) -> str:
    """`folded` is lower case."""
    return _TOKEN.sub(lambda found: _nearest(found[0]), folded)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    rows = yaml.safe_load((Path(__file__).parent / "spelling.yaml").read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in rows.items()}


@cache
def _nearest(word: str) -> str:
    danger = _words()["danger"]
    if word in danger or word in _words()["own"]:
        return word
    most = 1 if len(word) < 10 else 2
    near = [(OSA.distance(word, known, score_cutoff=most), known) for known in danger if known[0] == word[0]]
    best = min((pair for pair in near if pair[0] <= most), default=None)
    # A longer or shorter form of the same word is no mistake: "choke", "bleeds", "swallowing".
    return best[1] if best and not (word.startswith(best[1][:-3]) and len(word) != len(best[1])) else word
