"""Which barriers across a street keep cars out; walkers and bicycles get by."""

from __future__ import annotations

from collections.abc import Mapping

from tools.navigation.profile import is_barred

_SOLID = frozenset(
    {"bollard", "block", "cycle_barrier", "motorcycle_barrier", "chain", "jersey_barrier", "log", "debris", "stile"}
    | {"kissing_gate", "full-height_turnstile", "turnstile", "rope", "planter", "sump_buster", "bus_trap"}
)
_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")


def stops_cars(tags: Mapping[str, str]) -> bool:
    """A gate or a toll booth lets cars through unless it says otherwise; a bollard does not."""
    if is_barred(tags, "motorcar", "motor_vehicle", "vehicle"):
        return True
    return tags.get("barrier") in _SOLID and not any(key in tags for key in _KEYS)
