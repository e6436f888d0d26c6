"""Almanac: whether one works on a day, how long it is until then. (The time and the date any planner knows itself.)"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from assistant import Effect, Plugin, Say, Slot, ToolContext, ToolResult
from assistant.moments import spoken_day
from assistant.workdays import workdays

plugin = Plugin("almanac", summary=Say(zh="工作日和倒数日", en="Working days, days to go"))
_ASK_DAY = Say(zh="哪一天？", en="Which day?")


@plugin.tool(effect=Effect.READ)
async def workday(ctx: ToolContext, at: Annotated[datetime, "Which day.", Slot("instant", ask=_ASK_DAY)]) -> ToolResult:
    """Say whether a day is a working day, with Chinese public holidays and make-up days."""
    day = at.astimezone(ctx.now.tzinfo).date()
    calendar = workdays("CN-workday")
    works, assumed = calendar.works(day), not calendar.knows(day)
    word = Say(zh=spoken_day(day, ctx.now.date(), "zh"), en=spoken_day(day, ctx.now.date(), "en"))
    said = Say(
        zh=f"{word.zh}{'要上班' if works else '放假'}。",
        en=f"{word.en[0].upper()}{word.en[1:]} is a {'working day' if works else 'day off'} in China.",
    )
    if assumed:
        said += Say(
            zh="那一年的调休安排还没公布，这是按法定节假日算的。",
            en="That year's make-up days are not published yet; this goes by the public holidays.",
        )
    return ToolResult(say=said, data={"date": day.isoformat(), "workday": works, "assumed": assumed})


@plugin.tool(effect=Effect.READ)
async def until(ctx: ToolContext, at: Annotated[datetime, "Until when.", Slot("instant", ask=_ASK_DAY)]) -> ToolResult:
    """Say how many days it is until a date."""
    days = (at.astimezone(ctx.now.tzinfo).date() - ctx.now.date()) / timedelta(days=1)
    count = int(days)
    if count < 0:
        return ToolResult(say=Say(zh=f"那是{-count}天前。", en=f"That was {-count} days ago."))
    return ToolResult(
        say=Say(
            zh=f"还有{count}天。" if count else "就是今天。",
            en=f"{count} days from now." if count else "That is today.",
        )
    )
