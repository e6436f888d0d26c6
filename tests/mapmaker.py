"""Draws small OpenStreetMap extracts for tests: points by metres from a corner, streets through them, turn rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import osmium
from osmium.osm.mutable import Node, Relation, Way

SOUTH, WEST = 60.1700, 24.9400


def at(east: float, north: float) -> tuple[float, float]:
    """Latitude, longitude of a point so many metres from the corner."""
    return SOUTH + north / 111_195, WEST + east / (111_195 * math.cos(math.radians(SOUTH)))


class Map:
    """`node` and `way` answer with their numbers; `write` makes the file."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._ways: list[Way] = []
        self._relations: list[Relation] = []

    def node(self, east: float, north: float, **tags: str) -> int:
        latitude, longitude = at(east, north)
        number = len(self._nodes) + 1
        self._nodes.append(Node(id=number, version=1, location=(longitude, latitude), tags=_tags(tags)))
        return number

    def way(self, *nodes: int, **tags: str) -> int:
        number = len(self._ways) + 1
        self._ways.append(Way(id=number, version=1, nodes=list(nodes), tags=_tags(tags)))
        return number

    def street(self, *nodes: int, **tags: str) -> int:
        return self.way(*nodes, **{"highway": "residential", **tags})

    def rule(self, kind: str, start: int, via: int, end: int, **tags: str) -> None:
        members = [("w", start, "from"), ("n", via, "via"), ("w", end, "to")]
        self.relation(members, type="restriction", restriction=kind, **tags)

    def relation(self, members: Sequence[tuple[str, int, str]], **tags: str) -> None:
        number = len(self._relations) + 1
        self._relations.append(Relation(id=number, version=1, members=list(members), tags=_tags(tags)))

    def write(self, path: Path) -> Path:
        writer: Any = osmium.SimpleWriter(str(path))
        for node in self._nodes:
            writer.add_node(node)
        for way in self._ways:
            writer.add_way(way)
        for relation in self._relations:
            writer.add_relation(relation)
        writer.close()
        return path


def _tags(given: dict[str, str]) -> dict[str, str]:
    """Python names for tags with a colon: name__zh is name:zh."""
    return {key.replace("__", ":"): value for key, value in given.items()}
