"""A stronger second reader, for whoever installs the extra `embeddings`: sentence vectors beside the n-grams.

The model is packaged (multilingual e5-small, 4 bit); nothing is fetched. It is asked only where patterns and n-grams
leave a doubt, and learns in the background: until then, and without the extra, the n-grams read alone.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.embedder import Embedder, packaged_embedder
from assistant.planners.local.example_vectors import ExampleVectors
from assistant.planners.local.examples import Array, NgramReader, ridge, shares, targets

log = logging.getLogger(__name__)
_SPOKEN = {"\ue000": " 8:00 ", "\ue001": " 10 min ", "\ue002": " daily ", "\ue003": " 2 ", "\ue006": " 2 "}
_MARK = re.compile("[" + "".join(_SPOKEN) + "]")
_SHARPNESS = 12.0
_REGULARISATION = 0.15
_WEIGHT = 0.6  # of the vectors against the n-grams
_LONGEST = 200  # characters of a sentence that are looked at: the wish stands at one end of what is longer

Pairs = Sequence[tuple[str, str]]


def is_available() -> bool:
    """Whether the extra is installed."""
    return packaged_embedder() is not None


class EmbeddingReader:
    """Reads like `NgramReader`, better and slower; raises ImportError without the extra `embeddings`."""

    def __init__(
        self, examples: Iterable[tuple[str, str]], ngrams: NgramReader | None = None, kept: ExampleVectors | None = None
    ) -> None:
        embedder = packaged_embedder()
        if embedder is None:
            raise ImportError("the extra `embeddings` is not installed")
        pairs = list(examples)
        self._ngrams = ngrams or NgramReader(pairs)
        self._embedder: Embedder = embedder  # the one that memory searches with, too
        self.labels = self._ngrams.labels
        vectors = (kept or ExampleVectors()).of([spoken(text) for text, _ in pairs], embedder)
        self._mean = vectors.mean(axis=0)
        every = np.arange(vectors.shape[1])
        rows = [(every, self._centred(v)) for v in vectors]
        wanted = targets([label for _, label in pairs], self.labels)
        self._weights, self._offset = ridge(rows, vectors.shape[1], wanted, _REGULARISATION)

    def _centred(self, vector: Array) -> Array:
        away = vector - self._mean
        return np.asarray(away / (np.linalg.norm(away) + 1e-9), dtype=np.float32)

    def read(self, marked: str) -> dict[str, float]:
        vector = self._centred(self._embedder.queries([spoken(marked)])[0])
        scores = np.einsum("i,ij->j", vector, self._weights) + self._offset
        near = shares(np.asarray(scores, dtype=np.float32), _SHARPNESS)
        words = self._ngrams.read(marked)
        return {
            label: _WEIGHT * float(share) + (1 - _WEIGHT) * words[label]
            for label, share in zip(self.labels, near, strict=True)
        }


class LateEmbeddings:
    """The n-grams at once, the vectors when they have been learnt on a thread of their own."""

    def __init__(self, examples: Iterable[tuple[str, str]], kept: ExampleVectors | None = None) -> None:
        self._pairs, self._kept = list(examples), kept
        self._ngrams = NgramReader(self._pairs)
        self.labels = self._ngrams.labels
        self.deeper: EmbeddingReader | None = None
        threading.Thread(target=self._learn, name="steward-embeddings", daemon=True).start()

    def _learn(self) -> None:
        try:
            self.deeper = EmbeddingReader(self._pairs, self._ngrams, self._kept)
        except Exception:  # a broken wheel or a full disk must not cost anybody the assistant
            log.exception("the vectors could not be learnt; the n-grams read alone")

    def read(self, marked: str) -> dict[str, float]:
        return self._ngrams.read(marked)


def spoken(marked: str) -> str:
    """A marked sentence as the model reads it: some time, some number, and not the whole of a long story."""
    text = _MARK.sub(lambda m: _SPOKEN[m[0]], marked).strip() or "-"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} {text[-_LONGEST // 2 :]}"
