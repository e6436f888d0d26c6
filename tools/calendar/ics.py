"""Events out of iCalendar (RFC 5545): zones, rules, days left out, single days moved. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from assistant.errors import InvalidArgument, ToolError
from assistant.moments import at_wall, zone
from assistant.occurrences import check
from assistant.types import Recurrence
from assistant.workdays import workdays
from tools.calendar.events import HOUR, Event

WORKDAYS = "X-STEWARD-WORKDAYS"  # iCalendar has no word for "on working days, moved ones included"
_LARGEST = 5_000_000  # characters


class Unreadable(ToolError):
    """I cannot read that calendar file. Please export it again as iCalendar (.ics)."""

    code = "calendar_unreadable"
    status = 422
    zh = "这个日历文件读不出来，请重新导出成 iCalendar（.ics）。"


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 as the standard wants, else what older Chinese programs write. Raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable()


def read_ics(text: str, timezone: str, source: str = "ics", *, strict: bool = False) -> tuple[Event, ...]:
    """The events of a file. What makes no sense by itself is left out, or with `strict` spoils the whole file.

    Raises Unreadable.
    """
    if len(text) > _LARGEST or "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Unreadable()
    try:
        entries = [e for c in Calendar.from_ical(text, multiple=True) for e in c.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Unreadable() from error
    if strict and not _whole(text, len(entries)):
        raise Unreadable()
    masters: dict[str, Event] = {}
    moved: list[tuple[str, date, Event | None]] = []
    for entry in entries:
        called_off = str(entry.get("STATUS", "")).upper() == "CANCELLED"
        event = _event(entry, timezone, source)
        if event is None and strict and not called_off:
            raise _broken_entry(entry)
        if event is None:
            continue
        if (single := entry.get("RECURRENCE-ID")) is not None:
            moved.append((event.uid, _day_there(single.dt, event.timezone), None if called_off else event))
        elif not called_off:
            masters[event.uid] = event
    return tuple(_with_moved(masters, moved))


def _whole(text: str, entries: int) -> bool:
    """Whether the file was not cut off in the middle."""
    upper = text.upper()
    closed = upper.count("BEGIN:VCALENDAR") == upper.count("END:VCALENDAR")
    return closed and upper.count("BEGIN:VEVENT") == upper.count("END:VEVENT") == entries


def _broken_entry(entry: Any) -> Unreadable:
    name = str(entry.get("SUMMARY", ""))[:80] or "?"
    return Unreadable(
        f"“{name}” in that calendar file makes no sense, so nothing was imported.",
        f"文件里的“{name}”读不懂，所以什么都没有导入。",
    )


def _with_moved(masters: dict[str, Event], moved: Iterable[tuple[str, date, Event | None]]) -> Iterable[Event]:
    """A day that was moved is left out of the series and stands on its own; one called off is only left out."""
    alone = []
    for uid, day, event in moved:
        series = masters.get(uid)
        if series is not None and series.recurrence is not None:
            rule = replace(series.recurrence, exdates=(*series.recurrence.exdates, day))
            masters[uid] = replace(series, recurrence=rule)
        if event is not None:
            alone.append(replace(event, uid=f"{uid}#{day.isoformat()}", recurrence=None))
    return [*masters.values(), *alone]


def _event(entry: Any, timezone: str, source: str) -> Event | None:
    try:
        begins = entry["DTSTART"].dt
        all_day = not isinstance(begins, datetime)
        named = _zone_name(begins, timezone)
        start = _moment(begins, named).astimezone(zone(named))
        end = _end(entry, start, named, all_day).astimezone(zone(named))
        event = Event(
            uid=str(entry.get("UID") or f"{start.isoformat()}-{entry.get('SUMMARY', '')}"),
            title=str(entry.get("SUMMARY", "")).strip()[:300] or "?",
            start=start,
            end=end,
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
    except (InvalidArgument, ValueError, TypeError, OverflowError, KeyError, AttributeError):
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


def _day_there(value: date | datetime, timezone: str) -> date:
    """The day of the series that is meant: an EXDATE in UTC may lie on another day than the event does."""
    return _moment(value, timezone).astimezone(zone(timezone)).date() if isinstance(value, datetime) else value


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
    zoned = _zone_name(entry["DTSTART"].dt, timezone)
    exdates = tuple(_day_there(d.dt, zoned) for one in lists for d in one.dts)
    calendar = str(entry[WORKDAYS]) if WORKDAYS in entry else None
    if calendar is not None:
        works = workdays(calendar).works
        exdates = tuple(day for day in exdates if works(day))  # the others are left out by the calendar itself
    return Recurrence(rrule=entry["RRULE"].to_ical().decode(), calendar=calendar, exdates=exdates)
