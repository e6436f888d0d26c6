"""The road graph of one city: arrays with turn rules and lights, kept in one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.navigation.profile import MODES

Array = np.ndarray[Any, np.dtype[Any]]
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges between junctions, in both directions where both are allowed for anybody.

    `tail`, `head`: node numbers; `metres`; `seconds[mode]` (inf: closed for that mode); `name`: index into `names`;
    `shape_at`, `shape`: the drawn line of an edge, degrees. `lights`: the cluster of signals an edge runs into, or -1.
    A turn rule is kept by splitting its node: the copy reached by the forbidden way leaves out the forbidden exits.
    `key` names a piece of street and its direction, the same after every import; the other direction is `key ^ 1`.
    Copies of an edge, made for turn rules, share its key.
    """

    latitude: Array
    longitude: Array
    tail: Array
    head: Array
    metres: Array
    seconds: Mapping[str, Array]
    name: Array
    names: tuple[str, ...]
    kind: Array  # index into `kinds`: the highway tag
    kinds: tuple[str, ...]
    lights: Array
    stops: Array  # 1 where an edge runs into lights that it did not start at
    shape_at: Array
    shape: Array
    original: Array  # node -> the junction it is (a split node is a copy of one)
    key: Array

    def save(self, path: Path) -> None:
        arrays = {f: getattr(self, f) for f in self.__slots__ if f not in ("seconds", "names", "kinds")}
        arrays |= {f"seconds_{m}": self.seconds[m] for m in MODES}
        with path.open("wb") as file:
            np.savez(file, version=_VERSION, names=np.array(self.names), kinds=np.array(self.kinds), **arrays)

    @classmethod
    def load(cls, path: Path) -> Graph | None:
        """None for a file of another version."""
        with np.load(path, allow_pickle=False) as file:
            if int(file["version"]) != _VERSION:
                return None
            rest = {f: file[f] for f in cls.__slots__ if f not in ("seconds", "names", "kinds")}
            seconds = {m: file[f"seconds_{m}"] for m in MODES}
            names, kinds = (tuple(str(t) for t in file[f]) for f in ("names", "kinds"))
            return cls(seconds=seconds, names=names, kinds=kinds, **rest)
