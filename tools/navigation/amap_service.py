"""Routes from Amap (高德, web service v5): it counts the lights itself; its coordinates are GCJ-02."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from assistant.ports import Place
from assistant.types import Say
from tools.navigation.gcj02 import to_gcj02, to_wgs84
from tools.navigation.guide import ARRIVED
from tools.navigation.offline import NoWay, OutsideMap
from tools.navigation.provider import Alternative
from tools.navigation.words import distance
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish, get_json

ADDRESS = "https://restapi.amap.com"
_KINDS = {"car": "driving", "bicycle": "bicycling", "foot": "walking"}
_FASTEST = "38"  # "速度最快"
_BUSY = ("10019", "10020", "10021", "10044", "10016")  # quota or server load
_NO_ROAD, _OUTSIDE = ("20802", "20803"), ("20800", "20801")


@dataclass(frozen=True, slots=True)
class Amap:
    """Fulfils `RouteService`."""

    http: httpx.AsyncClient
    key: str
    url: str = ADDRESS
    name: str = "amap"

    async def alternatives(self, origin: Place, destination: Place, mode: str) -> tuple[Alternative, ...]:
        ends = [to_gcj02(p.latitude, p.longitude) for p in (origin, destination)]
        start, end = (f"{lon:.6f},{lat:.6f}" for lat, lon in ends)
        asked = {"key": self.key, "origin": start, "destination": end, "show_fields": "cost,polyline"}
        if mode == "car":
            asked["strategy"] = _FASTEST
        answer = await get_json(self.http, f"{self.url.rstrip('/')}/v5/direction/{_KINDS[mode]}", asked)
        try:
            if answer["status"] != "1":
                raise _failure(str(answer.get("infocode", "")))
            paths = answer["route"]["paths"]
            if not paths:
                raise NoWay()
            return tuple(_alternative(path, mode) for path in paths)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ServiceRubbish() from error


def _failure(code: str) -> Exception:
    if code in _BUSY:
        return ServiceDown()
    if code in _NO_ROAD:
        return NoWay()
    return OutsideMap() if code in _OUTSIDE else ServiceRefused()


def _alternative(path: Mapping[str, Any], mode: str) -> Alternative:
    cost = path["cost"]
    steps = path["steps"]
    along: dict[str, float] = {}
    for step in steps:
        if name := step.get("road_name"):
            along[name] = along.get(name, 0.0) + float(step["step_distance"])
    lights = cost.get("traffic_lights")
    return Alternative(
        duration=timedelta(seconds=round(float(cost["duration"]))),
        metres=float(path["distance"]),
        lights=int(lights) if lights not in (None, "") and mode == "car" else None,
        line=tuple(point for step in steps for point in _line(step["polyline"])),
        steps=(*(_say(step) for step in steps), ARRIVED),
        streets=tuple(sorted(along, key=lambda n: -along[n])[:3]),
    )


def _line(polyline: str) -> list[tuple[float, float]]:
    points = (pair.split(",") for pair in polyline.split(";") if pair)
    return [to_wgs84(float(lat), float(lon)) for lon, lat in points]


def _say(step: Mapping[str, Any]) -> Say:
    """Its own words in Chinese; it has none in English."""
    far = distance(float(step["step_distance"]))
    name = step.get("road_name") or ""
    return Say(zh=f"{step['instruction']}。", en=f"Go on{f' along {name}' if name else ''} for {far.en}.")
