"""Makes the road graph of a city while its extract streams by: streets cut at junctions, lights and turn rules kept."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot
from typing import ClassVar

import numpy as np

from tools.navigation.barriers import stops_cars
from tools.navigation.graph import Graph
from tools.navigation.profile import MODES, TELLING, paces
from tools.navigation.signals import cluster, nearest
from tools.navigation.squares import crossings
from tools.osm import Reading, Street, Thing, TurnRule

_TURN_BACK = 300.0  # metres behind a turn rule, from where turning round in the street is what people do
_HALF = math.pi / 360  # half a degree, for the mean of two latitudes
_METRES = 6_371_008.8 * math.pi / 180  # in a degree of latitude
_MOST_PIECES = 4096  # of one street; room in an edge's key


@dataclass(slots=True)
class GraphWriter:
    """A sink that gathers streets, signals, barriers and turn rules; `build` makes the graph of them."""

    streets: list[Street] = field(default_factory=list)
    signals: dict[int, tuple[float, float]] = field(default_factory=dict)
    rules: list[TurnRule] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)

    reading: ClassVar[Reading] = Reading(
        things=lambda tags: "barrier" in tags,
        of_nodes=("highway", "crossing", "barrier"),
        of_ways=("highway", "route"),
        street_tags=(*TELLING, "name", "ref"),
        turn_rules=True,
    )

    def thing(self, thing: Thing) -> None:
        if thing.id[0] == "n" and stops_cars(thing.tags):
            self.barriers.add(int(thing.id[1:]))

    def street(self, street: Street) -> None:
        if any(pace.is_open for pace in paces(street.tags)):
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
    shape: Sequence[tuple[float, float]]
    key: int


@dataclass(slots=True)
class _Split:
    """A copy of a node, for one way to arrive at it, and which exits are closed to a car that did."""

    copy: int
    via: int
    is_closed: Callable[[_Edge], bool]


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
        """Streets are cut at junctions, at lights, at barriers, and where a turn rule hangs."""
        uses: defaultdict[int, int] = defaultdict(int)
        for street in self._source.streets:
            for node in street.nodes:
                uses[node] += 1
            uses[street.nodes[0]] += 1
            uses[street.nodes[-1]] += 1
        cuts: Iterable[int] = (*self._cluster, *self._source.barriers, *(r.via_node for r in self._source.rules))
        for node in cuts:
            uses[node] += 1
        for street in self._source.streets:
            self._cut(street, uses)
            for across in crossings(street, uses):
                self._cut(across, uses)

    def _cut(self, street: Street, uses: Mapping[int, int]) -> None:
        allowed = paces(street.tags)
        start = piece = 0
        for i in range(1, len(street.nodes)):
            if uses[street.nodes[i]] > 1 or i == len(street.nodes) - 1:
                key = (street.id * _MOST_PIECES + piece % _MOST_PIECES) * 2
                self._piece(street, start, i, key, [p.along for p in allowed], [p.against for p in allowed])
                start, piece = i, piece + 1

    def _piece(self, street: Street, start: int, end: int, key: int, along: list[float], against: list[float]) -> None:
        nodes, line = street.nodes[start : end + 1], list(street.positions[start : end + 1])
        length = sum(map(_metres, line, line[1:]))
        tail, head = self._node(nodes[0], line[0]), self._node(nodes[-1], line[-1])
        name = street.tags.get("name") or street.tags.get("ref") or ""
        kind = street.tags.get("highway") or street.tags.get("route", "")
        for speeds, a, b, last, drawn, number in (
            (along, tail, head, nodes[-1], line, key),
            (against, head, tail, nodes[0], line[::-1], key + 1),
        ):
            if not any(speeds) or (a == b and len(nodes) < 3):
                continue
            car, bicycle, foot = (length / s if s else math.inf for s in speeds)
            lights = self._cluster.get(last, -1)
            self._edges.append(_Edge(a, b, length, (car, bicycle, foot), name, kind, street.id, lights, drawn, number))

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
        arriving: defaultdict[int, list[_Edge]] = defaultdict(list)
        for edge in self._edges:
            leaving[edge.tail].append(edge)
            arriving[edge.head].append(edge)
        # All arrivals are moved to their copies before any exit is copied: a copied exit must keep the next rule too.
        splits = [split for via, rules in self._rules().items() for split in self._divert(via, rules, arriving[via])]
        for barrier in self._source.barriers & self._number.keys():
            via = self._number[barrier]
            splits += [self._arrive_apart(e, via, _all_but_back(e)) for e in arriving[via] if e.head == via]
        fresh = [self._exit(split, out) for split in splits for out in leaving[split.via]]
        for edge in fresh:
            leaving[edge.tail].append(edge)
        self._edges += fresh
        self._forbid_turning_back(fresh, leaving)

    def _forbid_turning_back(self, fresh: Sequence[_Edge], leaving: Mapping[int, list[_Edge]]) -> None:
        """Nobody drives on to the next corner only to turn round there and so get past a turn rule. A shortest way
        turns back nowhere else: it would come by the same node twice."""
        keys = {edge.key for edge in self._edges if math.isfinite(edge.seconds[0])}
        queue = [(edge, edge.metres) for edge in fresh]
        while queue:
            edge, driven = queue.pop()
            is_closing = _all_but_back(edge)
            ahead = [out for out in leaving[edge.head] if math.isfinite(out.seconds[0]) and is_closing(out)]
            if not math.isfinite(edge.seconds[0]) or edge.key ^ 1 not in keys or not ahead:
                continue
            head = edge.head
            split = self._arrive_apart(edge, head, lambda out, back=edge.key ^ 1: out.key == back)  # type: ignore[misc]
            exits = [self._exit(split, out) for out in leaving[head]]
            self._edges += exits
            if driven < _TURN_BACK:
                queue += [(out, driven + out.metres) for out in exits]

    def _rules(self) -> Mapping[int, list[TurnRule]]:
        found: defaultdict[int, list[TurnRule]] = defaultdict(list)
        for rule in self._source.rules:
            if rule.via_node in self._number and not {"motorcar", "motor_vehicle"} & set(rule.except_modes):
                found[self._number[rule.via_node]].append(rule)
        return found

    def _divert(self, via: int, rules: Sequence[TurnRule], arriving: Sequence[_Edge]) -> Iterable[_Split]:
        for edge in arriving:
            only = {r.to_way for r in rules if r.from_way == edge.way and r.kind.startswith("only_")}
            never = {r.to_way for r in rules if r.from_way == edge.way and r.kind.startswith("no_")}
            if only or never:
                yield self._arrive_apart(edge, via, _closing(edge, only, never))

    def _arrive_apart(self, edge: _Edge, via: int, is_closed: Callable[[_Edge], bool]) -> _Split:
        copy = self._new_node(self._where[via], self._original[via])
        edge.head = copy
        return _Split(copy, via, is_closed)

    def _exit(self, split: _Split, out: _Edge) -> _Edge:
        seconds = (math.inf, *out.seconds[1:]) if split.is_closed(out) else out.seconds
        rest = (out.name, out.kind, out.way, out.lights, out.shape, out.key)
        return _Edge(split.copy, out.head, out.metres, seconds, *rest)

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
            key=np.array([e.key for e in edges], dtype=np.int64),
        )


def _all_but_back(edge: _Edge) -> Callable[[_Edge], bool]:
    return lambda out: out.key != edge.key ^ 1


def _closing(edge: _Edge, only: set[int], never: set[int]) -> Callable[[_Edge], bool]:
    """Whether a turn rule keeps a car that came by `edge` out of another one."""

    def is_closed(out: _Edge) -> bool:
        is_u_turn = out.key == edge.key ^ 1
        if only and out.way not in only:
            return True
        return out.way in never and (out.way != edge.way or is_u_turn)

    return is_closed


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((b[1] - a[1]) * cos((a[0] + b[0]) * _HALF), b[0] - a[0]) * _METRES
