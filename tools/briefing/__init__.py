"""Briefing: what is due today, what was missed, what waits for a yes; once on demand or every morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated

from assistant import CancelFollowUp, Effect, Plugin, PutFollowUp, Recurrence, Say, Slot, ToolContext, ToolResult
from assistant.moments import at_wall, spoken_clock, spoken_moment
from assistant.ports import Agenda, Waiting
from assistant.types import FollowUp, ToolCall
from tools.briefing.words import MOST, told

plugin = Plugin("briefing", summary=Say(zh="每日简报", en="The morning briefing"), needs=(Agenda, Waiting))
KEY = "briefing"
_GREETING = Say(zh="早上好，这是你的简报。", en="Good morning, here is your briefing.")
_PLAIN = Say(zh="你好，这是你的简报。", en="Hello, here is your briefing.")
_DAILY = Recurrence(rrule="FREQ=DAILY")


@plugin.tool(effect=Effect.READ)
async def now(ctx: ToolContext) -> ToolResult:
    """Tell what is due today, what was missed and what waits for a yes; under 30 seconds aloud."""
    day = at_wall(datetime.combine(ctx.now.date() + timedelta(days=1), time()), ctx.user.timezone)
    rows = [row for row in await ctx.follow_ups.open() if row.kind not in ("briefing", "check_in")]
    agenda, waiting = ctx.port(Agenda), ctx.port(Waiting)
    events = await agenda.between(ctx.user, ctx.now, day) if agenda else ()
    due = [(row.due_at, row.say) for row in rows if ctx.now <= row.due_at < day and row.state != "delivered"]
    due += [(event.start, Say(zh=event.title, en=event.title)) for event in events if not event.all_day]
    due += [(ctx.now, Say(zh=event.title, en=event.title)) for event in events if event.all_day]
    due.sort(key=lambda one: one[0])
    missed = [say for row in rows if (say := _missed(row, ctx.now))]
    asked = await waiting.questions(ctx.user) if waiting else ()
    said = told([(at.astimezone(ctx.now.tzinfo), say) for at, say in due], missed, asked)
    data = {"due": len(due), "missed": len(missed), "asked": len(asked), "told": min(len(due), MOST)}
    return ToolResult(say=said, data=data)


@plugin.tool(effect=Effect.CHANGE, name="set")
async def set_(
    ctx: ToolContext,
    at: Annotated[datetime | None, "When; at 8 in the morning when not said.", Slot("instant")] = None,
    recurrence: Annotated[Recurrence | None, "On which days; every day when not said."] = None,
) -> ToolResult:
    """Give a briefing every morning, or at another time of the day."""
    due = at or at_wall(datetime.combine(ctx.now.date(), time(8)), ctx.user.timezone)
    while due <= ctx.now:
        due = at_wall(due.replace(tzinfo=None) + timedelta(days=1), ctx.user.timezone)
    greeting = _GREETING if 4 <= due.hour < 11 else _PLAIN
    then = ToolCall(id="then", tool="briefing__now")
    put = PutFollowUp.briefing(key=KEY, due_at=due, say=greeting, recurrence=recurrence or _DAILY, then=then)
    # The user chose this very time: their quiet hours do not move it.
    put = replace(put, policy=replace(put.policy, quiet_hours=False))
    clock = (spoken_clock(due, "zh"), spoken_clock(due, "en"))
    if recurrence is None:
        said = Say(zh=f"好的，每天{clock[0]}给你简报。", en=f"Okay, a briefing every day at {clock[1]}.")
    else:
        first = (spoken_moment(due, ctx.now, "zh"), spoken_moment(due, ctx.now, "en"))
        said = Say(zh=f"好的，从{first[0]}开始给你简报。", en=f"Okay, briefings from {first[1]} on.")
    return ToolResult(say=said, changes=(put,))


@plugin.tool(effect=Effect.CHANGE)
async def stop(ctx: ToolContext) -> ToolResult:
    """Give no more briefings."""
    rows = await ctx.follow_ups.open("briefing", plugin="briefing")
    if not rows:
        return ToolResult(say=Say(zh="本来就没有简报。", en="There are no briefings anyway."))
    said = Say(zh="好的，不再做简报了。", en="Okay, no more briefings.")
    return ToolResult(say=said, changes=tuple(CancelFollowUp(id=row.id) for row in rows))


def _missed(row: FollowUp, now: datetime) -> Say | None:
    """What it was about, when a slot of the last day was missed."""
    recent = [d for d in row.deliveries if d.state == "missed" and timedelta() <= now - d.due_at < timedelta(days=1)]
    return row.say if recent else None
