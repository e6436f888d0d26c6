"""Scores the lines of a conversation: a word counts for the line it is in, and less for the lines around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What a word is worth one, two and three lines away: people answer in the line after the question.
_AROUND = (0.6, 0.4, 0.2)
_K1, _B = 1.0, 0.5

Spot = tuple[str, int]  # conversation, place of the line in it


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds some of the words; `counts` says how often each."""

    spot: Spot
    length: int
    counts: Mapping[str, int]


def scores(lines: Sequence[Line], rarity: Mapping[str, float]) -> dict[Spot, float]:
    """BM25 with neighbours: of each word only its best occurrence near a line counts for that line."""
    mean = sum(line.length for line in lines) / len(lines) if lines else 1.0
    best: dict[str, dict[Spot, float]] = {word: {} for word in rarity}
    for line in lines:
        norm = _K1 * (1 - _B + _B * line.length / mean)
        for word, count in line.counts.items():
            _spread(best[word], line.spot, rarity[word] * count * (_K1 + 1) / (count + norm))
    return _added(best.values())


def _spread(found: dict[Spot, float], spot: Spot, score: float) -> None:
    conversation, place = spot
    if score > found.get(spot, 0.0):
        found[spot] = score
    for distance, share in enumerate(_AROUND, start=1):
        for near in ((conversation, place - distance), (conversation, place + distance)):
            if score * share > found.get(near, 0.0):
                found[near] = score * share


def _added(parts: Iterable[Mapping[Spot, float]]) -> dict[Spot, float]:
    total: dict[Spot, float] = {}
    for part in parts:
        for spot, score in part.items():
            total[spot] = total.get(spot, 0.0) + score
    return total
