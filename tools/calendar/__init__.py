"""Calendar: what is on, what is free, what clashes; events that repeat, move and go, all undoable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from assistant import (
    DeleteRecord,
    Effect,
    InvalidArgument,
    PutFollowUp,
    PutRecord,
    Question,
    Recurrence,
    Say,
    Slot,
    ToolContext,
    ToolResult,
)
from assistant.changes import Change
from assistant.moments import at_wall
from assistant.occurrences import check
from assistant.ports import Engagement
from tools.calendar import replies, suggestions, syncing
from tools.calendar.events import HOUR, Event, conflicts, free_stretches, moved_day, occurrences
from tools.calendar.following import DAYS, country_of, dropped, in_step, kept, works
from tools.calendar.plug import EventUnknown, OwnAgenda, between, day_of, events_of, find, item, plugin, put
from tools.calendar.said import day_meant, means_all, new_time

__all__ = ["EventUnknown", "OwnAgenda", "plugin", "suggestions", "syncing"]

Title = Annotated[str, "What it is.", Slot("title", ask=Say(zh="叫什么？", en="What shall I call it?"))]
Start = Annotated[datetime, "When it starts.", Slot("instant", ask=Say(zh="什么时候？", en="When?"))]
Which = Annotated[str | None, "The event: an id from a list, or its title.", Slot("item")]
_YEARS = timedelta(days=366 * 20)
_LOOKED_AT = timedelta(days=60)  # of a series, for what it clashes with
_MOST = 10


@plugin.tool(effect=Effect.CHANGE)
async def add(
    ctx: ToolContext,
    title: Title,
    at: Start,
    until: Annotated[datetime | None, "When it ends; an hour later when not said.", Slot("instant_end")] = None,
    duration: Annotated[timedelta | None, "How long it takes.", Slot("length")] = None,
    recurrence: Annotated[Recurrence | None, "When it comes again."] = None,
    place: Annotated[str | None, "Where.", Slot("venue")] = None,
    person: Annotated[str | None, "With whom."] = None,
) -> ToolResult:
    """Put something into the calendar; what it clashes with is named."""
    if place is not None and ("calendar" in place.casefold() or "日历" in place or "日程" in place):
        place = None  # "in my calendar" is where it is written down, not where it takes place
    end = until or at + (duration or HOUR)
    if end <= at:
        raise InvalidArgument("It would end before it starts.", "结束时间比开始还早。", code="ends_before_start")
    if not ctx.now - timedelta(days=366) < at < ctx.now + _YEARS:
        raise InvalidArgument("That date is out of range.", "这个日期超出范围了。", code="too_far")
    if recurrence is not None:
        check(at.replace(tzinfo=None), ctx.user.timezone, recurrence)
    event = Event(
        uid=ctx.call_id,
        title=title.strip(),
        start=at,
        end=end,
        timezone=ctx.user.timezone,
        place=place,
        people=(person,) if person and person.casefold() not in title.casefold() else (),
        recurrence=recurrence,
    )
    changes = (put(event), *await in_step(ctx, put=[event]))
    said = replies.added(ctx, event) + await _remarks(ctx, event, changes)
    return ToolResult(say=said, changes=changes, items=(item(ctx, event),))


@plugin.tool(effect=Effect.READ, name="list")
async def list_events(
    ctx: ToolContext,
    at: Annotated[datetime | None, "Which day; today when not said.", Slot("instant")] = None,
    until: Annotated[datetime | None, "Up to when.", Slot("instant_end")] = None,
) -> ToolResult:
    """Say what is in the calendar on a day, or from now on."""
    start, end = day_of(ctx, at)
    begin, end = start if at else ctx.now, until or end
    found = await between(ctx, begin, end)
    odd = replies.odd_day(start.date(), works(ctx, start.date())) if at and country_of(ctx) else Say(zh="", en="")
    return ToolResult(
        say=replies.listing(ctx, found, begin, end, odd),
        data=[replies.row(e) for e in found],
        items=tuple(item(ctx, e) for e in found),
        cards=(replies.day_card(ctx, found, start),),
    )


@plugin.tool(effect=Effect.CHANGE)
async def change(
    ctx: ToolContext,
    which: Which = None,
    at: Annotated[datetime | None, "The new start.", Slot("instant")] = None,
    title: Annotated[str | None, "The new title.", Slot("text")] = None,
    place: Annotated[str | None, "The new place.", Slot("venue")] = None,
    duration: Annotated[timedelta | None, "The new length.", Slot("length")] = None,
    all: Annotated[bool, "Every day of a recurring event, not only one.", Slot("flag")] = False,
    said: Annotated[str | None, "The whole sentence, when its parts are not sure.", Slot("sentence")] = None,
) -> ToolResult:
    """Move or rename an event; of a recurring one only the day that is meant, unless all are."""
    day = day_meant(said, ctx.now, country_of(ctx)) if said else None
    found = await find(ctx, which, said=said, day=day)
    if isinstance(found, ToolResult):
        return found
    if said:
        old = found.start.astimezone(ctx.now.tzinfo)
        kept = old if day is None else at_wall(datetime.combine(day, old.time()), ctx.user.timezone)
        at = new_time(said, kept, ctx.now, country_of(ctx)) or at
    if at is None and title is None and place is None and duration is None:
        return ToolResult(question=Question(text=Say(zh="改到什么时候？", en="To when?"), parameter="at"))
    if found.recurrence is not None and at is not None and not (all or means_all(said or "")):
        return await _moved_once(ctx, found, at, duration, day)
    start = at or found.start
    moved = replace(
        found,
        start=start,
        end=start + (duration or found.length),
        title=title or found.title,
        place=place or found.place,
        timezone=ctx.user.timezone if at else found.timezone,
        sequence=found.sequence + 1,
    )
    changes = (put(moved), *await in_step(ctx, put=[moved]))
    told = replies.changed(ctx, moved) + await _remarks(ctx, moved, changes)
    return ToolResult(say=told, changes=changes, items=(item(ctx, moved),))


async def _moved_once(
    ctx: ToolContext, series: Event, at: datetime, duration: timedelta | None, day: date | None
) -> ToolResult:
    """The occurrence of the day that was said, else of the new one's, else the next, at its new time."""
    meant = at if day is None else at_wall(datetime.combine(day, time(0)), ctx.user.timezone)
    start, end = day_of(ctx, meant)
    near = occurrences(series, max(start, ctx.now), end) or occurrences(series, ctx.now, ctx.now + timedelta(days=370))
    if not near:
        raise EventUnknown()
    left, single = moved_day(series, near[0].start.date(), at)
    if duration is not None:
        single = replace(single, end=at + duration)
    changes = (put(left), put(single), *await in_step(ctx, put=[left, single]))
    said = replies.changed_once(ctx, single) + await _remarks(ctx, single, changes)
    return ToolResult(say=said, changes=changes, items=(item(ctx, single),))


