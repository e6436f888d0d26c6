"""The way you usually go: pieces of street, counted on the trips you set out on, under the names of the streets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tools.navigation.provider import Way

Kept = Mapping[str, Any]  # {"counts": {piece: trips}, "streets": {name: {"trips": n, "pieces": [piece, ...]}}}


def with_trip(kept: Kept, way: Way) -> dict[str, Any]:
    """What is kept, after one more trip."""
    counts = Counter({str(piece): int(n) for piece, n in kept.get("counts", {}).items()})
    counts.update(str(piece) for piece in way.edges)
    streets = {name: dict(entry) for name, entry in kept.get("streets", {}).items()}
    for name, pieces in way.pieces.items():
        entry = streets.get(name, {"trips": 0, "pieces": []})
        known = dict.fromkeys([*entry["pieces"], *map(str, pieces)])
        streets[name] = {"trips": entry["trips"] + 1, "pieces": list(known)}
    return {"counts": dict(counts), "streets": streets}


def streets(kept: Sequence[Kept]) -> list[tuple[str, int]]:
    """Street names with the number of trips, the most used first."""
    trips: Counter[str] = Counter()
    for one in kept:
        for name, entry in one.get("streets", {}).items():
            trips[name] += int(entry["trips"])
    return trips.most_common()


def knows(kept: Kept, street: str) -> bool:
    return _name(kept, street) is not None


def without(kept: Kept, street: str) -> dict[str, Any]:
    """What is kept, less one street."""
    name = _name(kept, street)
    gone = set(kept["streets"][name]["pieces"]) if name else set()
    return {
        "counts": {piece: n for piece, n in kept["counts"].items() if piece not in gone},
        "streets": {n: entry for n, entry in kept["streets"].items() if n != name},
    }


def _name(kept: Kept, street: str) -> str | None:
    return next((n for n in kept.get("streets", {}) if n.casefold() == street.casefold().strip()), None)
