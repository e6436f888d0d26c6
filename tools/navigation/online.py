"""Routes of a service on the network, told as ours are: lights counted from our map, variants, and a spare."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Say
from tools.navigation.counting import LightCounter
from tools.navigation.offline import CityRouting, OutsideMap
from tools.navigation.provider import Alternative, RouteService, Way
from tools.navigation.variants import DETOUR, SPARE_SECONDS
from tools.navigation.words import compare
from tools.web import ServiceDown, ServiceRubbish

log = logging.getLogger(__name__)
_FROM_HERE = Say(
    zh="导航服务没有回应，这是按离线地图算的。", en="The routing service did not answer; this is from the map here."
)


@dataclass(slots=True)
class OnlineRouting:
    """Fulfils `RouteProvider` and `TravelTime`. `offline` counts lights, and answers when the service fails."""

    service: RouteService
    offline: CityRouting
    _counters: dict[str, LightCounter] = field(default_factory=dict, init=False)

    @property
    def name(self) -> str:
        return self.service.name

    async def ways(
        self, origin: Place, destination: Place, mode: str, usual: dict[int, int] | None = None
    ) -> tuple[Way, ...]:
        """Raises ToolError."""
        try:
            found = await self.service.alternatives(origin, destination, mode)
        except (ServiceDown, ServiceRubbish) as error:
            log.warning("routing service %s failed: %s", self.name, error.code)
            return await self._spare(origin, destination, mode, usual, error)
        counted = [await self._counted(a, origin.city) for a in found]
        return _variants(counted, mode, origin.city)

    async def between(self, origin: Place, destination: Place, *, mode: str = "car") -> timedelta | None:
        try:
            return (await self.ways(origin, destination, mode))[0].duration
        except ToolError:
            return None

    async def _spare(
        self, origin: Place, destination: Place, mode: str, usual: dict[int, int] | None, failure: ToolError
    ) -> tuple[Way, ...]:
        try:
            ways = await self.offline.ways(origin, destination, mode, usual)
        except ToolError:
            raise failure from None
        return tuple(replace(way, note=_FROM_HERE) for way in ways)

    async def _counted(self, found: Alternative, city: str) -> Alternative:
        if found.lights is not None:
            return found
        try:
            counter = await asyncio.to_thread(self._counter, city)
        except OutsideMap:
            return found
        return replace(found, lights=counter.along(found.line))

    def _counter(self, city: str) -> LightCounter:
        if city not in self._counters:
            self._counters[city] = LightCounter(self.offline.router(city).graph)
        return self._counters[city]


def _variants(found: Sequence[Alternative], mode: str, city: str) -> tuple[Way, ...]:
    """The fastest, and the one with the fewest lights among those that are not much longer."""
    fastest = min(found, key=lambda a: a.duration)
    ways = [_way(fastest, fastest, "fastest", mode, city)]
    bearable = fastest.duration * DETOUR + timedelta(seconds=SPARE_SECONDS)
    near = [a for a in found if a.lights is not None and a.duration <= bearable]
    if near:
        fewest = min(near, key=lambda a: (a.lights, a.duration))
        ways.append(_way(fewest, fastest, "fewest_lights", mode, city))
    return tuple(ways)


def _way(found: Alternative, fastest: Alternative, variant: str, mode: str, city: str) -> Way:
    compared = None
    if found is not fastest:
        slower = (found.duration - fastest.duration).total_seconds()
        compared = compare(slower, (fastest.lights or 0) - (found.lights or 0))
    return Way(
        variant=variant,
        mode=mode,
        duration=found.duration,
        metres=found.metres,
        lights=found.lights,
        line=found.line,
        steps=found.steps,
        compared=compared,
        streets=found.streets,
        city=city,
    )
