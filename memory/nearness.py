"""Scores the lines of a conversation: a word counts for the line it is in, and less for the lines around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What a word is worth one, two and three lines away: people answer in the line after the question.
_AROUND = (1.0, 0.6, 0.4, 0.2)
_SHARES = {distance: _AROUND[abs(distance)] for distance in range(-3, 4)}
_K1, _B = 1.0, 0.5
_APART = 2**40  # between the places of two conversations, so that nothing reaches from one into the other

Spot = tuple[str, int]  # conversation, place of the line in it
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds some of the words; `words` are those, repeats included."""

    conversation: str
    place: int
    length: int
    words: Sequence[str]


def scores(lines: Sequence[Line], rarity: Mapping[str, float], limit: int) -> list[tuple[Spot, float]]:
    """The best spots, best first, by BM25 with neighbours: of each word only its best occurrence near a line counts."""
    if not lines:
        return []
    names = list({line.conversation: None for line in lines})
    start = {name: number * _APART for number, name in enumerate(names)}
    holding, values = _occurrences(lines, rarity, start)
    spots: Ints = np.unique(np.concatenate([at + d for at in holding.values() for d in _SHARES]))
    total = np.zeros(len(spots))
    for word, at in holding.items():
        best = np.zeros(len(spots))
        # The weakest share first, so that a nearer occurrence overwrites it; equal distances take the better one.
        for distance, share in sorted(_SHARES.items(), key=lambda item: item[1]):
            here = np.searchsorted(spots, at + distance)
            best[here] = np.maximum(best[here], values[word] * share)
        total += best
    order = np.argsort(-total, kind="stable")[:limit]
    return [((names[spots[n] // _APART], int(spots[n] % _APART)), float(total[n])) for n in order]


def _occurrences(
    lines: Sequence[Line], rarity: Mapping[str, float], start: Mapping[str, int]
) -> tuple[dict[str, Ints], dict[str, NDArray[np.float64]]]:
    """For each word, where it stands and what it is worth there."""
    mean = sum(line.length for line in lines) / len(lines) or 1.0
    places: dict[str, list[int]] = {}
    values: dict[str, list[float]] = {}
    for line in lines:
        norm = _K1 * (1 - _B + _B * line.length / mean)
        at = start[line.conversation] + line.place
        for word in set(line.words):
            count = line.words.count(word)
            places.setdefault(word, []).append(at)
            values.setdefault(word, []).append(rarity[word] * count * (_K1 + 1) / (count + norm))
    return {w: np.array(p, dtype=np.int64) for w, p in places.items()}, {w: np.array(v) for w, v in values.items()}
