"""Commitments: what the user promised somebody is asked about on its day: "you said you would call Anna back"."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from assistant import CancelFollowUp, Effect, Plugin, PutFollowUp, Say, Slot, ToolContext, ToolError, ToolResult
from assistant.moments import at_wall, spoken_moment
from assistant.types import FollowUp, Item

plugin = Plugin("commitments", summary=Say(zh="你答应过的事", en="What you promised"))
_EARLY = time(9)  # a promise "for Friday" is asked about in the morning of that day
_SPOKEN = 3
_NONE = Say(zh="没有你答应过还没办的事。", en="You have no open promises that I know of.")


@plugin.tool(effect=Effect.CHANGE)
async def note(
    ctx: ToolContext,
    what: Annotated[
        str, "What was promised, and to whom.", Slot(ask=Say(zh="你答应了什么？", en="What did you promise?"))
    ],
    day: Annotated[date, "By which day.", Slot("day", ask=Say(zh="哪一天之前？", en="By which day?"))],
) -> ToolResult:
    """Note what the user promised to do, and ask about it when it is due."""
    if day < ctx.now.date():
        raise ToolError("That day is over.", "那天已经过去了。", code="in_the_past")
    due = _asked_at(day, ctx.now, ctx.user.timezone)
    asked = Say(zh=f"你说过要{what}。办了吗？", en=f"You said you would {what}. Have you?")
    put = PutFollowUp.check_in(key=f"promise:{what}", due_at=due, say=asked)
    when = Say(zh=spoken_moment(due, ctx.now, "zh"), en=spoken_moment(due, ctx.now, "en"))
    return ToolResult(
        say=Say(zh=f"记下了：{what}。{when.zh}我问你。", en=f"Noted: {what}. I will ask you {when.en}."), changes=(put,)
    )


@plugin.tool(effect=Effect.READ, name="list")
async def list_(ctx: ToolContext) -> ToolResult:
    """Say what the user has promised and not done yet."""
    rows = await _open(ctx)
    if not rows:
        return ToolResult(say=_NONE)
    told = [_told(row, ctx.now) for row in rows[:_SPOKEN]]
    more = len(rows) - _SPOKEN
    said = Say(
        zh="你答应过：" + "；".join(one.zh for one in told) + (f"；还有{more}件。" if more > 0 else "。"),
        en="You promised to " + "; to ".join(one.en for one in told) + (f"; and {more} more." if more > 0 else "."),
    )
    items = tuple(Item(id=row.id, kind="promise", label=_what(row), argument="which") for row in rows)
    return ToolResult(say=said, data=[{"id": row.id, "what": row.key} for row in rows], items=items)


@plugin.tool(effect=Effect.CHANGE)
async def done(
    ctx: ToolContext,
    which: Annotated[str | None, "The promise: its id, or words of it; the only one when not said."] = None,
) -> ToolResult:
    """A promise is kept, or given up: no more asking."""
    rows = await _open(ctx)
    if not rows:
        return ToolResult(say=_NONE)
    asked = (which or "").casefold()
    named = [row for row in rows if row.id == which or (asked and _shares(_what(row).zh.casefold(), asked))]
    meant = named if len(named) == 1 else rows
    if len(meant) != 1:
        told = [_what(row).en for row in rows[:_SPOKEN]]
        raise ToolError("Which one? " + "; ".join(told) + ".", "哪一件？" + "；".join(told) + "。", code="which_one")
    what = _what(meant[0])
    return ToolResult(
        say=Say(zh=f"好，{what.zh}这件事不再问了。", en=f"Good, I will not ask again: {what.en}."),
        changes=(CancelFollowUp(id=meant[0].id),),
    )


async def _open(ctx: ToolContext) -> list[FollowUp]:
    return list(await ctx.follow_ups.open("check_in", plugin=plugin.name))


def _asked_at(day: date, now: datetime, timezone: str) -> datetime:
    """In the morning of that day; what is for today, in an hour."""
    morning = at_wall(datetime.combine(day, _EARLY), timezone)
    return morning if morning > now else now + timedelta(hours=1)


def _shares(what: str, asked: str) -> bool:
    return what in asked or asked in what


def _what(row: FollowUp) -> Say:
    words = row.key.removeprefix("promise:")
    return Say(zh=words, en=words)


def _told(row: FollowUp, now: datetime) -> Say:
    what = _what(row)
    due = row.due_at.astimezone(now.tzinfo)
    return Say(zh=f"{spoken_moment(due, now, 'zh')}{what.zh}", en=f"{what.en}, {spoken_moment(due, now, 'en')}")
