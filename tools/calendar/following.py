"""Keeps what rings in step with the calendar: a word before each event, and morning alarms that follow the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from assistant import CancelFollowUp, PutFollowUp, Say, ToolContext
from assistant.changes import Change
from assistant.day import Morning, mornings
from assistant.moments import at_wall
from assistant.occurrences import next_slot
from assistant.ports import Engagement, Places, TravelTime
from assistant.types import FollowUp, Recurrence
from assistant.workdays import workdays
from tools.calendar import replies
from tools.calendar.events import Event, written_out
from tools.calendar.plug import events_of

DAYS = 10  # mornings ahead that are kept in step
_EVENING = time(21)
_LEAD = timedelta(minutes=15)
_SOON = timedelta(days=14)  # what came from elsewhere is reminded of from here on; it may be thousands of events
_EVENT, _MORNING, _NIGHT = "event:", "morning:", "evening:"


async def in_step(ctx: ToolContext, *, put: Iterable[Event] = (), gone: Iterable[str] = ()) -> tuple[Change, ...]:
    """What has to ring, and what no longer, once these events are written and those are deleted."""
    left = {e.uid: e for e in await events_of(ctx.records)}
    for uid in gone:
        left.pop(uid, None)
    left.update((e.uid, e) for e in put)
    have = await _ours(ctx)
    events = list(left.values())
    row = await ctx.records.get("setting", "follow_day")
    follows = row is not None and bool(row.data.get("on"))
    alarms = await _mornings(ctx, events, time.fromisoformat(str(row.data["usual"])), have) if row and follows else ()
    return (*_reminders(ctx, events, have), *alarms)


async def kept(ctx: ToolContext, usual: time) -> tuple[Change, ...]:
    """The alarms of the coming mornings, each with its word the evening before; those no longer wanted go."""
    return await _mornings(ctx, await events_of(ctx.records), usual, await _ours(ctx))


async def dropped(ctx: ToolContext) -> tuple[Change, ...]:
    """Every morning and evening this has set, taken away."""
    return tuple(CancelFollowUp(id=f.id) for k, f in (await _ours(ctx)).items() if k.startswith((_MORNING, _NIGHT)))


async def _ours(ctx: ToolContext) -> dict[str, FollowUp]:
    return {f.key: f for f in await ctx.follow_ups.open() if f.plugin == "calendar"}


def _reminders(ctx: ToolContext, events: Sequence[Event], have: Mapping[str, FollowUp]) -> list[Change]:
    wanted = {c.key: c for e in events if (c := _reminder(ctx, e)) is not None}
    names = {f"{_EVENT}{e.uid}" for e in events}
    changes: list[Change] = [c for key, c in wanted.items() if not _same(c, have.get(key))]
    return changes + [
        CancelFollowUp(id=f.id)
        for key, f in have.items()
        # One that rang already stays until it is answered, as long as its event is there.
        if key.startswith(_EVENT) and key not in wanted and (key not in names or f.due_at > ctx.now)
    ]


def _reminder(ctx: ToolContext, event: Event) -> PutFollowUp | None:
    """A quarter of an hour before; what is sooner or all day needs none."""
    if event.all_day:
        return None
    lead = _LEAD if event.start.date() == (event.start - _LEAD).date() else timedelta()
    due = _next_due(event.start - lead, event.timezone, event.recurrence, ctx.now)
    if due is None or (event.source != "own" and due > ctx.now + _SOON):
        return None
    made = PutFollowUp.reminder(
        key=f"{_EVENT}{event.uid}", due_at=due, say=replies.soon(ctx, event), recurrence=event.recurrence
    )
    return replace(made, timezone=event.timezone)


def _next_due(first: datetime, timezone: str, rule: Recurrence | None, now: datetime) -> datetime | None:
    if rule is None:
        return first if first > now else None
    slot = next_slot(first.replace(tzinfo=None), timezone, rule, now)
    return slot.at if slot else None


def _same(wanted: PutFollowUp, have: FollowUp | None) -> bool:
    return have is not None and (have.due_at, have.say, have.recurrence) == (
        wanted.due_at, wanted.say, wanted.recurrence,
    )  # fmt: skip


async def _mornings(
    ctx: ToolContext, events: list[Event], usual: time, have: Mapping[str, FollowUp]
) -> tuple[Change, ...]:
    today = ctx.now.date()
    days = [today + timedelta(days=n) for n in range(DAYS + 1)]
    found = written_out(events, ctx.now, ctx.now + timedelta(days=DAYS + 1))
    plan = mornings(
        days, usual, ctx.user.timezone, found, works=lambda d: works(ctx, d), travel=await _travel(ctx, found)
    )
    wanted = {c.key: c for morning in plan for c in _morning(ctx, morning, have)}
    changes: list[Change] = [c for key, c in wanted.items() if not _same(c, have.get(key))]
    past = {f"{kind}{today}" for kind in (_MORNING, _NIGHT)}
    for key, row in have.items():
        if key.startswith((_MORNING, _NIGHT)) and key not in wanted and key not in past and row.due_at > ctx.now:
            changes.append(CancelFollowUp(id=row.id))
    return tuple(changes)


def _morning(ctx: ToolContext, morning: Morning, have: Mapping[str, FollowUp]) -> list[PutFollowUp]:
    made: list[PutFollowUp] = []
    evening = at_wall(datetime.combine(morning.day - timedelta(days=1), _EVENING), ctx.user.timezone)
    before = have.get(f"{_MORNING}{morning.day}")
    if evening > ctx.now:
        made.append(PutFollowUp.reminder(key=f"{_NIGHT}{morning.day}", due_at=evening, say=morning.say))
    elif before is not None and before.due_at != morning.at and morning.day > ctx.now.date():
        # The evening's word is out already and no longer true: say the new one now.
        made.append(PutFollowUp.reminder(key=f"{_NIGHT}{morning.day}", due_at=ctx.now, say=morning.say))
    if morning.at is not None and morning.at > ctx.now:
        say = Say(zh="早上好，该起床了。", en="Good morning, time to get up.")
        made.append(PutFollowUp.alarm(key=f"{_MORNING}{morning.day}", due_at=morning.at, say=say))
    return made


def country_of(ctx: ToolContext) -> str:
    """Whose working days count: the user's country, else China for those who live by its clock."""
    return ctx.user.country or ("CN" if ctx.user.timezone in ("Asia/Shanghai", "Asia/Urumqi") else "")


def works(ctx: ToolContext, day: date) -> bool:
    """Whether the user's country works that day, moved days included."""
    country = country_of(ctx)
    return workdays(f"{country}-workday").works(day) if country else day.weekday() < 5


async def _travel(ctx: ToolContext, found: tuple[Engagement, ...]) -> dict[str, timedelta]:
    """The way to each place that the map knows; nothing where it does not."""
    places, roads = ctx.port(Places), ctx.port(TravelTime)
    here = await places.here(ctx.user) if places else None
    ways: dict[str, timedelta] = {}
    known: dict[str, timedelta | None] = {}
    for one in found:
        if not one.place or one.id in ways or places is None or roads is None or here is None:
            continue
        if one.place not in known:
            hits = await places.find(one.place, near=here, limit=1)
            known[one.place] = await roads.between(here, hits[0]) if hits else None
        if (took := known[one.place]) is not None:
            ways[one.id] = took
    return ways
