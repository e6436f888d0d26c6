"""Counts the lights along a drawn line, from the map on this machine, for services that do not count them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from tools.navigation.graph import Array, Graph

_STEP = 8.0  # metres between two looks
_REACH = 12.0  # metres from the line: the carriageway


class LightCounter:
    """Knows where the lights of one city are."""

    def __init__(self, graph: Graph) -> None:
        lit = np.flatnonzero(graph.lights >= 0)
        heads = graph.head[lit]
        self._scale = 111_195.0 * np.array([1.0, math.cos(math.radians(float(graph.latitude.mean())))])
        self._number: Array = graph.lights[lit]
        self._tree = cKDTree(np.stack([graph.latitude[heads], graph.longitude[heads]], axis=1) * self._scale)

    def along(self, line: Sequence[tuple[float, float]]) -> int:
        """Sets of lights passed, those of one junction once."""
        if len(line) < 2 or not self._tree.n:
            return 0
        passed: list[int] = []
        for near in self._tree.query_ball_point(_looks(np.array(line) * self._scale), _REACH):
            for number in sorted({int(self._number[i]) for i in near}):
                if number not in passed[-3:]:
                    passed.append(number)
        return len(passed)


def _looks(points: Array) -> Array:
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    marks = np.append(np.arange(0.0, lengths[-1], _STEP), lengths[-1])
    return np.stack([np.interp(marks, lengths, points[:, axis]) for axis in (0, 1)], axis=1)