@plugin.tool(effect=Effect.CHANGE)
async def cancel(
    ctx: ToolContext,
    which: Which = None,
    at: Annotated[datetime | None, "The one at that time, or on that day.", Slot("instant")] = None,
    said: Annotated[str | None, "The whole sentence, when its parts are not sure.", Slot("sentence")] = None,
) -> ToolResult:
    """Take an event out of the calendar; of a recurring one only the day that was said."""
    day = day_meant(said, ctx.now, country_of(ctx)) if said else None
    if at is None and day is not None:
        at = at_wall(datetime.combine(day, time(0)), ctx.user.timezone)
    found = await find(ctx, which, at, said=said, day=day)
    if isinstance(found, ToolResult):
        return found
    if found.recurrence is not None and at is not None and not means_all(said or ""):
        day = at.astimezone(found.start.tzinfo).date()
        rule = replace(found.recurrence, exdates=(*found.recurrence.exdates, day))
        left = replace(found, recurrence=rule, sequence=found.sequence + 1)
        changes: tuple[Change, ...] = (put(left), *await in_step(ctx, put=[left]))
        return ToolResult(say=replies.skipped(ctx, found, at), changes=changes, items=(item(ctx, left),))
    family = [e for e in await events_of(ctx.records) if e.series == found.series]
    if found.day_moved is None:
        gone, written = family, []
    else:  # the series already leaves that day out; the server has to hear that it stays out
        gone = [found]
        written = [replace(e, sequence=e.sequence + 1) for e in family if e.day_moved is None]
    records: list[Change] = [*(DeleteRecord(kind="event", key=e.uid) for e in gone), *map(put, written)]
    if found.etag is not None and not written:  # the next synchronising takes it away there, too
        records.append(PutRecord(kind="gone", key=found.series, data={"etag": found.etag}))
    alarms = await in_step(ctx, put=written, gone=[e.uid for e in gone])
    return ToolResult(say=replies.cancelled(ctx, found) + _alarm(ctx, alarms), changes=(*records, *alarms))


