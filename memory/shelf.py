"""One user's vectors in memory, with where each stands in its conversation; grows at its end without being copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedder import Vectors

Spot = tuple[str, int]  # conversation, place of the line in it
_NOWHERE = -1


class Shelf:
    """`numbers` and `rows` are those of the passages on it. Readers may go on with an older one."""

    def __init__(self) -> None:
        self._count = 0
        self._numbers: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._rows: Vectors = np.empty((0, 0), dtype=np.float32)
        self._around: NDArray[np.int64] = np.empty((0, 2), dtype=np.int64)  # the line before, the line after
        self.at: dict[Spot, int] = {}
        self.spots: list[Spot] = []

    @property
    def numbers(self) -> NDArray[np.int64]:
        return self._numbers[: self._count]

    @property
    def rows(self) -> Vectors:
        return self._rows[: self._count]

    @property
    def last(self) -> int:
        return int(self._numbers[self._count - 1]) if self._count else 0

    @property
    def size(self) -> int:
        """Bytes."""
        return int(self._rows.nbytes)

    def with_more(self, numbers: Sequence[int], vectors: NDArray[Any], spots: Sequence[Spot]) -> Shelf:
        grown = Shelf()
        grown._count = self._count + len(numbers)
        grown._numbers = _room(self._numbers, grown._count)
        grown._rows = _room(self._rows.reshape(-1, vectors.shape[1]), grown._count)
        grown._around = _room(self._around, grown._count)
        grown.at, grown.spots = self.at, self.spots
        new = slice(self._count, grown._count)
        grown._numbers[new], grown._rows[new], grown._around[new] = numbers, vectors, _NOWHERE
        for index, spot in enumerate(spots, self._count):
            grown._place(index, spot)
        return grown

    def _place(self, index: int, spot: Spot) -> None:
        self.at[spot] = index
        self.spots.append(spot)
        for other, mine, its in (
            (self.at.get((spot[0], spot[1] - 1)), 0, 1),
            (self.at.get((spot[0], spot[1] + 1)), 1, 0),
        ):
            if other is not None:
                self._around[index, mine], self._around[other, its] = other, index

    def with_neighbours(self, values: Vectors, share: float) -> Vectors:
        """Each line's value, and a share of the better one beside it."""
        around = self._around[: len(values)]
        known = np.where(around < len(values), around, _NOWHERE)  # a newer shelf may have put somebody beside us
        beside = np.append(values, np.float32(0))[known]  # the last one stands for nobody
        return np.asarray(values + share * beside.max(axis=1), dtype=np.float32)


def _room(array: NDArray[Any], count: int) -> NDArray[Any]:
    """The array, or one twice as long with the same in it."""
    if len(array) >= count:
        return array
    wider = np.empty((max(count, 2 * len(array)), *array.shape[1:]), dtype=array.dtype)
    wider[: len(array)] = array
    return wider
