"""Routes over maps drawn in a test."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from mapmaker import Map, at

from tools.navigation.building import GraphWriter
from tools.navigation.graph import Graph
from tools.navigation.router import Router
from tools.navigation.variants import Route, find_routes
from tools.osm import read_extract

Point = tuple[float, float]  # metres east and north of the corner


def graph_of(drawn: Map) -> Graph:
    with tempfile.TemporaryDirectory() as folder:
        writer = GraphWriter()
        read_extract(drawn.write(Path(folder) / "map.osm.pbf"), [writer], writer.reading)
    return writer.build()


def routes(
    drawn: Map, start: Point, end: Point, mode: str = "car", familiar: Mapping[int, int] | None = None
) -> dict[str, Route]:
    router = Router(graph_of(drawn))
    ends = [router.snap(*at(*point), mode) for point in (start, end)]
    if ends[0] is None or ends[1] is None:
        return {}
    return dict(find_routes(router, ends[0], ends[1], mode, familiar))


def fastest(drawn: Map, start: Point, end: Point, mode: str = "car") -> Route:
    return routes(drawn, start, end, mode)["fastest"]


def metres(drawn: Map, start: Point, end: Point, mode: str = "car") -> int | None:
    """Length of the fastest way, to ten metres; None when there is none."""
    found = routes(drawn, start, end, mode)
    return round(found["fastest"].metres / 10) * 10 if found else None


def block() -> tuple[Map, dict[str, int]]:
    """Corners a b / c d of a block of 100 m, with nothing between them yet."""
    drawn = Map()
    return drawn, {
        "a": drawn.node(0, 100),
        "b": drawn.node(100, 100),
        "c": drawn.node(0, 0),
        "d": drawn.node(100, 0),
    }
