"""Reads a recurrence rule (RFC 5545) and refuses what never comes, comes every second or takes forever to compute."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from dateutil.rrule import rrulestr

from assistant.errors import InvalidArgument
from assistant.moments import zone

_MAX_COUNT = 10_000
_LONGEST_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"^[A-Z]+=[A-Z0-9,+-]+$")
_UNTIL = re.compile(r"^(\d{8})(?:T(\d{6})(Z)?)?$")
_RANGES = {
    "INTERVAL": range(1, 100_000),
    "COUNT": range(1, _MAX_COUNT + 1),
    "BYSECOND": range(60),
    "BYMINUTE": range(60),
    "BYHOUR": range(24),
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": range(-31, 32),
    "BYYEARDAY": range(-366, 367),
    "BYWEEKNO": range(-53, 54),
    "BYSETPOS": range(-366, 367),
}
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")
_COARSE = {"BYYEARDAY": ("YEARLY",), "BYWEEKNO": ("YEARLY",), "BYSETPOS": ("YEARLY", "MONTHLY", "WEEKLY")}


@lru_cache(maxsize=2048)
def parsed(text: str, timezone: str) -> Any:
    """The rule as a `dateutil` one that counts in the zone's wall time. Raises InvalidArgument."""
    parts = _parts(text.upper().removeprefix("RRULE:"))
    if parts.get("FREQ") == "SECONDLY" or "," in parts.get("BYSECOND", ""):
        raise InvalidArgument("That would come more than once a minute.", "这样一分钟会响不止一次。")
    if not _is_sound(parts):
        raise _unclear(text)
    try:
        if "UNTIL" in parts:
            parts["UNTIL"] = _local_until(parts["UNTIL"], timezone)
        rule = ";".join(f"{key}={value}" for key, value in parts.items())
        return rrulestr(rule, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 - replaced by the first wall time
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise _unclear(text) from error


def _unclear(text: str) -> InvalidArgument:
    return InvalidArgument(f"I do not understand that rule: {text[:80]}", "这个重复规则我看不懂。")


def _parts(text: str) -> dict[str, str]:
    pieces = text.split(";")
    if len(text) > 500 or not all(_PART.match(piece) for piece in pieces):
        raise _unclear(text)
    return dict(piece.split("=", 1) for piece in pieces)


def _is_sound(parts: dict[str, str]) -> bool:
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES or not set(parts) <= {*_RANGES, "FREQ", "BYDAY", "WKST", "UNTIL"}:
        return False
    if not all(_within(value, _RANGES[key]) for key, value in parts.items() if key in _RANGES):
        return False
    return all(frequency in _COARSE[key] for key in parts if key in _COARSE) and _has_a_day(parts)


def _within(values: str, allowed: range) -> bool:
    try:
        return all(int(value) in allowed and (int(value) or allowed.start == 0) for value in values.split(","))
    except ValueError:
        return False


def _has_a_day(parts: dict[str, str]) -> bool:
    """False for the 30th of February: searching for it would go on until the year 9999."""
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return True
    longest = max(_LONGEST_MONTH[int(month)] for month in parts["BYMONTH"].split(","))
    return min(abs(int(day)) for day in parts["BYMONTHDAY"].split(",")) <= longest


def _local_until(until: str, timezone: str) -> str:
    """UNTIL as a wall time: a date includes its whole day, an instant in UTC is turned into the zone's clock."""
    found = _UNTIL.match(until)
    if not found:
        raise ValueError(until)
    day, clock, utc = found.groups()
    wall = datetime.strptime(day + (clock or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    if utc:
        wall = wall.replace(tzinfo=UTC).astimezone(zone(timezone)).replace(tzinfo=None)
    return f"{wall:%Y%m%dT%H%M%S}"
