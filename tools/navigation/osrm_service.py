"""Routes from an OSRM server (HTTP API v1), best with the profile in `osrm/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from assistant.ports import Place
from assistant.types import Say
from tools.navigation.guide import ARRIVED, depart, turn
from tools.navigation.offline import NoWay, OutsideMap
from tools.navigation.provider import Alternative
from tools.web import ServiceRefused, ServiceRubbish, get_json

_PROFILES = {"car": "driving", "bicycle": "cycling", "foot": "walking"}
_ANGLES = {
    "uturn": 180, "sharp right": 150, "right": 90, "slight right": 45, "straight": 0,
    "slight left": -45, "left": -90, "sharp left": -150,
}  # fmt: skip
_TOO_FAR = 1_500.0  # metres from the nearest street
_ASKED = {"alternatives": "3", "overview": "full", "geometries": "geojson", "steps": "true"}


@dataclass(frozen=True, slots=True)
class Osrm:
    """Fulfils `RouteService`. One OSRM server knows one way of moving; `url` may hold {mode} to tell them apart."""

    http: httpx.AsyncClient
    url: str
    name: str = "osrm"

    async def alternatives(self, origin: Place, destination: Place, mode: str) -> tuple[Alternative, ...]:
        ends = ";".join(f"{p.longitude:.6f},{p.latitude:.6f}" for p in (origin, destination))
        base = self.url.replace("{mode}", mode).rstrip("/")
        answer = await get_json(self.http, f"{base}/route/v1/{_PROFILES[mode]}/{ends}", _ASKED, understood=(200, 400))
        try:
            _check(answer)
            return tuple(_alternative(r, mode) for r in answer["routes"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ServiceRubbish() from error


def _check(answer: Mapping[str, Any]) -> None:
    code = answer["code"]
    if code == "NoRoute":
        raise NoWay()
    if code == "NoSegment" or any(w["distance"] > _TOO_FAR for w in answer.get("waypoints", ())):
        raise OutsideMap()
    if code != "Ok":
        raise ServiceRefused()
    if not answer["routes"]:
        raise NoWay()


def _alternative(route: Mapping[str, Any], mode: str) -> Alternative:
    steps = [step for leg in route["legs"] for step in leg["steps"]]
    along: dict[str, float] = {}
    for step in steps:
        if step["name"]:
            along[step["name"]] = along.get(step["name"], 0.0) + float(step["distance"])
    return Alternative(
        duration=timedelta(seconds=round(float(route["duration"]))),
        metres=float(route["distance"]),
        line=tuple((float(lat), float(lon)) for lon, lat in route["geometry"]["coordinates"]),
        steps=tuple(_say(step, mode) for step in steps),
        streets=tuple(sorted(along, key=lambda n: -along[n])[:3]),
    )


def _say(step: Mapping[str, Any], mode: str) -> Say:
    what, name, metres = step["maneuver"], str(step["name"]), float(step["distance"])
    if what["type"] == "arrive":
        return ARRIVED
    if what["type"] == "depart":
        return depart(float(what["bearing_after"]), name, metres, mode)
    return turn(_ANGLES.get(what.get("modifier", "straight"), 0), name, metres, mode)
