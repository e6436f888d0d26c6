"""The towns that trains run between: found by name in either language, or by what is nearest."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from assistant import Say

_SURE = 85.0  # of 100
_NEAR = 60.0  # kilometres to the town one is in
_TAIL = ("火车站", "高铁站", "南站", "北站", "东站", "西站", "站", "市", " railway station", " station", " city")


@dataclass(frozen=True, slots=True)
class Network:
    """Lines on which one can go from any town to any other. `per_km` is what a kilometre costs; `speed` in km/h."""

    zone: str
    currency: str
    per_km: float
    speed: float
    letter: str


@dataclass(frozen=True, slots=True)
class Town:
    id: str
    name: Say
    latitude: float
    longitude: float
    network: str


@cache
def _read() -> tuple[dict[str, Network], dict[str, Town]]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "towns.yaml").read_text(encoding="utf-8"))
    networks = {name: Network(**row) for name, row in data["networks"].items()}
    towns = [Town(r["id"], Say(zh=r["zh"], en=r["en"]), r["at"][0], r["at"][1], r["network"]) for r in data["towns"]]
    return networks, {town.id: town for town in towns}


def town(town_id: str) -> Town | None:
    return _read()[1].get(town_id)


def network(of: Town) -> Network:
    return _read()[0][of.network]


def by_name(words: str) -> Town | None:
    """The town these words name, "the station" and small slips forgiven."""
    said = _folded(words.strip(" .,!?。，！？"))
    for tail in _TAIL:
        said = said.removesuffix(tail)
    best: tuple[float, Town] | None = None
    for one in _read()[1].values():
        for name in (one.name.zh, _folded(one.name.en)):
            # Chinese names have two characters: a slip there is another town.
            if said.endswith(name) and not name.isascii():  # 看看上海: what leads up to it is no part of it
                return one
            score = 100.0 if said == name else fuzz.ratio(said, name) if len(said) > 4 and said.isascii() else 0.0
            if score >= _SURE and (best is None or score > best[0]):
                best = (score, one)
    return best[1] if best else None


def _folded(name: str) -> str:
    """Without case and accents: Jyväskylä is typed as Jyvaskyla, too."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def nearest(latitude: float, longitude: float) -> Town | None:
    """The town one is in."""
    found = min(_read()[1].values(), key=lambda t: kilometres(t.latitude, t.longitude, latitude, longitude))
    return found if kilometres(found.latitude, found.longitude, latitude, longitude) <= _NEAR else None


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """As the crow flies."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    part = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(part)))
