"""Calendar: what is on, what is free, what clashes; events that repeat, move and go, all undoable."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Effect,
    InvalidArgument,
    Item,
    Plugin,
    PutFollowUp,
    PutRecord,
    Question,
    Recurrence,
    Say,
    Setup,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.changes import Change
from assistant.occurrences import check
from assistant.ports import Agenda, Engagement, Places, Records, TravelTime
from assistant.types import User
from tools.calendar import replies
from tools.calendar.caldav import CalendarAccount, Calendars, EditedElsewhere
from tools.calendar.events import HOUR, Event, conflicts, free_stretches, from_row, occurrences, to_row, written_out
from tools.calendar.following import DAYS, dropped, following, kept
from tools.calendar.ics import write_ics
from tools.calendar.sync import compare, remote_events

Title = Annotated[str, "What it is.", Slot("title", ask=Say(zh="叫什么？", en="What shall I call it?"))]
Start = Annotated[datetime, "When it starts.", Slot("instant", ask=Say(zh="什么时候？", en="When?"))]
Which = Annotated[str | None, "The event: an id from a list, or its title.", Slot("item")]
_YEARS = timedelta(days=366 * 20)


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
        return written_out(await _events(self._setup.records_of(user.id)), start, end)


plugin = Plugin(
    "calendar", summary=Say(zh="日历", en="Your calendar"), provides={Agenda: OwnAgenda}, needs=(Places, TravelTime)
)


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
        people=(person,) if person else (),
        recurrence=recurrence,
    )
    clash = conflicts(await _between(ctx, at, end), at, end)
    return ToolResult(
        say=replies.added(ctx, event, clash),
        changes=(_put(event), *_reminder(ctx, event), *await _mornings(ctx, put=event)),
        items=(_item(ctx, event),),
    )


@plugin.tool(effect=Effect.READ, name="list")
async def list_events(
    ctx: ToolContext,
    at: Annotated[datetime | None, "Which day; today when not said.", Slot("instant")] = None,
    until: Annotated[datetime | None, "Up to when.", Slot("instant_end")] = None,
) -> ToolResult:
    """Say what is in the calendar on a day, or from now on."""
    start, end = _day(ctx, at)
    found = await _between(ctx, start if at else ctx.now, until or end)
    return ToolResult(
        say=replies.listing(ctx, found, at or ctx.now),
        data=[replies.row(e) for e in found],
        items=tuple(_engagement_item(ctx, e) for e in found),
        cards=(replies.day_card(ctx, found, start),),
    )


@plugin.tool(effect=Effect.CHANGE)
async def change(
    ctx: ToolContext,
    which: Which = None,
    at: Annotated[datetime | None, "The new start.", Slot("instant")] = None,
    title: Annotated[str | None, "The new title.", Slot("new_title")] = None,
    place: Annotated[str | None, "The new place.", Slot("venue")] = None,
    duration: Annotated[timedelta | None, "The new length.", Slot("length")] = None,
) -> ToolResult:
    """Move or rename an event; its length is kept unless a new one is said."""
    found = await _find(ctx, which)
    if isinstance(found, ToolResult):
        return found
    if at is None and title is None and place is None and duration is None:
        return ToolResult(question=Question(text=Say(zh="改到什么时候？", en="To when?"), parameter="at"))
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
    clash = conflicts(await _between(ctx, moved.start, moved.end), moved.start, moved.end, but=found.uid)
    return ToolResult(
        say=replies.changed(ctx, moved, clash),
        changes=(_put(moved), *_reminder(ctx, moved), *await _mornings(ctx, put=moved)),
        items=(_item(ctx, moved),),
    )


@plugin.tool(effect=Effect.CHANGE)
async def cancel(
    ctx: ToolContext,
    which: Which = None,
    at: Annotated[datetime | None, "The one at that time, or on that day.", Slot("instant")] = None,
) -> ToolResult:
    """Take an event out of the calendar; of a recurring one only the day that was said."""
    found = await _find(ctx, which, at)
    if isinstance(found, ToolResult):
        return found
    if found.recurrence is not None and at is not None:
        rule = replace(found.recurrence, exdates=(*found.recurrence.exdates, at.date()))
        left = replace(found, recurrence=rule, sequence=found.sequence + 1)
        return ToolResult(say=replies.skipped(ctx, found, at), changes=(_put(left),), items=(_item(ctx, left),))
    gone: list[DeleteRecord | PutRecord] = [DeleteRecord(kind="event", key=found.uid)]
    if found.etag is not None:  # the server still has it: the next synchronising takes it away there
        gone.append(PutRecord(kind="gone", key=found.uid, data={"etag": found.etag}))
    return ToolResult(
        say=replies.cancelled(ctx, found),
        changes=(*gone, *await _drop_reminder(ctx, found), *await _mornings(ctx, gone=found.uid)),
    )


@plugin.tool(effect=Effect.READ)
async def free(
    ctx: ToolContext,
    at: Start,
    until: Annotated[datetime | None, "Up to when.", Slot("instant_end")] = None,
    duration: Annotated[timedelta | None, "How long a gap is needed.", Slot("length")] = None,
) -> ToolResult:
    """Say whether the user is free at a time, or when on a day."""
    local = at.astimezone(ctx.now.tzinfo)
    if local.time() == time(0) and until is None:
        start = max(ctx.now, datetime.combine(local.date(), time(8), tzinfo=ctx.now.tzinfo))
        end = datetime.combine(local.date(), time(21), tzinfo=ctx.now.tzinfo)
        gaps = free_stretches(await _between(ctx, start, end), start, end, duration or timedelta(minutes=30))
        return ToolResult(say=replies.gaps(ctx, gaps, local), data=[[a.isoformat(), b.isoformat()] for a, b in gaps])
    end = until or at + (duration or HOUR)
    busy = conflicts(await _between(ctx, at, end), at, end)
    return ToolResult(
        say=replies.is_free(ctx, at, busy), data={"free": not busy}, items=tuple(_engagement_item(ctx, e) for e in busy)
    )


@plugin.tool(effect=Effect.CHANGE, timeout=60.0)
async def sync(ctx: ToolContext) -> ToolResult:
    """Synchronise with the connected calendar server, both ways; nothing is written over an edit made elsewhere."""
    row = await ctx.records.get("connection", "caldav")
    if row is None:
        raise ToolError(
            "No calendar server is connected yet. Add one in the settings, under connections.",
            "还没有连接日历服务器，请先在设置的“连接”里添加。",
            code="no_account",
        )
    account, door = CalendarAccount.of(row.data), Calendars()
    there, broken = remote_events(await door.all(account), ctx.user.timezone)
    gone = [r.key for r in await ctx.records.all("gone")]
    steps = compare(await _events(ctx.records), there, gone, broken)
    changes: list[PutRecord | DeleteRecord] = [_put(e) for e in steps.take]
    changes += [DeleteRecord(kind="event", key=e.uid) for e in steps.drop]
    changes += [DeleteRecord(kind="gone", key=uid) for uid in gone if uid not in steps.remove]
    left = 0
    for event in steps.push:
        try:
            href, etag = await door.put(account, event.uid, write_ics([event], ctx.now), event.etag, event.href)
            changes.append(_put(replace(event, etag=etag, href=href, synced=event.sequence)))
        except EditedElsewhere:
            left += 1
    for uid, (href, etag) in steps.remove.items():
        try:
            await door.delete(account, uid, etag, href)
            changes.append(DeleteRecord(kind="gone", key=uid))
        except EditedElsewhere:
            left += 1
    return ToolResult(say=replies.synced(steps, left), changes=tuple(changes))


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
    alarms = await kept(ctx, await _events(ctx.records), usual)
    return ToolResult(say=replies.follows(f"{usual:%H:%M}", DAYS), changes=(setting, *alarms))


async def _mornings(ctx: ToolContext, put: Event | None = None, gone: str | None = None) -> tuple[Change, ...]:
    """The morning alarms as they are after this change."""
    left = {e.uid: e for e in await _events(ctx.records) if e.uid != gone}
    if put is not None:
        left[put.uid] = put
    return await following(ctx, list(left.values()))


async def _events(records: Records) -> list[Event]:
    return [from_row(r) for r in await records.all("event")]


async def _between(ctx: ToolContext, start: datetime, end: datetime) -> tuple[Engagement, ...]:
    return written_out(await _events(ctx.records), start, end)


async def _find(ctx: ToolContext, which: str | None, at: datetime | None = None) -> Event | ToolResult:
    """The event meant, or the question which one. Raises EventUnknown."""
    events = await _events(ctx.records)
    if which:
        wanted = which.casefold().strip()
        named = [e for e in events if e.uid == which] or [e for e in events if wanted in e.title.casefold()]
    else:
        named = events
    if at is not None:
        start, end = (at, at + timedelta(minutes=1)) if at.time() != time(0) else _day(ctx, at)
        named = [e for e in named if occurrences(e, start, end)]
    else:
        named = [e for e in named if e.recurrence or e.end > ctx.now] or named
    if not named:
        raise EventUnknown()
    if len(named) > 1:
        near = sorted(named, key=lambda e: abs(e.start - ctx.now))[:3]
        return ToolResult(question=replies.which(ctx, [_item(ctx, e) for e in near]))
    return named[0]


def _day(ctx: ToolContext, at: datetime | None) -> tuple[datetime, datetime]:
    day = (at or ctx.now).astimezone(ctx.now.tzinfo).date()
    start = datetime.combine(day, time(0), tzinfo=ctx.now.tzinfo)
    return start, start + timedelta(days=1)


def _put(event: Event) -> PutRecord:
    return PutRecord(kind="event", key=event.uid, data=to_row(event))


def _reminder(ctx: ToolContext, event: Event) -> tuple[PutFollowUp, ...]:
    """A quarter of an hour before; what is sooner or all day needs none."""
    due = event.start - timedelta(minutes=15)
    if event.all_day or due <= ctx.now:
        return ()
    rule = event.recurrence
    return (PutFollowUp.reminder(key=f"event:{event.uid}", due_at=due, say=replies.soon(event), recurrence=rule),)


async def _drop_reminder(ctx: ToolContext, event: Event) -> tuple[CancelFollowUp, ...]:
    mine = [f for f in await ctx.follow_ups.open() if f.plugin == "calendar" and f.key == f"event:{event.uid}"]
    return tuple(CancelFollowUp(id=f.id) for f in mine)


def _item(ctx: ToolContext, event: Event) -> Item:
    return Item(id=event.uid, kind="event", label=replies.label(ctx, event.title, event.start), argument="which")


def _engagement_item(ctx: ToolContext, one: Engagement) -> Item:
    return Item(id=one.id, kind="event", label=replies.label(ctx, one.title, one.start), argument="which")
