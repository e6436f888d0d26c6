"""Standing wishes: when they rest, and when a watched number meets them. What they say is read in `tools/wishes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from assistant.moments import parse_instant
from assistant.types import Json

PLUGIN = "wishes"


def rests(data: Mapping[str, Json], now: datetime) -> bool:
    """Whether it has just been said, or is over."""
    if data["expires_at"] and parse_instant(data["expires_at"]) <= now:
        return True
    return bool(data["last"]) and now - parse_instant(data["last"]) < timedelta(minutes=data["cooldown"])


def crosses(when: Mapping[str, Json], values: Mapping[str, float]) -> bool:
    """Whether a watched number is there and on the side that was named."""
    value = values.get(when.get("metric") or "")
    if value is None:
        return False
    limit = float(when["value"])
    return {"above": value > limit, "below": value < limit, "equal": value == limit}[when.get("is", "above")]
