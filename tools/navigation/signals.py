"""Traffic lights as people count them: the signals of one junction are one set of lights."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

REACH = 40.0  # metres between signals of one junction


def cluster(signals: Mapping[int, tuple[float, float]]) -> dict[int, int]:
    """Signal node -> number of its junction. Signals within `REACH` of each other, directly or in a chain of at most
    three, belong together; a longer chain along a street is cut, so that a whole boulevard is not one junction."""
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for node, (latitude, longitude) in signals.items():
        cells[_cell(latitude, longitude)].append(node)
    number: dict[int, int] = {}
    centre: list[tuple[float, float]] = []
    for node in sorted(signals, key=lambda n: signals[n]):
        near = [
            (gap, number[other])
            for other in _around(cells, signals[node])
            if other in number and (gap := _gap(signals[node], signals[other])) <= REACH
            if _gap(signals[node], centre[number[other]]) <= 1.5 * REACH
        ]
        if near:
            number[node] = min(near)[1]
        else:
            number[node] = len(centre)
            centre.append(signals[node])
    return number


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    size = REACH / 111_000
    return int(latitude // size), int(longitude * math.cos(math.radians(round(latitude))) // size)


def _around(cells: Mapping[tuple[int, int], list[int]], where: tuple[float, float]) -> list[int]:
    row, column = _cell(*where)
    return [n for r in (-1, 0, 1) for c in (-1, 0, 1) for n in cells.get((row + r, column + c), ())]


def _gap(a: tuple[float, float], b: tuple[float, float]) -> float:
    x = math.radians(b[1] - a[1]) * math.cos(math.radians(a[0]))
    return math.hypot(x, math.radians(b[0] - a[0])) * 6_371_008.8


def nearest(
    signals: Mapping[int, tuple[float, float]],
    number: Mapping[int, int],
    points: Sequence[tuple[float, float]],
) -> list[int]:
    """For each point the junction whose signals are within `REACH`, the nearest one; -1 without."""
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for node, where in signals.items():
        cells[_cell(*where)].append(node)
    found = []
    for point in points:
        near = [(gap, number[n]) for n in _around(cells, point) if (gap := _gap(point, signals[n])) <= REACH]
        found.append(min(near)[1] if near else -1)
    return found
