"""How well a passage answers a query: BM25 over its words, with the rarity of each word among the user's own rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from memory.query import Query

_K1 = 1.2
_B = 0.6


class Ranking:
    """One query against one user's passages. `seen` is in how many passages each word occurs, of `total`."""

    def __init__(self, query: Query, seen: Mapping[str, int], total: int, mean_length: float) -> None:
        self.seen = {word: seen.get(word, 0) for word in query.all}
        said = {word: rarity(seen.get(word, 0), total) for word in query.said}
        self.weights = said | {
            word: share * rarity(seen.get(word, 0), total) for word, share in query.meant.items() if word not in said
        }
        # The score of a passage that holds every word of the query once.
        self.best = sum(said.values()) or 1.0
        self._mean = max(mean_length, 1.0)

    def score(self, words: Sequence[str]) -> float:
        weights = self.weights
        held = [word for word in words if word in weights]
        if not held:
            return 0.0
        norm = _K1 * (1 - _B + _B * len(words) / self._mean)
        once = (_K1 + 1) / (1 + norm)
        if len(different := set(held)) == len(held):
            return once * sum([weights[word] for word in held])
        return sum(weights[word] * (n := held.count(word)) * (_K1 + 1) / (n + norm) for word in different)

    def renamed(self, names: Mapping[str, str]) -> Ranking:
        """The same for passages whose words go by other names."""
        other = object.__new__(Ranking)
        other.weights = {names[word]: weight for word, weight in self.weights.items()}
        other.seen = {names[word]: count for word, count in self.seen.items()}
        other.best, other._mean = self.best, self._mean
        return other


def rarity(seen: int, total: int) -> float:
    """How much a word says that is in `seen` of `total` passages."""
    return math.log(1 + (max(total, seen) - seen + 0.5) / (seen + 0.5))