@plugin.tool(effect=Effect.READ)
async def free(
    ctx: ToolContext,
    at: Start,
    until: Annotated[datetime | None, "Up to when.", Slot("instant_end")] = None,
    duration: Annotated[timedelta | None, "How long a gap is needed.", Slot("length")] = None,
) -> ToolResult:
    """Say whether the user is free at a time, or when on a day."""
    local = at.astimezone(ctx.now.tzinfo)
    last = until or local
    if (local.time() == time(0) and until is None) or last - local > timedelta(hours=13):
        found = await _gaps(ctx, local, last, duration or timedelta(minutes=30))
        return ToolResult(say=replies.gaps(ctx, found, local), data=[[a.isoformat(), b.isoformat()] for a, b in found])
    end = until or at + (duration or HOUR)
    busy = conflicts(await between(ctx, at, end), at, end)
    return ToolResult(
        say=replies.is_free(ctx, at, busy), data={"free": not busy}, items=tuple(item(ctx, e) for e in busy)
    )


async def _gaps(ctx: ToolContext, first: datetime, last: datetime, least: timedelta) -> list[tuple[datetime, datetime]]:
    """What is free between eight and nine in the evening, day by day."""
    found: list[tuple[datetime, datetime]] = []
    day = first.date()
    while day <= last.date() and len(found) < _MOST:
        start = max(ctx.now, datetime.combine(day, time(8), tzinfo=ctx.now.tzinfo))
        end = datetime.combine(day, time(21), tzinfo=ctx.now.tzinfo)
        found += free_stretches(await between(ctx, start, end), start, end, least) if start < end else []
        day += timedelta(days=1)
    return found


@plugin.tool(effect=Effect.CHANGE)
async def follow_day(
    ctx: ToolContext,
    on: Annotated[bool | None, "On or off; read from the words when not said.", Slot("flag")] = None,
    at: Annotated[datetime | None, "The usual time to wake.", Slot("instant")] = None,
    said: Annotated[str | None, "The whole sentence.", Slot("sentence")] = None,
) -> ToolResult:
    """Let the morning alarm follow the calendar, or stop that."""
    wanted = on if on is not None else not replies.says_off(said or "")
    setting = PutRecord(kind="setting", key="follow_day", data={"on": wanted, "usual": f"{at or ctx.now:%H:%M}"})
    if not wanted:
        return ToolResult(say=replies.follows_no_more(), changes=(setting, *await dropped(ctx)))
    if at is None:
        ask = Say(zh="平时几点叫你？", en="What is your usual time?")
        return ToolResult(question=Question(text=ask, parameter="at"))
    usual = at.astimezone(ctx.now.tzinfo).time().replace(second=0, microsecond=0, tzinfo=None)
    if usual.hour >= 12 and not replies.says_evening(said or ""):
        usual = usual.replace(hour=usual.hour - 12)  # "at seven", said at nine: nobody's usual morning is at 19:00
    setting = PutRecord(kind="setting", key="follow_day", data={"on": True, "usual": f"{usual:%H:%M}"})
    alarms = await kept(ctx, usual)
    return ToolResult(say=replies.follows(f"{usual:%H:%M}", DAYS), changes=(setting, *alarms))


async def _remarks(ctx: ToolContext, event: Event, changes: tuple[Change, ...]) -> Say:
    """What to mind: what it clashes with, a day that is not what it looks like, and the alarm that moved with it."""
    busy = [e for e in await events_of(ctx.records) if e.series != event.series]
    clashes: list[Engagement] = []
    for one in occurrences(event, event.start, event.start + _LOOKED_AT)[:_MOST]:
        around = [o for e in busy for o in occurrences(e, one.start, one.end)]
        clashes += conflicts(around, one.start, one.end) if not event.all_day else []
    said = replies.clash(ctx, sorted(clashes, key=lambda c: c.start), event)
    if event.recurrence is None and country_of(ctx):
        day = event.start.astimezone(ctx.now.tzinfo).date()
        said += replies.odd_day(day, works(ctx, day))
    return said + _alarm(ctx, changes)


def _alarm(ctx: ToolContext, changes: tuple[Change, ...]) -> Say:
    newest = f"morning:{(ctx.now + timedelta(days=DAYS)).date()}"  # comes by itself, day after day
    moved = [c for c in changes if isinstance(c, PutFollowUp) and c.kind == "alarm" and c.key != newest]
    return replies.alarm_moved(ctx, min(c.due_at for c in moved)) if moved else Say(zh="", en="")
