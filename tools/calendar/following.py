"""Keeps what rings in step with the calendar: a word before each event, and morning alarms that follow the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from assistant import CancelFollowUp, DeleteRecord, PutFollowUp, PutRecord, Say, ToolContext
from assistant.changes import Change
from assistant.day import Morning, mornings
from assistant.moments import at_wall
from assistant.occurrences import next_slot
from assistant.ports import Bookings, Engagement, Places, TravelTime
from assistant.types import Recurrence
from assistant.workdays import workdays
from tools.calendar import replies
from tools.calendar.events import Event, written_out
from tools.calendar.plug import events_of, with_bookings

DAYS = 10  # mornings ahead that are kept in step
_EVENING = time(21)
_LEAD = timedelta(minutes=15)
_SOON = timedelta(days=14)  # what came from elsewhere is reminded of from here on; it may be thousands of events
_EVENT, _MORNING, _NIGHT = "event:", "morning:", "evening:"
_SET = "rings"  # rows of what was set, and why


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """What shall ring, and what it follows from: while that stays the same, the user's own hand on it is left alone."""

    put: PutFollowUp
    because: str


async def in_step(ctx: ToolContext, *, put: Iterable[Event] = (), gone: Iterable[str] = ()) -> tuple[Change, ...]:
    """What has to ring, and what no longer, once these events are written and those are deleted."""
    left = {e.uid: e for e in await events_of(ctx.records)}
    for uid in gone:
        left.pop(uid, None)
    left.update((e.uid, e) for e in put)
    events = list(left.values())
    wanted = [r for e in events if (r := _reminder(ctx, e)) is not None]
    row = await ctx.records.get("setting", "follow_day")
    if row is not None and row.data.get("on"):
        wanted += await _mornings(ctx, events, time.fromisoformat(str(row.data["usual"])))
    return await _reconciled(ctx, wanted, {f"{_EVENT}{e.uid}" for e in events})


async def kept(ctx: ToolContext, usual: time) -> tuple[Change, ...]:
    """The alarms of the coming mornings, each with its word the evening before; those no longer wanted go."""
    events = await events_of(ctx.records)
    reminders = [r for e in events if (r := _reminder(ctx, e)) is not None]
    wanted = [*reminders, *await _mornings(ctx, events, usual)]
    return await _reconciled(ctx, wanted, {f"{_EVENT}{e.uid}" for e in events})


async def dropped(ctx: ToolContext) -> tuple[Change, ...]:
    """Every morning and evening this has set, taken away."""
    mine = [f for f in await ctx.follow_ups.open(plugin="calendar") if f.key.startswith((_MORNING, _NIGHT))]
    rows = [r for r in await ctx.records.all(_SET) if r.key.startswith((_MORNING, _NIGHT))]
    return (*(CancelFollowUp(id=f.id) for f in mine), *(DeleteRecord(kind=_SET, key=r.key) for r in rows))


async def _reconciled(ctx: ToolContext, wanted: Sequence[Ring], known: Set[str]) -> tuple[Change, ...]:
    """Only what differs from what was set before. `known`: the events there are, those over included."""
    have = {f.key: f for f in await ctx.follow_ups.open(plugin="calendar")}
    before = {r.key: str(r.data["because"]) for r in await ctx.records.all(_SET)}
    changes: list[Change] = []
    for ring in wanted:
        if before.get(ring.put.key) != ring.because:
            changes += [ring.put, PutRecord(kind=_SET, key=ring.put.key, data={"because": ring.because})]
    keys = {ring.put.key for ring in wanted}
    for key in before.keys() - keys:
        changes.append(DeleteRecord(kind=_SET, key=key))
        row = have.get(key)
        # One that rang already stays until it is answered, as long as its event is there.
        if row is not None and (row.due_at > ctx.now or (key.startswith(_EVENT) and key not in known)):
            changes.append(CancelFollowUp(id=row.id))
    return tuple(changes)


def _reminder(ctx: ToolContext, event: Event) -> Ring | None:
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
    because = f"{event.start.isoformat()} {event.recurrence} {made.say.en}"
    return Ring(put=replace(made, timezone=event.timezone), because=because)


def _next_due(first: datetime, timezone: str, rule: Recurrence | None, now: datetime) -> datetime | None:
    if rule is None:
        return first if first > now else None
    slot = next_slot(first.replace(tzinfo=None), timezone, rule, now)
    return slot.at if slot else None


async def _mornings(ctx: ToolContext, events: list[Event], usual: time) -> list[Ring]:
    today = ctx.now.date()
    days = [today + timedelta(days=n) for n in range(DAYS + 1)]
    until = ctx.now + timedelta(days=DAYS + 1)
    found = await with_bookings(written_out(events, ctx.now, until), ctx.port(Bookings), ctx.user, ctx.now, until)
    travel = await _travel(ctx, found)
    plan = mornings(days, usual, ctx.user.timezone, found, works=lambda d: works(ctx, d), travel=travel)
    before = {r.key: str(r.data["because"]) for r in await ctx.records.all(_SET)}
    return [ring for morning in plan for ring in _morning(ctx, morning, before)]


def _morning(ctx: ToolContext, morning: Morning, before: Mapping[str, str]) -> list[Ring]:
    made: list[Ring] = []
    evening = at_wall(datetime.combine(morning.day - timedelta(days=1), _EVENING), ctx.user.timezone)
    told = before.get(f"{_NIGHT}{morning.day}")
    if morning.day > ctx.now.date() and (evening > ctx.now or (told is not None and told != morning.say.en)):
        # When the evening's word is out already and no longer true, the new one is said at once.
        due = max(evening, ctx.now)
        put = PutFollowUp.reminder(key=f"{_NIGHT}{morning.day}", due_at=due, say=morning.say)
        made.append(Ring(put=put, because=morning.say.en))
    elif told is not None and morning.day >= ctx.now.date():
        put = PutFollowUp.reminder(key=f"{_NIGHT}{morning.day}", due_at=evening, say=morning.say)
        made.append(Ring(put=put, because=told))
    if morning.at is not None and morning.at > ctx.now:
        say = Say(zh="早上好，该起床了。", en="Good morning, time to get up.")
        put = PutFollowUp.alarm(key=f"{_MORNING}{morning.day}", due_at=morning.at, say=say)
        made.append(Ring(put=put, because=morning.at.isoformat()))
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
