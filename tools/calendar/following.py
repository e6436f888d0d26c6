"""Keeps the morning alarms of the coming days in step with the calendar, and says each the evening before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from assistant import CancelFollowUp, PutFollowUp, Say, ToolContext
from assistant.changes import Change
from assistant.day import Morning, mornings
from assistant.moments import at_wall
from assistant.ports import Engagement, Places, TravelTime
from assistant.workdays import workdays
from tools.calendar.events import Event, written_out

DAYS = 10  # mornings ahead that are kept in step
_EVENING = time(21)


async def following(ctx: ToolContext, events: list[Event]) -> tuple[Change, ...]:
    """What has to change so that the coming alarms fit these events; nothing while it is switched off."""
    row = await ctx.records.get("setting", "follow_day")
    if row is None or not row.data.get("on"):
        return ()
    return await kept(ctx, events, time.fromisoformat(str(row.data["usual"])))


async def kept(ctx: ToolContext, events: list[Event], usual: time) -> tuple[Change, ...]:
    """The alarms of the coming mornings, each with its word the evening before; those no longer wanted go."""
    today = ctx.now.date()
    days = [today + timedelta(days=n) for n in range(1, DAYS + 1)]
    found = written_out(events, ctx.now, ctx.now + timedelta(days=DAYS + 1))
    plan = mornings(
        days, usual, ctx.user.timezone, found, works=lambda d: _works(ctx, d), travel=await _travel(ctx, found)
    )
    have = {f.key: f for f in await ctx.follow_ups.open() if f.plugin == "calendar" and f.key.startswith("morning:")}
    changes: list[Change] = []
    for morning in plan:
        changes += _morning(ctx, morning)
        if morning.at is None and (old := have.get(f"morning:{morning.day}")):
            changes.append(CancelFollowUp(id=old.id))
    return tuple(changes)


def _morning(ctx: ToolContext, morning: Morning) -> list[Change]:
    made: list[Change] = []
    evening = at_wall(datetime.combine(morning.day - timedelta(days=1), _EVENING), ctx.user.timezone)
    if evening > ctx.now:
        made.append(PutFollowUp.reminder(key=f"evening:{morning.day}", due_at=evening, say=morning.say))
    if morning.at is not None and morning.at > ctx.now:
        say = Say(zh="早上好，该起床了。", en="Good morning, time to get up.")
        made.append(PutFollowUp.alarm(key=f"morning:{morning.day}", due_at=morning.at, say=say))
    return made


async def dropped(ctx: ToolContext) -> tuple[Change, ...]:
    """Everything this has set, taken away."""
    mine = [
        f for f in await ctx.follow_ups.open() if f.plugin == "calendar" and f.key.startswith(("morning:", "evening:"))
    ]
    return tuple(CancelFollowUp(id=f.id) for f in mine)


def _works(ctx: ToolContext, day: date) -> bool:
    country = ctx.user.country or ("CN" if ctx.user.timezone in ("Asia/Shanghai", "Asia/Urumqi") else "")
    return workdays(f"{country}-workday").works(day) if country else day.weekday() < 5


async def _travel(ctx: ToolContext, found: tuple[Engagement, ...]) -> dict[str, timedelta]:
    """The way to each place that the map knows; nothing where it does not."""
    places, roads = ctx.port(Places), ctx.port(TravelTime)
    here = await places.here(ctx.user) if places else None
    ways: dict[str, timedelta] = {}
    for one in found:
        if not one.place or one.id in ways or places is None or roads is None or here is None:
            continue
        hits = await places.find(one.place, near=here, limit=1)
        took = await roads.between(here, hits[0]) if hits else None
        if took is not None:
            ways[one.id] = took
    return ways
