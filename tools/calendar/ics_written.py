"""Events to iCalendar (RFC 5545): a calendar of them, or an edit of what a server has that keeps all it does not know.

Pure. What others wrote into an event (guests, alarms, colours, conference links) survives our edit of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar import Event as Entry

from assistant.moments import at_wall, zone
from assistant.workdays import workdays
from tools.calendar.events import Event
from tools.calendar.ics import WORKDAYS

_OURS = (
    "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "DESCRIPTION", "RRULE", "EXDATE", "SEQUENCE", "DTSTAMP",
    "RECURRENCE-ID", WORKDAYS,
)  # fmt: skip
_AHEAD = timedelta(days=400)  # how far free days of a working-day rhythm are written out


def write_ics(events: Sequence[Event], now: datetime) -> str:
    """One calendar with all of them, zones included."""
    calendar = Calendar()
    calendar.add("prodid", "-//Steward//Calendar//EN")
    calendar.add("version", "2.0")
    for entry in _entries(events, now):
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def edited_ics(old: str, events: Sequence[Event], now: datetime) -> str:
    """The same object with our times, words and rules. Raises ValueError when `old` is no calendar."""
    calendar: Any = Calendar.from_ical(old)
    theirs = {_which(e): e for e in calendar.walk("VEVENT")}
    calendar.subcomponents = [c for c in calendar.subcomponents if c.name != "VEVENT"]
    for entry in _entries(events, now):
        kept = theirs.get(_which(entry), Entry())
        for name in _OURS:
            kept.pop(name, None)
        for name, value in entry.items():
            kept[name] = value
        calendar.add_component(kept)
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def _which(entry: Any) -> str:
    """A day by itself, or "" for the series or the only one."""
    single = entry.get("RECURRENCE-ID")
    return "" if single is None else f"{single.dt:%Y-%m-%d}"


def _entries(events: Sequence[Event], now: datetime) -> Iterable[Entry]:
    """Series first, each with the days that were moved out of it."""
    series = {e.uid: e for e in events if e.day_moved is None}
    singles = [e for e in events if e.day_moved is not None]
    for event in series.values():
        moved = {e.day_moved for e in singles if e.series == event.uid}
        yield _entry(_without(event, moved), now)
    for event in singles:
        yield _entry(event, now, series.get(event.series))


def _without(event: Event, moved: set[Any]) -> Event:
    """A day that stands on its own is named by its RECURRENCE-ID and must not be left out as well."""
    if event.recurrence is None or not moved:
        return event
    exdates = tuple(day for day in event.recurrence.exdates if day not in moved)
    return replace(event, recurrence=replace(event.recurrence, exdates=exdates))


def _entry(event: Event, now: datetime, series: Event | None = None) -> Entry:
    entry = Entry()
    entry.add("uid", event.series)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("sequence", max(event.sequence, 0))
    local = zone(event.timezone)
    start, end = event.start.astimezone(local), event.end.astimezone(local)
    entry.add("dtstart", start.date() if event.all_day else start)
    entry.add("dtend", end.date() if event.all_day else end)
    if event.place:
        entry.add("location", event.place)
    if event.notes:
        entry.add("description", event.notes)
    if event.recurrence is not None:
        _add_rule(entry, event, now)
    if event.day_moved is not None:
        first = (series or event).start
        wall = datetime.combine(event.day_moved, first.replace(tzinfo=None).time())
        entry.add("recurrence-id", event.day_moved if event.all_day else at_wall(wall, (series or event).timezone))
    return entry


def _add_rule(entry: Entry, event: Event, now: datetime) -> None:
    assert event.recurrence is not None
    rule = event.recurrence
    entry["RRULE"] = rule.rrule
    exdates = list(rule.exdates)
    if rule.calendar is not None:
        entry.add(WORKDAYS, rule.calendar)
        works, first = workdays(rule.calendar).works, max(event.start, now).date()
        days = (first + timedelta(days=n) for n in range(_AHEAD.days))
        exdates += [day for day in days if not works(day)]
    clock = event.start.astimezone(zone(event.timezone)).replace(tzinfo=None).time()
    for day in exdates:
        entry.add("exdate", day if event.all_day else at_wall(datetime.combine(day, clock), event.timezone))
