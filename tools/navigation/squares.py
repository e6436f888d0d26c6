"""Squares are walked across, not around: the straight lines between the streets that meet an open area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from tools.osm import Street

_MOST_GATES = 16  # of one square; beyond that its outline is enough
_TRIES = (0.02, 0.25, 0.5, 0.75, 0.98)  # shares of a line that must lie inside

_Point = tuple[float, float]


def crossings(street: Street, uses: Mapping[int, int]) -> Iterator[Street]:
    """Straight ways between the gates of a pedestrian area; `uses` tells at how many streets a node is."""
    if street.tags.get("area") != "yes" or street.nodes[0] != street.nodes[-1]:
        return
    ring = range(len(street.nodes) - 1)
    # The first node closes the ring: it is counted three times without being a gate.
    gates = [i for i in ring if uses[street.nodes[i]] > (3 if i == 0 else 1)]
    if len(gates) > _MOST_GATES:
        return
    for number, (a, b) in enumerate(combinations(gates, 2)):
        ends = (street.positions[a], street.positions[b])
        if _is_inside(ends, street.positions):
            # Numbers below zero are nobody's: the map's own begin at 1.
            own = -(street.id * 128 + number)
            yield Street(own, [street.nodes[a], street.nodes[b]], list(ends), street.tags)


def _is_inside(line: tuple[_Point, _Point], outline: Sequence[_Point]) -> bool:
    (y1, x1), (y2, x2) = line
    return all(_holds(outline, y1 + (y2 - y1) * t, x1 + (x2 - x1) * t) for t in _TRIES)


def _holds(outline: Sequence[_Point], y: float, x: float) -> bool:
    """Even-odd rule."""
    inside = False
    for (ya, xa), (yb, xb) in pairwise(outline):
        if (ya > y) != (yb > y) and x < (xb - xa) * (y - ya) / (yb - ya) + xa:
            inside = not inside
    return inside
