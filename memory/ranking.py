"""How well a passage answers a query: BM25 over its words, with the rarity of each word among the user's own rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_K1 = 1.2
_B = 0.6


class Ranking:
    """One query against one user's passages. `seen` is in how many passages each word occurs, of `total`."""

    def __init__(self, query: Iterable[str], seen: Mapping[str, int], total: int, mean_length: float) -> None:
        self._weights = {word: rarity(seen.get(word, 0), total) for word in query}
        self._mean = max(mean_length, 1.0)

    @property
    def best(self) -> float:
        """The score of a passage that holds every word of the query once."""
        return sum(self._weights.values()) or 1.0

    def score(self, words: Sequence[str]) -> float:
        counts = Counter(word for word in words if word in self._weights)
        norm = _K1 * (1 - _B + _B * len(words) / self._mean)
        return sum(self._weights[word] * n * (_K1 + 1) / (n + norm) for word, n in counts.items())


def rarity(seen: int, total: int) -> float:
    """How much a word says that is in `seen` of `total` passages."""
    return math.log(1 + (max(total, seen) - seen + 0.5) / (seen + 0.5))
