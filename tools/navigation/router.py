"""Shortest ways over one city's graph, for any mode and any cost of an edge, with the ends snapped onto streets."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from tools.navigation.graph import Array, Graph

_SLOTS = 2  # ways out of the spot where a trip starts: along its street and back
_TOO_FAR = 1_500.0  # metres from the nearest street: not in this city


@dataclass(frozen=True, slots=True)
class Spot:
    """A point snapped onto the streets: (edge, share of it already behind) for each direction, and how far off.

    A trip may end on any copy of a street that turn rules made, depending on where it came from; it starts on the
    street itself.
    """

    starts: tuple[tuple[int, float], ...]
    edges: tuple[tuple[int, float], ...]
    metres: float


@dataclass(frozen=True, slots=True)
class Path:
    """Edges in order; `first` and `last` are the shares of the end edges that are really travelled."""

    edges: tuple[int, ...]
    cost: float
    enter: float  # share of the first edge that lies behind the start
    leave: float  # share of the last edge at which the trip ends


@dataclass(slots=True)
class _Net:
    """Compressed rows of one mode, with a spare row for the start."""

    indptr: Array
    indices: Array
    edge: Array  # slot -> edge
    tree: cKDTree
    points: Array  # which (edge, position in its shape) a tree point is
    scale: float


@dataclass(slots=True)
class Router:
    graph: Graph
    _nets: dict[str, _Net] = field(default_factory=dict)
    _by_key: Array = field(init=False)  # edges in the order of their keys
    _keys: Array = field(init=False)

    def __post_init__(self) -> None:
        self._by_key = np.argsort(self.graph.key, kind="stable")
        self._keys = self.graph.key[self._by_key]

    def snap(self, latitude: float, longitude: float, mode: str) -> Spot | None:
        """The nearest street open for the mode, both ways where it is; None when there is none near."""
        net = self._net(mode)
        if not net.tree.n:
            return None
        _, near = net.tree.query((latitude, longitude * net.scale), k=min(6, net.tree.n))
        best: tuple[float, int, float] | None = None
        for point in np.atleast_1d(near):
            edge = int(net.points[point])
            gap, share = self._project(edge, latitude, longitude)
            if best is None or gap < best[0] - 0.01:
                best = (gap, edge, share)
        if best is None or best[0] > _TOO_FAR:
            return None
        gap, edge, share = best
        key = int(self.graph.key[edge])
        there = [(e, share) for e in self._pieces(key, mode)]
        back = [(e, 1.0 - share) for e in self._pieces(key ^ 1, mode)]
        return Spot((*there[:1], *back[:1]), (*there, *back), gap)

    def main_edges(self, mode: str) -> Array:
        """The edges on which a trip may begin or end."""
        return np.asarray(np.unique(self._net(mode).points))

    def path(self, start: Spot, end: Spot, mode: str, cost: Array, limit: float = math.inf) -> Path | None:
        """The cheapest way under `cost` (one number per edge, in any unit); None when there is none, or none under
        `limit`."""
        net = self._net(mode)
        weights = np.maximum(cost[net.edge], 1e-6)
        spare, count = len(net.indptr) - 2, len(self.graph.latitude)
        ways_out = self._ways_out(start, cost)
        for slot in range(_SLOTS):
            # An unused slot leads back to the start itself.
            head, price = ways_out[slot] if slot < len(ways_out) else (spare, 0.0)
            net.indices[net.indptr[spare] + slot] = head
            weights[net.indptr[spare] + slot] = max(price, 1e-6)
        matrix = csr_matrix((weights, net.indices, net.indptr), shape=(count + 1, count + 1), copy=False)
        far, before = dijkstra(matrix, indices=spare, return_predecessors=True, limit=limit)
        return self._best(start, end, cost, far, before, net)

    def _ways_out(self, start: Spot, cost: Array) -> list[tuple[int, float]]:
        """Nodes first reached from the start, each once (two edges to one node would be added up), with the price."""
        cheapest: dict[int, float] = {}
        for edge, behind in start.starts:
            head, price = int(self.graph.head[edge]), (1.0 - behind) * float(cost[edge])
            cheapest[head] = min(price, cheapest.get(head, math.inf))
        return list(cheapest.items())

    def _best(self, start: Spot, end: Spot, cost: Array, far: Array, before: Array, net: _Net) -> Path | None:
        best: Path | None = None
        for edge, share in end.edges:
            for begin, behind in start.starts:
                if begin == edge and share >= behind:  # along one and the same street
                    price = (share - behind) * float(cost[edge])
                    if best is None or price < best.cost:
                        best = Path((edge,), price, behind, share)
            tail = int(self.graph.tail[edge])
            price = float(far[tail]) + share * float(cost[edge])
            if math.isfinite(price) and (best is None or price < best.cost):
                best = self._walk_back(start, edge, share, price, before, net)
        return best

    def _walk_back(self, start: Spot, last: int, share: float, price: float, before: Array, net: _Net) -> Path:
        spare = len(net.indptr) - 2
        edges, node = [last], int(self.graph.tail[last])
        while (previous := int(before[node])) != spare:
            row = slice(net.indptr[previous], net.indptr[previous + 1])
            slot = int(np.flatnonzero(net.indices[row] == node)[0]) + int(net.indptr[previous])
            edges.append(int(net.edge[slot]))
            node = previous
        begin, behind = min(
            ((e, b) for e, b in start.starts if int(self.graph.head[e]) == node), key=lambda pair: 1.0 - pair[1]
        )
        return Path((begin, *reversed(edges)), price, behind, share)

    def _net(self, mode: str) -> _Net:
        if mode not in self._nets:
            self._nets[mode] = self._make(mode)
        return self._nets[mode]

    def _make(self, mode: str) -> _Net:
        graph, count = self.graph, len(self.graph.latitude)
        open_edges = np.flatnonzero(np.isfinite(graph.seconds[mode]))
        order = open_edges[
            np.lexsort((graph.seconds[mode][open_edges], graph.head[open_edges], graph.tail[open_edges]))
        ]
        tails, heads = graph.tail[order], graph.head[order]
        # Of two streets between the same junctions only the faster one is kept.
        keep = np.ones(len(order), dtype=bool)
        keep[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
        order = order[keep]
        rows = np.bincount(graph.tail[order], minlength=count + 1)
        rows[count] = _SLOTS
        indptr = np.concatenate([[0], np.cumsum(rows)]).astype(np.int32)
        indices = np.concatenate([graph.head[order], np.full(_SLOTS, count)]).astype(np.int32)
        edge = np.concatenate([order, np.zeros(_SLOTS, dtype=order.dtype)])
        tree, points, scale = self._tree(self._main_part(order))
        return _Net(indptr, indices, edge, tree, points, scale)

    def _main_part(self, edges: Array) -> Array:
        """The edges from which, and to which, one gets anywhere: trips must not begin in a walled-off car park."""
        graph, count = self.graph, len(self.graph.latitude)
        links = csr_matrix((np.ones(len(edges)), (graph.tail[edges], graph.head[edges])), shape=(count, count))
        _, part = connected_components(links, connection="strong")
        main = np.argmax(np.bincount(part[graph.tail[edges]])) if len(edges) else 0
        inside: Array = (part[graph.tail[edges]] == main) & (part[graph.head[edges]] == main)
        if "ferry" in graph.kinds:  # no trip begins or ends out on the water
            inside &= graph.kind[edges] != graph.kinds.index("ferry")
        return np.asarray(edges[inside])

    def _tree(self, edges: Array) -> tuple[cKDTree, Array, float]:
        """All drawn points of these edges, and middles of long pieces, so that a straight avenue is found too."""
        graph = self.graph
        scale = math.cos(math.radians(float(np.mean(graph.latitude)))) if len(graph.latitude) else 1.0
        starts, ends = graph.shape_at[edges], graph.shape_at[edges + 1]
        owner = np.repeat(edges, ends - starts)
        index = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)] or [np.zeros(0, int)])
        spots = graph.shape[index] * (1.0, scale)
        inside = owner[1:] == owner[:-1]
        extra, extra_owner = [], []
        for share in (0.25, 0.5, 0.75):
            extra.append((spots[:-1] * (1 - share) + spots[1:] * share)[inside])
            extra_owner.append(owner[1:][inside])
        return cKDTree(np.concatenate([spots, *extra])), np.concatenate([owner, *extra_owner]), scale

    def _project(self, edge: int, latitude: float, longitude: float) -> tuple[float, float]:
        """Metres from the point to the edge's line, and the share of the line before the nearest spot on it."""
        line = self.graph.shape[self.graph.shape_at[edge] : self.graph.shape_at[edge + 1]]
        scale = np.array([111_195.0, 111_195.0 * math.cos(math.radians(latitude))])
        flat, point = line * scale, np.array([latitude, longitude]) * scale
        pieces = np.diff(flat, axis=0)
        lengths = np.hypot(pieces[:, 0], pieces[:, 1])
        safe = np.where(lengths > 0, lengths, 1.0)
        along = np.clip(((point - flat[:-1]) * pieces).sum(axis=1) / safe**2, 0.0, 1.0)
        gaps = np.hypot(*((flat[:-1] + pieces * along[:, None]) - point).T)
        best = int(np.argmin(gaps))
        total = float(lengths.sum()) or 1.0
        return float(gaps[best]), float((lengths[:best].sum() + along[best] * lengths[best]) / total)

    def _pieces(self, key: int, mode: str) -> list[int]:
        """The edges of one piece of street in one direction, open for the mode: itself first, then its copies."""
        low, high = np.searchsorted(self._keys, [key, key + 1])
        seconds = self.graph.seconds[mode]
        return [int(e) for e in self._by_key[low:high] if math.isfinite(seconds[e])]
