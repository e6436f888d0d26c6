"""The road graph of one city: arrays made once from an extract, with turn rules and lights, kept in one file."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tools.navigation.profile import MODES, pace
from tools.navigation.signals import cluster, nearest
from tools.osm import Street, Thing, TurnRule

Array = np.ndarray[Any, np.dtype[Any]]
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges between junctions, in both directions where both are allowed for anybody.

    `tail`, `head`: node numbers; `metres`; `seconds[mode]` (inf: closed for that mode); `name`: index into `names`;
    `shape_at`, `shape`: the drawn line of an edge, degrees. `lights`: the cluster of signals an edge runs into, or -1.
    A turn rule is kept by splitting its node: the copy reached by the forbidden way leaves out the forbidden exits.
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


@dataclass(slots=True)
class GraphWriter:
    """A sink that gathers streets, signals and turn rules; `build` makes the graph of them."""

    streets: list[Street] = field(default_factory=list)
    signals: dict[int, tuple[float, float]] = field(default_factory=dict)
    rules: list[TurnRule] = field(default_factory=list)

    def thing(self, thing: Thing) -> None: ...

    def street(self, street: Street) -> None:
        if any(pace(street.tags, mode).is_open for mode in MODES):
            self.streets.append(street)

    def signal(self, node: int, latitude: float, longitude: float, tags: Mapping[str, str]) -> None:
        self.signals[node] = (latitude, longitude)

    def turn_rule(self, rule: TurnRule) -> None:
        self.rules.append(rule)

    def build(self) -> Graph:
        return _Builder(self).graph()


@dataclass(slots=True)
class _Edge:
    tail: int
    head: int
    metres: float
    seconds: tuple[float, float, float]
    name: str
    kind: str
    way: int
    lights: int
    shape: list[tuple[float, float]]


class _Builder:
    def __init__(self, source: GraphWriter) -> None:
        self._source = source
        self._number: dict[int, int] = {}
        self._where: list[tuple[float, float]] = []
        self._original: list[int] = []
        self._edges: list[_Edge] = []
        self._cluster = cluster(source.signals)
        self._at_lights: list[int] = []

    def graph(self) -> Graph:
        self._cut_streets()
        self._keep_turn_rules()
        self._at_lights = nearest(self._source.signals, self._cluster, self._where)
        return self._arrays()

    def _cut_streets(self) -> None:
        """Streets end at junctions: nodes that two streets share, or where one ends, or a turn rule hangs."""
        uses: defaultdict[int, int] = defaultdict(int)
        for street in self._source.streets:
            for node in street.nodes:
                uses[node] += 1
            uses[street.nodes[0]] += 1
            uses[street.nodes[-1]] += 1
        for rule in self._source.rules:
            uses[rule.via_node] += 1
        for street in self._source.streets:
            paces = tuple(pace(street.tags, m) for m in MODES)
            start = 0
            for i in range(1, len(street.nodes)):
                if uses[street.nodes[i]] > 1 or i == len(street.nodes) - 1:
                    self._piece(street, start, i, [p.along for p in paces], [p.against for p in paces])
                    start = i

    def _piece(self, street: Street, start: int, end: int, along: list[float], against: list[float]) -> None:
        nodes, line = street.nodes[start : end + 1], list(street.positions[start : end + 1])
        length = sum(_metres(line[i], line[i + 1]) for i in range(len(line) - 1))
        tail, head = self._node(nodes[0], line[0]), self._node(nodes[-1], line[-1])
        name = street.tags.get("name") or street.tags.get("ref") or ""
        for speeds, a, b, passed, drawn in (
            (along, tail, head, nodes[1:], line),
            (against, head, tail, nodes[-2::-1], line[::-1]),
        ):
            if not any(speeds) or (a == b and len(nodes) < 3):
                continue
            car, bicycle, foot = (length / s if s else math.inf for s in speeds)
            # Lights in the middle of a piece count as those at its end: one stop either way.
            lights = next((c for n in reversed(passed) if (c := self._cluster.get(n)) is not None), -1)
            kind = street.tags.get("highway", "")
            self._edges.append(_Edge(a, b, length, (car, bicycle, foot), name, kind, street.id, lights, drawn))

    def _node(self, osm: int, where: tuple[float, float]) -> int:
        if osm not in self._number:
            self._number[osm] = self._new_node(where, None)
        return self._number[osm]

    def _new_node(self, where: tuple[float, float], original: int | None) -> int:
        self._where.append(where)
        self._original.append(len(self._where) - 1 if original is None else original)
        return len(self._where) - 1

    def _keep_turn_rules(self) -> None:
        """Cars that come by the rule's way arrive at a copy of the node, which lacks what the rule forbids."""
        leaving: defaultdict[int, list[_Edge]] = defaultdict(list)
        arriving: defaultdict[tuple[int, int], list[_Edge]] = defaultdict(list)
        for edge in self._edges:
            leaving[edge.tail].append(edge)
            arriving[edge.head, edge.way].append(edge)
        by_start: defaultdict[tuple[int, int], list[TurnRule]] = defaultdict(list)
        for rule in self._source.rules:
            if rule.via_node in self._number and not {"motorcar", "motor_vehicle"} & set(rule.except_modes):
                by_start[self._number[rule.via_node], rule.from_way].append(rule)
        for (via, way), rules in by_start.items():
            for edge in arriving[via, way]:
                self._split(edge, via, rules, leaving[via])

    def _split(self, edge: _Edge, via: int, rules: list[TurnRule], leaving: list[_Edge]) -> None:
        only = {r.to_way for r in rules if r.kind.startswith("only_")}
        never = {r.to_way for r in rules if r.kind.startswith("no_")}
        copy = self._new_node(self._where[via], via)
        edge.head = copy
        for out in leaving:
            u_turn = out.way == edge.way and out.head == self._original[edge.tail]
            closed = (only and out.way not in only) or (out.way in never and (out.way != edge.way or u_turn))
            seconds = (math.inf, *out.seconds[1:]) if closed else out.seconds
            self._edges.append(
                _Edge(copy, out.head, out.metres, seconds, out.name, out.kind, out.way, out.lights, out.shape)
            )

    def _is_stop(self, edge: _Edge) -> bool:
        """Crossing a wide road passes several signals of one junction: only the first makes one wait."""
        return edge.lights >= 0 and self._at_lights[self._original[edge.tail]] != edge.lights

    def _arrays(self) -> Graph:
        edges = self._edges
        names = {n: i for i, n in enumerate(dict.fromkeys(e.name for e in edges))}
        kinds = {k: i for i, k in enumerate(dict.fromkeys(e.kind for e in edges))}
        lengths = [len(e.shape) for e in edges]
        return Graph(
            latitude=np.array([w[0] for w in self._where]),
            longitude=np.array([w[1] for w in self._where]),
            tail=np.array([e.tail for e in edges], dtype=np.int32),
            head=np.array([e.head for e in edges], dtype=np.int32),
            metres=np.array([e.metres for e in edges], dtype=np.float32),
            seconds={m: np.array([e.seconds[i] for e in edges], dtype=np.float64) for i, m in enumerate(MODES)},
            name=np.array([names[e.name] for e in edges], dtype=np.int32),
            names=tuple(names),
            kind=np.array([kinds[e.kind] for e in edges], dtype=np.int16),
            kinds=tuple(kinds),
            lights=np.array([e.lights for e in edges], dtype=np.int32),
            stops=np.array([self._is_stop(e) for e in edges], dtype=np.float64),
            shape_at=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            shape=np.array([p for e in edges for p in e.shape], dtype=np.float64).reshape(-1, 2),
            original=np.array(self._original, dtype=np.int32),
        )


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(x, math.radians(b[0] - a[0])) * 6_371_008.8
