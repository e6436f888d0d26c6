"""The calendar's plugin and what its tools share: the user's events, one that is meant, a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import cast

from assistant import Item, Plugin, PutRecord, Say, Setup, ToolContext, ToolError, ToolResult
from assistant.moments import at_wall
from assistant.ports import Agenda, Bookings, Engagement, Places, Records, TravelTime
from assistant.types import User
from tools.calendar import replies
from tools.calendar.events import Event, from_row, occurrences, to_row, written_out
from tools.calendar.said import named


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


async def find(
    ctx: ToolContext, which: str | None, at: datetime | None = None, *, said: str | None = None, day: date | None = None
) -> Event | ToolResult:
    """The event meant, or the question which one. `at`: one that is then. Raises EventUnknown."""
    events = await events_of(ctx.records)
    wanted = _wanted(events, which, said)
    if at is not None or day is not None:
        moment = at or at_wall(datetime.combine(day or ctx.now.date(), time(0)), ctx.user.timezone)
        start, end = (moment, moment + timedelta(minutes=1)) if moment.time() != time(0) else day_of(ctx, moment)
        # "Cancel the one on Wednesday": of the same series, when what was named is another day of it.
        family = {e.series for e in wanted}
        pools = (wanted, [e for e in events if e.series in family])
        named = next((hits for pool in pools if (hits := [e for e in pool if occurrences(e, start, end)])), [])
    else:
        named = [e for e in wanted if e.recurrence or e.end > ctx.now] or wanted
    if not named:
        raise EventUnknown()
    if len({e.uid for e in named}) > 1:
        near = sorted(named, key=lambda e: abs(e.start - ctx.now))[:3]
        return ToolResult(question=replies.which(ctx, [item(ctx, e) for e in near]))
    return named[0]


def _wanted(events: list[Event], which: str | None, said: str | None) -> list[Event]:
    """By id, by title, by what the sentence names; with no name at all everything."""
    if which:
        words = which.casefold().strip()
        by_id = [e for e in events if e.uid == which]
        told = by_id or [e for e in events if words in e.title.casefold()] or named(which, events)
        return told or named(said or "", events)
    return named(said or "", events) or events
