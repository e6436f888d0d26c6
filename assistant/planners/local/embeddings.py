"""A stronger second reader, for whoever installs the extra `embeddings`: sentence vectors beside the n-grams.

The model is packaged (multilingual e5-small, 4 bit); nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.embedder import packaged_embedder
from assistant.planners.local.examples import Array, NgramReader, ridge, shares, targets

_SPOKEN = {"\ue000": " 8:00 ", "\ue001": " 10 min ", "\ue002": " daily ", "\ue003": " 2 ", "\ue006": " 2 "}
_MARK = re.compile("[" + "".join(_SPOKEN) + "]")
_SHARPNESS = 12.0
_REGULARISATION = 0.15
_WEIGHT = 0.6  # of the vectors against the n-grams


def is_available() -> bool:
    """Whether the extra is installed."""
    return packaged_embedder() is not None


class EmbeddingReader:
    """Reads like `NgramReader`; raises ImportError without the extra `embeddings`."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        embedder = packaged_embedder()
        if embedder is None:
            raise ImportError("the extra `embeddings` is not installed")
        pairs = list(examples)
        self._ngrams = NgramReader(pairs)
        self._embedder = embedder  # the one that memory searches with, too
        vectors = self._vectors([text for text, _ in pairs])
        self._mean = vectors.mean(axis=0)
        self.labels = self._ngrams.labels
        centred = [self._centred(v) for v in vectors]
        every = np.arange(vectors.shape[1])
        rows = [(every, v) for v in centred]
        wanted = targets([label for _, label in pairs], self.labels)
        self._weights, self._offset = ridge(rows, vectors.shape[1], wanted, _REGULARISATION)

    def _vectors(self, texts: Sequence[str]) -> Array:
        spoken = [_MARK.sub(lambda m: _SPOKEN[m[0]], text).strip() or "-" for text in texts]
        return self._embedder.queries(spoken)

    def _centred(self, vector: Array) -> Array:
        away = vector - self._mean
        return np.asarray(away / (np.linalg.norm(away) + 1e-9), dtype=np.float32)

    def read(self, marked: str) -> dict[str, float]:
        vector = self._centred(self._vectors([marked])[0])
        scores = np.einsum("i,ij->j", vector, self._weights) + self._offset
        near = shares(np.asarray(scores, dtype=np.float32), _SHARPNESS)
        words = self._ngrams.read(marked)
        return {
            label: _WEIGHT * float(share) + (1 - _WEIGHT) * words[label]
            for label, share in zip(self.labels, near, strict=True)
        }
