"""Whether a place is open, from what the map says about its hours; "the map does not say" is an answer too."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from assistant.ports import Place

_UTC = ZoneInfo("UTC")


@lru_cache(maxsize=4_000)
def _hours(text: str, latitude: float, longitude: float) -> Any:
    """The parsed hours with the place's own zone and holidays; None for text nobody can parse."""
    import opening_hours

    try:
        # Within a tenth of a degree the zone and the holidays are the same, so that the cache serves a street.
        return opening_hours.OpeningHours(text, coords=(latitude, longitude), auto_country=True, auto_timezone=True)
    except (opening_hours.ParserError, ValueError):  # type: ignore[attr-defined]  # its stubs leave it out
        return None


def is_open(place: Place, at: datetime) -> bool | None:
    """True, False, or None when the map does not say. `at` is any aware instant."""
    hours = _parsed(place)
    moment = at.astimezone(_UTC)  # the library wants a zone with a name
    if hours is None or hours.is_unknown(moment):
        return None
    return bool(hours.is_open(moment))


def next_change(place: Place, at: datetime) -> datetime | None:
    """When it next opens or closes, in the place's own zone."""
    hours = _parsed(place)
    moment: datetime | None = hours.next_change(at.astimezone(_UTC)) if hours is not None else None
    if moment is None or moment.year > at.year + 1:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=at.tzinfo)


def _parsed(place: Place) -> Any:
    if not place.hours:
        return None
    return _hours(place.hours, round(place.latitude, 1), round(place.longitude, 1))
