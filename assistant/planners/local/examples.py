"""The second reader: which tool's example sentences a sentence is most like, by n-grams; knows what is no wish at all.

Ridge regression, one against the rest, over TF-IDF of character n-grams and words: a few hundred sentences are
learnt in a fraction of a second whenever the set of tools changes. Nothing but the declared examples and our own
list of non-wishes (`background.yaml`) is learnt from.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.planners.local.template import LEAD

NO_TOOL = "no_tool"
_WORD = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]|[\ue000-\ue006]")
_COURTESY = re.compile(rf"^\W*{LEAD}")  # says nothing about what is wished
_REGULARISATION = 0.4
_SHARPNESS = 9.0  # softmax of the ridge scores; chosen so that the share of right answers is about the score
_LIKELIEST = 8
_FEW = 12  # sentences that share an n-gram

Array = NDArray[np.float32]


class ExampleReader(Protocol):
    """Learns (sentence, label) pairs, then scores sentences: label -> share, summing to 1."""

    def read(self, marked: str) -> dict[str, float]: ...


def grams(marked: str) -> Counter[str]:
    """Character n-grams inside words (Latin) and over runs (Han), whole words and word pairs."""
    words = _WORD.findall(_COURTESY.sub("", marked))
    found: Counter[str] = Counter()
    latin = [w for w in words if w[0].isascii()]
    for word in latin:
        padded = f" {word} "
        found.update(padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1))
    found.update("w:" + w for w in words)
    found.update(f"p:{a}:{b}" for a, b in pairwise(words))
    found.update(f"t:{a}:{b}:{c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    return found


class NgramReader:
    """TF-IDF n-grams and one linear score per label."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        pairs = list(examples)
        self.labels = sorted({label for _, label in pairs})
        counted = [grams(text) for text, _ in pairs]
        seen = Counter(g for c in counted for g in c)
        self._index = {g: i for i, g in enumerate(sorted(seen))}
        total = len(pairs)
        self._idf = np.array([math.log((1 + total) / (1 + seen[g])) + 1 for g in self._index], dtype=np.float32)
        rows = [self._vector(c) for c in counted]
        wanted = targets([label for _, label in pairs], self.labels)
        self._weights, self._offset = ridge(rows, len(self._index), wanted, _REGULARISATION)

    def _vector(self, counted: Counter[str]) -> tuple[NDArray[np.intp], Array]:
        known = [(self._index[g], n) for g, n in counted.items() if g in self._index]
        if not known:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        at = np.array([i for i, _ in known], dtype=np.intp)
        values = (1 + np.log(np.array([n for _, n in known], dtype=np.float32))) * self._idf[at]
        return at, (values / np.linalg.norm(values)).astype(np.float32)

    def read(self, marked: str) -> dict[str, float]:
        at, values = self._vector(grams(marked))
        # Not `@`: for rows this short the threads of a matrix library cost more than the work.
        scores = np.einsum("i,ij->j", values, self._weights[at]) + self._offset if len(at) else self._offset
        return dict(zip(self.labels, shares(scores).tolist(), strict=True))


def shares(scores: Array, sharpness: float = _SHARPNESS) -> Array:
    """Softmax over the likeliest labels alone: installing forty more tools must not make the others look less sure."""
    raised = np.exp(sharpness * (scores - scores.max()))
    if len(raised) > _LIKELIEST:
        raised[np.argpartition(raised, -_LIKELIEST)[:-_LIKELIEST]] = 0.0
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def targets(given: Sequence[str], labels: Sequence[str]) -> Array:
    at = {label: i for i, label in enumerate(labels)}
    wanted = np.zeros((len(given), len(labels)), dtype=np.float32)
    wanted[np.arange(len(given)), [at[g] for g in given]] = 1.0
    return wanted


def ridge(
    rows: Sequence[tuple[NDArray[np.intp], Array]], width: int, wanted: Array, regularisation: float
) -> tuple[Array, Array]:
    """Weights (feature x label) in closed form, in the dual: there are fewer sentences than n-grams.

    Sentences of a label with few examples count for more, so that a big background does not drown a small tool.
    """
    count = len(rows)
    kernel = _kernel(rows, width)
    per_label = wanted.sum(axis=0)
    weight = (count / (len(per_label) * per_label[wanted.argmax(axis=1)])) ** 0.5
    offset = np.full(wanted.shape[1], 1.0 / wanted.shape[1])
    alpha = np.linalg.solve(kernel + np.diag(regularisation / weight), wanted - offset)
    weights = np.zeros((width, wanted.shape[1]), dtype=np.float32)
    for i, (at, values) in enumerate(rows):
        weights[at] += np.outer(values, alpha[i].astype(np.float32))
    return weights, offset.astype(np.float32)


def _kernel(rows: Sequence[tuple[NDArray[np.intp], Array]], width: int) -> NDArray[np.float64]:
    """How alike the sentences are, pair by pair. Most n-grams stand in a few sentences: those are added one by one."""
    owner = np.repeat(np.arange(len(rows)), [len(at) for at, _ in rows])
    feature, value = np.concatenate([at for at, _ in rows]), np.concatenate([v for _, v in rows])
    spread = np.bincount(feature, minlength=width)
    common = np.flatnonzero(spread > _FEW)
    place = np.full(width, -1)
    place[common] = np.arange(len(common))
    often = place[feature] >= 0
    dense = np.zeros((len(rows), len(common)), dtype=np.float32)
    dense[owner[often], place[feature[often]]] = value[often]
    kernel = np.asarray(dense @ dense.T, dtype=np.float64)
    order = np.argsort(feature[~often], kind="stable")
    owner, value, feature = owner[~often][order], value[~often][order], feature[~often][order]
    edges = np.flatnonzero(np.diff(feature, prepend=-1, append=-1))
    for low, high in pairwise(edges):
        who, weight = owner[low:high], value[low:high]
        kernel[np.ix_(who, who)] += np.outer(weight, weight)
    return kernel
