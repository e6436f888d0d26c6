"""Routing over the installed cities, on this machine: a graph for each, built when first needed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from assistant.errors import ToolError
from assistant.ports import Extracts, Place
from assistant.types import Say
from tools.navigation import guide
from tools.navigation.building import GraphWriter
from tools.navigation.graph import Graph
from tools.navigation.provider import Way
from tools.navigation.router import Router
from tools.navigation.variants import Route, find_routes
from tools.navigation.words import compare, distance
from tools.osm import read_extract

_DOOR = 80.0  # metres from the street: still at the door
Progress = Callable[[str, float], None]


class NoWay(ToolError):
    """I found no way between these places."""

    code = "no_route"
    zh = "这两个地点之间没有找到路线。"


class OutsideMap(ToolError):
    """That is outside the cities whose map is installed; add one with: steward city add NAME."""

    code = "outside_map"
    zh = "那里不在已安装的城市地图里；可以用 steward city add 添加城市。"


@dataclass(slots=True)
class CityRouting:
    """Fulfils `RouteProvider` and the port `TravelTime`."""

    extracts: Extracts | None
    home: Path
    name: str = "offline"
    _routers: dict[str, Router] = field(default_factory=dict, init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def ways(
        self, origin: Place, destination: Place, mode: str, usual: dict[int, int] | None = None
    ) -> tuple[Way, ...]:
        """Fastest, fewest lights, and the usual way where there is one. Raises OutsideMap, NoWay."""
        async with self._lock:
            router = await asyncio.to_thread(self.router, origin.city or destination.city)
            return await asyncio.to_thread(self._ways, router, origin, destination, mode, usual)

    async def between(self, origin: Place, destination: Place, *, mode: str = "car") -> timedelta | None:
        try:
            return (await self.ways(origin, destination, mode))[0].duration
        except ToolError:
            return None

    def router(self, city: str) -> Router:
        """The city's graph, from its file or built now. Raises OutsideMap."""
        files = dict(self.extracts.files()) if self.extracts else {}
        if city not in files:
            if not files:
                raise OutsideMap()
            city = next(iter(files))
        if city not in self._routers:
            self._routers[city] = Router(self._graph(city, files[city]))
        return self._routers[city]

    def build(self, city: str, progress: Progress | None = None) -> Graph:
        """Make the city's graph from its extract and keep it."""
        assert self.extracts is not None
        return self._build(city, self.extracts.files()[city], progress)

    def _graph(self, city: str, extract: Path) -> Graph:
        file = self._file(city)
        if file.exists() and file.stat().st_mtime >= extract.stat().st_mtime and (known := Graph.load(file)):
            return known
        return self._build(city, extract, None)

    def _build(self, city: str, extract: Path, progress: Progress | None) -> Graph:
        writer = GraphWriter()
        tell = (lambda done, total: progress("streets", done / total)) if progress else None
        read_extract(extract, [writer], writer.reading, tell)
        if progress:
            progress("graph", 0.0)
        graph = writer.build()
        self.home.mkdir(parents=True, exist_ok=True)
        part = self._file(city).with_suffix(".part")
        graph.save(part)
        part.replace(self._file(city))
        if progress:
            progress("graph", 1.0)
        return graph

    def forget(self, city: str) -> None:
        """Drop what was made of a city that is gone."""
        self._routers.pop(city, None)
        self._file(city).unlink(missing_ok=True)

    def _file(self, city: str) -> Path:
        slug = re.sub(r"\W+", "-", city.casefold())
        return self.home / f"{slug}.npz"

    def _ways(
        self, router: Router, origin: Place, destination: Place, mode: str, usual: dict[int, int] | None
    ) -> tuple[Way, ...]:
        start = router.snap(origin.latitude, origin.longitude, mode)
        end = router.snap(destination.latitude, destination.longitude, mode)
        if start is None or end is None:
            raise OutsideMap()
        routes = find_routes(router, start, end, mode, usual)
        if not routes:
            raise NoWay()
        fastest = routes["fastest"]
        return tuple(self._way(router.graph, r, fastest, end.metres, origin.city) for r in routes.values())

    def _way(self, graph: Graph, route: Route, fastest: Route, gap: float, city: str) -> Way:
        along: dict[str, float] = {}
        pieces: dict[str, tuple[int, ...]] = {}
        for edge, metres in zip(route.edges, route.travelled, strict=True):
            if name := graph.names[graph.name[edge]]:
                along[name] = along.get(name, 0.0) + metres
                pieces[name] = (*pieces.get(name, ()), int(graph.key[edge]))
        return Way(
            variant=route.variant,
            mode=route.mode,
            duration=timedelta(seconds=round(route.seconds)),
            metres=route.metres,
            lights=route.lights,
            line=route.line,
            steps=(*(s.say for s in guide.steps(graph, route)), *_on_foot(gap, route.mode)),
            compared=_compared(route, fastest),
            streets=tuple(sorted(along, key=lambda n: -along[n])[:3]),
            city=city,
            pieces=pieces,
            edges=tuple(int(k) for k in graph.key[list(route.edges)]),
        )


def _compared(route: Route, fastest: Route) -> Say | None:
    """None where it is the same way."""
    if route.edges == fastest.edges:
        return None
    return compare(route.seconds - fastest.seconds, fastest.lights - route.lights)


def _on_foot(gap: float, mode: str) -> tuple[Say, ...]:
    """The last metres that no street of this mode covers."""
    if mode == "foot" or gap < _DOOR:
        return ()
    far = distance(gap)
    return (Say(zh=f"最后步行约{far.zh}。", en=f"Walk the last {far.en}."),)
