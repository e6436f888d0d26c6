"""Events from and to iCalendar (RFC 5545): zones, rules, days left out, single days moved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar
from icalendar import Event as Entry

from assistant.errors import InvalidArgument, ToolError
from assistant.moments import at_wall, zone
from assistant.occurrences import check
from assistant.types import Recurrence
from tools.calendar.events import HOUR, Event

_LARGEST = 5_000_000  # characters


class Unreadable(ToolError):
    """I cannot read that calendar file. Please export it again as iCalendar (.ics)."""

    code = "calendar_unreadable"
    zh = "这个日历文件读不出来，请重新导出成 iCalendar（.ics）。"


def read_ics(text: str, timezone: str, source: str = "ics") -> tuple[Event, ...]:
    """The events of a file; what makes no sense by itself is left out. Raises Unreadable."""
    if len(text) > _LARGEST or "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Unreadable()
    try:
        entries = list(Calendar.from_ical(text).walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Unreadable() from error
    masters: dict[str, Event] = {}
    moved: list[tuple[str, date, Event]] = []
    for entry in entries:
        event = _event(entry, timezone, source)
        if event is None:
            continue
        if (single := entry.get("RECURRENCE-ID")) is not None:
            moved.append((event.uid, _day(single.dt, timezone), event))
        else:
            masters[event.uid] = event
    return tuple(_with_moved(masters, moved))


def _with_moved(masters: dict[str, Event], moved: Iterable[tuple[str, date, Event]]) -> Iterable[Event]:
    """A day that was moved is left out of the series and stands on its own."""
    alone = []
    for uid, day, event in moved:
        series = masters.get(uid)
        if series is not None and series.recurrence is not None:
            rule = replace(series.recurrence, exdates=(*series.recurrence.exdates, day))
            masters[uid] = replace(series, recurrence=rule)
        alone.append(replace(event, uid=f"{uid}#{day.isoformat()}", recurrence=None))
    return [*masters.values(), *alone]


def _event(entry: Any, timezone: str, source: str) -> Event | None:
    if "DTSTART" not in entry or str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return None
    begins = entry["DTSTART"].dt
    all_day = not isinstance(begins, datetime)
    start = _moment(begins, timezone)
    try:
        end = _end(entry, start, timezone, all_day)
        named = _zone_name(begins, timezone)
        event = Event(
            uid=str(entry.get("UID") or f"{start.isoformat()}-{entry.get('SUMMARY', '')}"),
            title=str(entry.get("SUMMARY", "")).strip()[:300] or "?",
            start=start,
            end=max(end, start),
            timezone=named,
            place=str(entry["LOCATION"])[:300] if entry.get("LOCATION") else None,
            recurrence=_rule(entry, timezone),
            all_day=all_day,
            source=source,
            sequence=int(entry.get("SEQUENCE", 0)),
            notes=str(entry["DESCRIPTION"])[:4000] if entry.get("DESCRIPTION") else None,
        )
        if event.recurrence is not None:
            check(event.start.replace(tzinfo=None), named, event.recurrence)
    except (InvalidArgument, ValueError, TypeError, OverflowError):
        return None
    return event


def _end(entry: Any, start: datetime, timezone: str, all_day: bool) -> datetime:
    if "DTEND" in entry:
        return _moment(entry["DTEND"].dt, timezone)
    if "DURATION" in entry:
        length: timedelta = entry["DURATION"].dt
        return start + length
    return start + (timedelta(days=1) if all_day else HOUR)


def _moment(value: date | datetime, timezone: str) -> datetime:
    if not isinstance(value, datetime):
        return at_wall(datetime.combine(value, time()), timezone)
    return value if value.tzinfo is not None else at_wall(value, timezone)


def _day(value: date | datetime, timezone: str) -> date:
    return _moment(value, timezone).date()


def _zone_name(value: date | datetime, timezone: str) -> str:
    key = getattr(getattr(value, "tzinfo", None), "key", None)
    if not key:
        return timezone
    return zone(str(key)).key


def _rule(entry: Any, timezone: str) -> Recurrence | None:
    if "RRULE" not in entry:
        return None
    found = entry.get("EXDATE") or []
    lists = found if isinstance(found, list) else [found]
    exdates = tuple(_day(d.dt, timezone) for one in lists for d in one.dts)
    return Recurrence(rrule=entry["RRULE"].to_ical().decode(), exdates=exdates)


def write_ics(events: Sequence[Event], now: datetime) -> str:
    """One calendar with all of them, zones included."""
    calendar = Calendar()
    calendar.add("prodid", "-//Steward//Calendar//EN")
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(_entry(event, now))
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def _entry(event: Event, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("sequence", event.sequence)
    local = zone(event.timezone)
    start, end = event.start.astimezone(local), event.end.astimezone(local)
    entry.add("dtstart", start.date() if event.all_day else start)
    entry.add("dtend", end.date() if event.all_day else end)
    if event.place:
        entry.add("location", event.place)
    if event.notes:
        entry.add("description", event.notes)
    if event.recurrence is not None:
        entry["RRULE"] = event.recurrence.rrule
        for day in event.recurrence.exdates:
            entry.add("exdate", start.replace(year=day.year, month=day.month, day=day.day))
    return entry
