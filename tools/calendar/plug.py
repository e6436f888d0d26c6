"""The calendar's plugin and what its tools share: the user's events, one that is meant, a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import cast

from assistant import Item, Plugin, PutRecord, Say, Setup, ToolContext, ToolError, ToolResult
from assistant.ports import Agenda, Bookings, Engagement, Places, Records, TravelTime
from assistant.types import User
from tools.calendar import replies
from tools.calendar.events import Event, from_row, occurrences, to_row, written_out


class EventUnknown(ToolError):
    """I find no such event in your calendar."""

    code = "event_unknown"
    zh = "日历里没有找到这个安排。"


class OwnAgenda:
    """Fulfils the port `Agenda` over the plugin's own rows."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        if self._setup.records_of is None:
            return ()
        own = written_out(await events_of(self._setup.records_of(user.id)), start, end)
        return await with_bookings(own, cast("Bookings | None", self._setup.ports.get(Bookings)), user, start, end)


plugin = Plugin(
    "calendar",
    summary=Say(zh="日历", en="Your calendar"),
    provides={Agenda: OwnAgenda},
    needs=(Places, TravelTime, Bookings),
)


async def events_of(records: Records) -> list[Event]:
    return [from_row(r) for r in await records.all("event")]


async def between(ctx: ToolContext, start: datetime, end: datetime) -> tuple[Engagement, ...]:
    own = written_out(await events_of(ctx.records), start, end)
    return await with_bookings(own, ctx.port(Bookings), ctx.user, start, end)


async def with_bookings(
    own: tuple[Engagement, ...], bookings: Bookings | None, user: User, start: datetime, end: datetime
) -> tuple[Engagement, ...]:
    """Tables, tickets and appointments take their time of the day, too."""
    booked = await bookings.between(user, start, end) if bookings else ()
    return tuple(sorted((*own, *booked), key=lambda e: (e.start, e.title)))


def put(event: Event) -> PutRecord:
    return PutRecord(kind="event", key=event.uid, data=to_row(event))


def day_of(ctx: ToolContext, at: datetime | None) -> tuple[datetime, datetime]:
    """From midnight to midnight of that day; of today when none was said."""
    day = (at or ctx.now).astimezone(ctx.now.tzinfo).date()
    start = datetime.combine(day, time(0), tzinfo=ctx.now.tzinfo)
    return start, start + timedelta(days=1)


def item(ctx: ToolContext, one: Event | Engagement) -> Item:
    key = one.uid if isinstance(one, Event) else one.id
    return Item(
        id=key,
        kind="event",
        label=replies.label(ctx, one.title, one.start),
        argument="which",
        data={"at": one.start.isoformat()},
    )


async def find(ctx: ToolContext, which: str | None, at: datetime | None = None) -> Event | ToolResult:
    """The event meant, or the question which one. Raises EventUnknown."""
    events = await events_of(ctx.records)
    named = events
    if which:
        wanted = which.casefold().strip()
        named = [e for e in events if e.uid == which] or [e for e in events if wanted in e.title.casefold()]
    if at is not None:
        start, end = (at, at + timedelta(minutes=1)) if at.time() != time(0) else day_of(ctx, at)
        named = [e for e in named if occurrences(e, start, end)]
    else:
        named = [e for e in named if e.recurrence or e.end > ctx.now] or named
    if not named:
        raise EventUnknown()
    if len(named) > 1:
        near = sorted(named, key=lambda e: abs(e.start - ctx.now))[:3]
        return ToolResult(question=replies.which(ctx, [item(ctx, e) for e in near]))
    return named[0]
