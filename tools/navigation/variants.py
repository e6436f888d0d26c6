"""Ways to go from here to there: the fastest, the one with the fewest lights, the one you usually take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tools.navigation.graph import Array
from tools.navigation.profile import SIGNAL_DELAY
from tools.navigation.router import Path, Router, Spot

Variant = Literal["fastest", "fewest_lights", "usual"]
# How dear one set of lights may be made, in seconds, when looking for a way with fewer of them.
_DEAR = (40.0, 90.0, 200.0, 450.0)
DETOUR, SPARE_SECONDS = 1.4, 60.0  # for fewer lights a way may take so many times the fastest, and so much longer
_KNOWN_STREET = 0.6  # what a street counts that one usually takes


@dataclass(frozen=True, slots=True)
class Route:
    """`seconds` holds the expected wait at lights; `line` is latitude, longitude in degrees."""

    variant: Variant
    mode: str
    seconds: float
    metres: float
    lights: int
    edges: tuple[int, ...]
    travelled: tuple[float, ...]  # metres of each edge
    line: tuple[tuple[float, float], ...]
    familiar: float = 0.0  # share of the way on streets one usually takes


def find_routes(
    router: Router, start: Spot, end: Spot, mode: str, familiar: Mapping[int, int] | None = None
) -> dict[Variant, Route]:
    """The variants that exist; two that are the same way share it under both names."""
    graph = router.graph
    base = graph.seconds[mode]
    wait = SIGNAL_DELAY * graph.stops if mode != "foot" else np.zeros_like(base)
    fastest = router.path(start, end, mode, base + wait)
    if fastest is None:
        return {}
    routes: dict[Variant, Route] = {"fastest": measure(router, fastest, mode, "fastest", familiar)}
    routes["fewest_lights"] = _fewest(router, start, end, mode, routes["fastest"], base + wait)
    if familiar:
        known = np.ones_like(base)
        known[np.isin(graph.key, list(familiar))] = _KNOWN_STREET
        path = router.path(start, end, mode, (base + wait) * known, fastest.cost * 1.001)
        if path is not None:
            routes["usual"] = measure(router, path, mode, "usual", familiar)
    return routes


def _fewest(router: Router, start: Spot, end: Spot, mode: str, fastest: Route, cost: Array) -> Route:
    """Fewest lights among the ways that are not much longer; of two with as few, the faster."""
    best = fastest
    for dear in _DEAR:
        if best.lights == 0:
            break
        # A way with fewer lights that is not too long costs no more than this.
        limit = fastest.seconds * DETOUR + SPARE_SECONDS + dear * best.lights
        path = router.path(start, end, mode, cost + dear * router.graph.stops, limit)
        if path is None:
            break
        found = measure(router, path, mode, "fewest_lights")
        if found.seconds > fastest.seconds * DETOUR + SPARE_SECONDS:
            break
        if (found.lights, found.seconds) < (best.lights, best.seconds):
            best = found
    return replace(best, variant="fewest_lights")


def measure(
    router: Router, path: Path, mode: str, variant: Variant, familiar: Mapping[int, int] | None = None
) -> Route:
    """Time, length and lights of a path as travelled, whatever it was chosen by."""
    graph, edges = router.graph, np.array(path.edges)
    share = np.ones(len(edges))
    if len(edges) == 1:
        share[0] = path.leave - path.enter
    else:
        share[0], share[-1] = 1.0 - path.enter, path.leave
    # An edge runs into its lights at the end: one that is left before does not pass them.
    lights = _lights(graph.lights[edges if path.leave > 0.999 else edges[:-1]])
    metres = graph.metres[edges] * share
    seconds = float((graph.seconds[mode][edges] * share).sum()) + (SIGNAL_DELAY * lights if mode != "foot" else 0.0)
    total = float(metres.sum())
    known = float(metres[np.isin(graph.key[edges], list(familiar))].sum()) if familiar else 0.0
    return Route(
        variant=variant,
        mode=mode,
        seconds=seconds,
        metres=total,
        lights=lights,
        edges=path.edges,
        travelled=tuple(float(m) for m in metres),
        line=_line(router, path),
        familiar=known / total if total else 0.0,
    )


def _lights(clusters: Array) -> int:
    """Sets of lights passed: the signals of one junction in a row are one."""
    passed = [int(c) for c in clusters if c >= 0]
    return sum(1 for i, c in enumerate(passed) if i == 0 or c != passed[i - 1])


def _line(router: Router, path: Path) -> tuple[tuple[float, float], ...]:
    graph = router.graph
    points: list[tuple[float, float]] = []
    for number, edge in enumerate(path.edges):
        line = graph.shape[graph.shape_at[edge] : graph.shape_at[edge + 1]]
        low = path.enter if number == 0 else 0.0
        high = path.leave if number == len(path.edges) - 1 else 1.0
        piece = _cut(line, low, high) if low > 0.0 or high < 1.0 else line
        points += [(float(a), float(b)) for a, b in (piece if not points else piece[1:])]
    return tuple(points)


def _cut(line: Array, low: float, high: float) -> Array:
    """The part of a drawn line between two shares of its length."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    total = lengths[-1] or 1.0
    marks = lengths / total
    at = np.unique(np.concatenate([[low], marks[(marks > low) & (marks < high)], [max(high, low)]]))
    return np.stack([np.interp(at, marks, line[:, 0]), np.interp(at, marks, line[:, 1])], axis=1)
