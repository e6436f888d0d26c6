"""When a follow-up comes next: wall time, zone and rule in, an instant out. Pure; knows DST, leap days and holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import DAILY, HOURLY, MINUTELY, WEEKLY

from assistant.errors import InvalidArgument
from assistant.moments import at_wall, require_zone, zone
from assistant.rules import parsed
from assistant.types import Recurrence
from assistant.workdays import Workdays, workdays

_STEP = {
    DAILY: timedelta(days=1),
    WEEKLY: timedelta(weeks=1),
    HOURLY: timedelta(hours=1),
    MINUTELY: timedelta(minutes=1),
}
_HORIZON = timedelta(days=366 * 41)  # 29 February on one given weekday can be 40 years away
_LAST = datetime(9999, 12, 30)  # noqa: DTZ001 - wall time, and a day before everything overflows
_DST = timedelta(hours=3)  # no zone skips more wall time than this within a day


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One due time. `assumed`: that year's calendar is not published yet; statutory holidays and weekdays decided."""

    at: datetime
    assumed: bool = False


def next_slot(first: datetime, timezone: str, recurrence: Recurrence, after: datetime) -> Slot | None:
    """The first slot strictly after `after`, in its zone; None when the rule has ended.

    `first` is the naive wall time of the first slot; what the rule leaves open is taken from it. A wall time skipped
    by DST moves forward, a doubled one counts once. Raises InvalidArgument for a rule or zone that makes no sense.
    """
    if first.tzinfo is not None:
        raise ValueError(f"a wall time has no zone of its own: {first.isoformat()}")
    calendar = workdays(recurrence.calendar) if recurrence.calendar else None
    return _next(first, timezone, recurrence, require_zone(after).astimezone(UTC), calendar)


def check(first: datetime, timezone: str, recurrence: Recurrence) -> Slot:
    """The first slot of a new rule. Raises InvalidArgument when it never comes or comes more than once a minute."""
    try:
        before = at_wall(first, timezone) - timedelta(microseconds=1)
        slot = next_slot(first, timezone, recurrence, before)
    except (OverflowError, ValueError) as error:
        raise InvalidArgument("That time is out of range.", "这个时间超出了范围。") from error
    if slot is None:
        raise InvalidArgument("That would never happen.", "这个时间永远不会到。")
    return slot


def _next(
    first: datetime, timezone: str, recurrence: Recurrence, after: datetime, calendar: Workdays | None
) -> Slot | None:
    local = after.astimezone(zone(timezone)).replace(tzinfo=None)
    left_out = frozenset(recurrence.exdates)
    for wall in _ahead(parsed(recurrence.rrule, timezone), first, max(local - _DST, first)):
        day = wall.date()
        if day in left_out or (calendar and not calendar.works(day)):
            continue
        moment = at_wall(wall, timezone)
        if moment > after:
            return Slot(at=moment, assumed=bool(calendar and not calendar.knows(day)))
    return None


def _ahead(rule: Any, first: datetime, start: datetime) -> Iterator[datetime]:
    """The rule's wall times from about `start` on, in step with `first`, up to a horizon."""
    end = min(start, _LAST - _HORIZON) + _HORIZON
    bounded = {"count": None, "until": min(rule._until or end, end)}
    step = _STEP.get(rule._freq)
    if rule._count is not None:
        return islice(rule.replace(dtstart=first, **bounded), rule._count)
    if step is None:
        return iter(rule.replace(dtstart=first, **bounded))
    # Counting every slot since the beginning would take seconds for an old rule: jump whole strides.
    stride = step * rule._interval
    return iter(rule.replace(dtstart=first + max(0, (start - first) // stride - 1) * stride, **bounded))
