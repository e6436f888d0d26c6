"""The vectors of the declared examples, kept in a file: learnt once, not at every start. They hold nobody's words."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.embedder import Embedder, Vectors

log = logging.getLogger(__name__)
_KEEP_EVERY = 16  # batches
_BATCH = 16  # sentences in one go: whoever asks meanwhile waits for no more than these


class ExampleVectors:
    """`path` None keeps nothing. A file of another model, or one that cannot be read, is made anew."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def of(self, texts: Sequence[str], embedder: Embedder) -> Vectors:
        """One row per text; only texts not seen before cost anything."""
        known = self._load(embedder.name)
        new = [text for text in dict.fromkeys(texts) if _key(text) not in known]
        for count, start in enumerate(range(0, len(new), _BATCH), 1):
            batch = new[start : start + _BATCH]
            known.update(zip(map(_key, batch), embedder.queries(batch), strict=True))
            # Now and then, so that whoever stops early goes on from there.
            if count % _KEEP_EVERY == 0 or start + _BATCH >= len(new):
                self._save(embedder.name, {key: known[key] for key in map(_key, texts) if key in known})
        return np.stack([known[_key(text)] for text in texts])

    def _load(self, model: str) -> dict[str, Vectors]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            with np.load(self._path) as kept:
                if str(kept["model"]) != model:
                    return {}
                return dict(zip(kept["keys"].tolist(), kept["vectors"].astype(np.float32), strict=True))
        except (OSError, ValueError, KeyError, EOFError) as error:
            log.warning("the kept vectors cannot be read and are made anew: %s", error)
            return {}

    def _save(self, model: str, known: dict[str, Vectors]) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part.npz")
            rows = np.stack(list(known.values())).astype(np.float16)
            np.savez(part, model=np.array(model), keys=np.array(list(known)), vectors=rows)
            part.replace(self._path)
        except OSError as error:
            log.warning("the vectors could not be kept: %s", error)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
