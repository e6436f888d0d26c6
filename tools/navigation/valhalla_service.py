"""Routes from a Valhalla server (HTTP API). It speaks no Chinese, so the instructions are worded here."""

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

_COSTING = {"car": "auto", "bicycle": "bicycle", "foot": "pedestrian"}
# Valhalla's maneuver types -> degrees turned; what is not here goes straight on.
_ANGLES = {
    9: 45, 10: 90, 11: 150, 12: 180, 13: -180, 14: -150, 15: -90, 16: -45,
    18: 45, 19: -45, 20: 45, 21: -45, 23: 45, 24: -45, 37: 45, 38: -45,
}  # fmt: skip
_STARTS, _ARRIVALS = (1, 2, 3), (4, 5, 6)
_OUTSIDE = (170, 171)  # error codes: no edges near, unreachable
_NO_PATH = (442, 443)


@dataclass(frozen=True, slots=True)
class Valhalla:
    """Fulfils `RouteService`."""

    http: httpx.AsyncClient
    url: str
    name: str = "valhalla"

    async def alternatives(self, origin: Place, destination: Place, mode: str) -> tuple[Alternative, ...]:
        asked = {
            "locations": [{"lat": p.latitude, "lon": p.longitude} for p in (origin, destination)],
            "costing": _COSTING[mode],
            "alternates": 2,
            "units": "kilometers",
        }
        answer = await get_json(self.http, f"{self.url.rstrip('/')}/route", body=asked, understood=(200, 400))
        try:
            if "error_code" in answer:
                raise _failure(int(answer["error_code"]))
            trips = [answer["trip"], *(a["trip"] for a in answer.get("alternates", ()))]
            return tuple(_alternative(trip, mode) for trip in trips)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ServiceRubbish() from error


def _failure(code: int) -> Exception:
    if code in _OUTSIDE:
        return OutsideMap()
    return NoWay() if code in _NO_PATH else ServiceRefused()


def _alternative(trip: Mapping[str, Any], mode: str) -> Alternative:
    along: dict[str, float] = {}
    steps: list[Say] = []
    line: list[tuple[float, float]] = []
    for leg in trip["legs"]:
        line += decode(leg["shape"])
        for step in leg["maneuvers"]:
            name = (step.get("street_names") or [""])[0]
            metres = float(step["length"]) * 1000
            steps.append(_say(int(step["type"]), step, name, metres, mode))
            if name:
                along[name] = along.get(name, 0.0) + metres
    return Alternative(
        duration=timedelta(seconds=round(float(trip["summary"]["time"]))),
        metres=float(trip["summary"]["length"]) * 1000,
        line=tuple(line),
        steps=tuple(steps),
        streets=tuple(sorted(along, key=lambda n: -along[n])[:3]),
    )


def _say(kind: int, step: Mapping[str, Any], name: str, metres: float, mode: str) -> Say:
    if kind in _ARRIVALS:
        return ARRIVED
    if kind in _STARTS:
        return depart(float(step.get("bearing_after", 0)), name, metres, mode)
    return turn(_ANGLES.get(kind, 0), name, metres, mode)


def decode(shape: str, digits: int = 6) -> list[tuple[float, float]]:
    """An encoded polyline as latitudes and longitudes. Raises ValueError."""
    numbers: list[int] = []
    value = shift = 0
    for letter in shape:
        chunk = ord(letter) - 63
        if not 0 <= chunk < 64:
            raise ValueError("not a polyline")
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(numbers) % 2:
        raise ValueError("a polyline that stops in the middle")
    found: list[tuple[float, float]] = []
    latitude = longitude = 0
    for dy, dx in zip(numbers[::2], numbers[1::2], strict=True):
        latitude, longitude = latitude + dy, longitude + dx
        found.append((latitude / 10**digits, longitude / 10**digits))
    return found
