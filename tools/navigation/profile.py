"""How fast one moves on which street, and which way round: car, bicycle, foot. The same numbers are in `osrm/*.lua`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

MODES = ("car", "bicycle", "foot")

# Kilometres an hour by kind of road, for a road that says nothing of its own limit.
_CAR = {
    "motorway": 90, "motorway_link": 45, "trunk": 70, "trunk_link": 40, "primary": 50, "primary_link": 30,
    "secondary": 45, "secondary_link": 30, "tertiary": 40, "tertiary_link": 25, "unclassified": 30,
    "residential": 25, "living_street": 10, "service": 15, "road": 20,
}  # fmt: skip
_BICYCLE = {
    "cycleway": 18, "primary": 16, "primary_link": 16, "secondary": 16, "secondary_link": 16, "tertiary": 17,
    "tertiary_link": 17, "unclassified": 16, "residential": 16, "living_street": 12, "service": 14, "track": 12,
    "path": 12, "pedestrian": 6, "footway": 6, "trunk": 14, "trunk_link": 14, "road": 15, "bridleway": 10,
}  # fmt: skip
_FOOT_SPEED = 5.0
FERRY_SPEED = 8.0  # with the time at the pier
_NO_FOOT = frozenset({"motorway", "motorway_link", "construction", "proposed", "raceway"})
_NO = frozenset({"no", "private", "military", "agricultural", "forestry", "delivery"})
_YES = frozenset({"yes", "permissive", "designated", "destination", "customers", "official"})
# Traffic keeps a driver below the limit on average.
_LIMIT_SHARE = 0.8
SIGNAL_DELAY = 15.0  # seconds, the expected wait at one set of lights


@dataclass(frozen=True, slots=True)
class Pace:
    """Metres a second along and against the direction the street was drawn in; 0 is closed."""

    along: float
    against: float

    @property
    def is_open(self) -> bool:
        return bool(self.along or self.against)


# All that a pace depends on; streets are of few sorts, so that most of them are looked up.
TELLING = (
    "highway", "route", "area", "service", "maxspeed", "oneway", "oneway:bicycle", "junction", "access", "vehicle",
    "motor_vehicle", "motorcar", "bicycle", "foot", "cycleway", "cycleway:left", "cycleway:right",
)  # fmt: skip


def paces(tags: Mapping[str, str]) -> tuple[Pace, ...]:
    """What the street allows, for each of `MODES`."""
    return _paces(tuple(tags.get(key) for key in TELLING))


@lru_cache(maxsize=20_000)
def _paces(said: tuple[str | None, ...]) -> tuple[Pace, ...]:
    tags = {key: value for key, value in zip(TELLING, said, strict=True) if value is not None}
    return tuple(pace(tags, mode) for mode in MODES)


def pace(tags: Mapping[str, str], mode: str) -> Pace:
    """What the street allows in that mode."""
    if tags.get("area") == "yes" and mode != "foot":
        return Pace(0.0, 0.0)
    speed = _speed(tags, mode) / 3.6
    if not speed:
        return Pace(0.0, 0.0)
    direction = _direction(tags, mode)
    return Pace(speed if direction >= 0 else 0.0, speed if direction <= 0 else 0.0)


def _speed(tags: Mapping[str, str], mode: str) -> float:
    road = tags.get("highway", "")
    if tags.get("route") == "ferry" and not road:
        return _ferry_speed(tags, mode)
    if mode == "car":
        return _car_speed(tags, road)
    if mode == "bicycle":
        if is_barred(tags, "bicycle") or (road == "steps"):
            return 0.0
        said = tags.get("bicycle") in _YES
        if road in ("footway", "pedestrian", "path") and not said:
            return 4.0 if road != "path" else _BICYCLE[road]  # pushed
        return 14.0 if said and road in ("footway", "pedestrian") else float(_BICYCLE.get(road, 0))
    if is_barred(tags, "foot") or road in _NO_FOOT or not road:
        return 0.0
    return _FOOT_SPEED * (0.5 if road == "steps" else 1.0)


def _ferry_speed(tags: Mapping[str, str], mode: str) -> float:
    """Everybody may walk onto a ferry; that it takes cars or bicycles must be said."""
    keys = {"car": ("motorcar", "motor_vehicle"), "bicycle": ("bicycle",), "foot": ("foot",)}[mode]
    said = next((tags[key] for key in keys if key in tags), "" if mode == "foot" else "no")
    return 0.0 if said in _NO or tags.get("access") in _NO else FERRY_SPEED


def _car_speed(tags: Mapping[str, str], road: str) -> float:
    if road not in _CAR or is_barred(tags, "motorcar", "motor_vehicle", "vehicle"):
        return 0.0
    if tags.get("service") in ("parking_aisle", "driveway", "emergency_access"):
        return 8.0
    limit = _kilometres(tags.get("maxspeed", ""))
    return min(limit * _LIMIT_SHARE, 110.0) if limit else float(_CAR[road])


def is_barred(tags: Mapping[str, str], *keys: str) -> bool:
    """The most particular word counts: motorcar before motor_vehicle before vehicle before access."""
    for key in (*keys, "access"):
        if key in tags:
            return tags[key] in _NO
    return False


def _direction(tags: Mapping[str, str], mode: str) -> int:
    """1 only along, -1 only against, 0 both."""
    if mode == "foot":
        return 0
    if mode == "bicycle":
        own = tags.get("oneway:bicycle")
        if own is not None:
            return {"yes": 1, "-1": -1}.get(own, 0)
        if any(tags.get(k, "").startswith("opposite") for k in ("cycleway", "cycleway:left", "cycleway:right")):
            return 0
    said = tags.get("oneway", "")
    if said in ("yes", "true", "1"):
        return 1
    if said in ("-1", "reverse"):
        return -1
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") in ("motorway",)
    return 1 if implied and said != "no" else 0


def _kilometres(text: str) -> float:
    match = re.match(r"^(\d+(?:\.\d+)?)\s*(mph)?", text)
    if not match:
        return 0.0
    return float(match[1]) * (1.609 if match[2] else 1.0)
