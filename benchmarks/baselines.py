"""What recall is compared with: plain BM25 over one conversation, the way most assistants do it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise

Tokens = Callable[[str], list[str]]


def split_words(text: str) -> list[str]:
    """Lower case, split at spaces: the naive way."""
    return text.lower().split()


def plain_bigrams(text: str) -> list[str]:
    """Chinese characters and their pairs, everything else as words; nothing left out."""
    found: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[a-z0-9]+", text.lower()):
        if run[0] < "\u4e00":
            found.append(run)
        else:
            found += [*run, *(a + b for a, b in pairwise(run))]
    return found


class Bm25:
    def __init__(self, texts: list[str], tokens: Tokens, *, neighbours: float = 0.0) -> None:
        self._tokens, self._neighbours = tokens, neighbours
        counts = [Counter(tokens(text)) for text in texts]
        self._lengths = [max(sum(count.values()), 1) for count in counts]
        self._mean = sum(self._lengths) / len(texts)
        self._found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, times in count.items():
                self._found[word].append((number, times))

    def best(self, query: str, limit: int) -> list[int]:
        """The numbers of the best texts; ties go to the earlier one."""
        scores = [0.0] * len(self._lengths)
        for word in set(self._tokens(query)):
            hits = self._found.get(word, [])
            rarity = math.log(1 + (len(scores) - len(hits) + 0.5) / (len(hits) + 0.5))
            for number, times in hits:
                norm = 1.2 * (1 - 0.75 + 0.75 * self._lengths[number] / self._mean)
                scores[number] += rarity * times * 2.2 / (times + norm)
        if self._neighbours:
            around = [0.0, *scores, 0.0]
            scores = [s + self._neighbours * max(around[n], around[n + 2]) for n, s in enumerate(scores)]
        return sorted(range(len(scores)), key=lambda n: -scores[n])[:limit]
