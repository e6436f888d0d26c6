"""The user's own events: rows that know their zone and rule, written out for any stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.moments import at_wall, require_zone, zone
from assistant.occurrences import next_slot
from assistant.ports import Engagement
from assistant.types import Json, Record, Recurrence

HOUR = timedelta(hours=1)
_MOST = 400  # occurrences written out of one event


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`start` and `end` carry their zone; of a recurring event they are the first occurrence."""

    uid: str
    title: str
    start: datetime
    end: datetime
    timezone: str
    place: str | None = None
    people: tuple[str, ...] = ()
    recurrence: Recurrence | None = None
    all_day: bool = False
    source: str = "own"  # own, ics, caldav
    sequence: int = 0
    notes: str | None = None
    etag: str | None = None  # the version on the server, of an event that is there, too
    href: str | None = None  # where it lies there
    synced: int = 0  # `sequence` when both were the same

    def __post_init__(self) -> None:
        require_zone(self.start)
        if self.end < self.start:
            raise ValueError("an event cannot end before it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def series(self) -> str:
        """The uid as it is in the world: one day of a series that was moved is "series#2026-11-24" here."""
        return self.uid.partition("#")[0]

    @property
    def day_moved(self) -> date | None:
        """The day of its series that this stands for, when it is one that was moved."""
        _, mark, day = self.uid.partition("#")
        return date.fromisoformat(day) if mark else None

    @property
    def edited(self) -> bool:
        """Changed here since the server had the same, or never there."""
        return self.etag is None or self.sequence != self.synced


def to_row(event: Event) -> dict[str, Json]:
    return {
        "title": event.title,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "timezone": event.timezone,
        "place": event.place,
        "people": list(event.people),
        "rrule": event.recurrence.rrule if event.recurrence else None,
        "calendar": event.recurrence.calendar if event.recurrence else None,
        "exdates": [d.isoformat() for d in event.recurrence.exdates] if event.recurrence else [],
        "all_day": event.all_day,
        "source": event.source,
        "sequence": event.sequence,
        "notes": event.notes,
        "etag": event.etag,
        "href": event.href,
        "synced": event.synced,
    }


def from_row(record: Record) -> Event:
    row = record.data
    zoned = zone(str(row["timezone"]))
    rule = None
    if row.get("rrule"):
        exdates = tuple(date.fromisoformat(d) for d in row.get("exdates") or ())
        rule = Recurrence(rrule=str(row["rrule"]), calendar=row.get("calendar"), exdates=exdates)
    return Event(
        uid=record.key,
        title=str(row["title"]),
        start=datetime.fromisoformat(str(row["start"])).astimezone(zoned),
        end=datetime.fromisoformat(str(row["end"])).astimezone(zoned),
        timezone=str(row["timezone"]),
        place=row.get("place"),
        people=tuple(row.get("people") or ()),
        recurrence=rule,
        all_day=bool(row.get("all_day")),
        source=str(row.get("source") or "own"),
        sequence=int(row.get("sequence") or 0),
        notes=row.get("notes"),
        etag=row.get("etag"),
        href=row.get("href"),
        synced=int(row.get("synced") or 0),
    )


def occurrences(event: Event, start: datetime, end: datetime) -> list[Engagement]:
    """The event's occurrences that touch [start, end)."""
    if event.recurrence is None:
        touches = event.start < end and (event.end > start or event.start >= start)
        return [_engagement(event, event.start)] if touches else []
    found: list[Engagement] = []
    wall, cursor = event.start.replace(tzinfo=None), start - event.length - timedelta(microseconds=1)
    while len(found) < _MOST:
        slot = next_slot(wall, event.timezone, event.recurrence, cursor)
        if slot is None or slot.at >= end:
            break
        cursor = slot.at
        touches = slot.at + event.length > start or slot.at >= start
        if touches and slot.at.date() not in event.recurrence.exdates:
            found.append(_engagement(event, slot.at))
    return found


def moved_day(series: Event, day: date, to: datetime) -> tuple[Event, Event]:
    """One day of a series at another time: the series without that day, and the day by itself."""
    assert series.recurrence is not None
    rule = replace(series.recurrence, exdates=(*series.recurrence.exdates, day))
    left = replace(series, recurrence=rule, sequence=series.sequence + 1)
    single = replace(
        left, uid=f"{series.uid}#{day.isoformat()}", start=to, end=to + series.length, recurrence=None, synced=-1
    )
    return left, single


def written_out(events: Iterable[Event], start: datetime, end: datetime) -> tuple[Engagement, ...]:
    """Everything in [start, end), earliest first."""
    return tuple(sorted((o for e in events for o in occurrences(e, start, end)), key=lambda o: (o.start, o.title)))


def _engagement(event: Event, start: datetime) -> Engagement:
    # The wall-clock length is kept over a change of the clocks, as people mean it.
    wall_end = start.replace(tzinfo=None) + (event.end.replace(tzinfo=None) - event.start.replace(tzinfo=None))
    return Engagement(
        id=event.uid,
        title=event.title,
        start=start,
        end=at_wall(wall_end, event.timezone),
        place=event.place,
        all_day=event.all_day,
    )


def conflicts(busy: Iterable[Engagement], start: datetime, end: datetime, but: str | None = None) -> list[Engagement]:
    """What is in the way of [start, end); all-day entries are not."""
    return [b for b in busy if b.start < end and b.end > start and not b.all_day and b.id != but]


def free_stretches(
    busy: Iterable[Engagement], start: datetime, end: datetime, least: timedelta = timedelta(minutes=30)
) -> list[tuple[datetime, datetime]]:
    """The gaps of at least that length between what is booked."""
    found, cursor = [], start
    for one in sorted((b for b in busy if not b.all_day), key=lambda b: b.start):
        if one.start - cursor >= least:
            found.append((cursor, one.start))
        cursor = max(cursor, one.end)
    if end - cursor >= least:
        found.append((cursor, end))
    return found
