"""Almanac: what time it is, which day, whether one works that day, how long until then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from assistant import Effect, Plugin, Say, Slot, ToolContext, ToolResult
from assistant.moments import spoken_clock, spoken_day, zone
from assistant.workdays import workdays

plugin = Plugin("almanac", summary=Say(zh="时间和日期", en="Time and date"))
_ASK_DAY = Say(zh="哪一天？", en="Which day?")
_ZONES = {
    "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong", "hong kong": "Asia/Hong_Kong", "台北": "Asia/Taipei", "taipei": "Asia/Taipei",
    "东京": "Asia/Tokyo", "tokyo": "Asia/Tokyo", "首尔": "Asia/Seoul", "seoul": "Asia/Seoul",
    "新加坡": "Asia/Singapore", "singapore": "Asia/Singapore", "悉尼": "Australia/Sydney", "sydney": "Australia/Sydney",
    "伦敦": "Europe/London", "london": "Europe/London", "巴黎": "Europe/Paris", "paris": "Europe/Paris",
    "柏林": "Europe/Berlin", "berlin": "Europe/Berlin", "赫尔辛基": "Europe/Helsinki", "helsinki": "Europe/Helsinki",
    "莫斯科": "Europe/Moscow", "moscow": "Europe/Moscow", "迪拜": "Asia/Dubai", "dubai": "Asia/Dubai",
    "纽约": "America/New_York", "new york": "America/New_York",
    "芝加哥": "America/Chicago", "chicago": "America/Chicago",
    "洛杉矶": "America/Los_Angeles", "los angeles": "America/Los_Angeles", "旧金山": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "温哥华": "America/Vancouver", "vancouver": "America/Vancouver",
    "多伦多": "America/Toronto", "toronto": "America/Toronto", "孟买": "Asia/Kolkata", "mumbai": "Asia/Kolkata",
}  # fmt: skip


@plugin.tool(effect=Effect.READ)
async def time(ctx: ToolContext, city: Annotated[str | None, "In which city.", Slot("city")] = None) -> ToolResult:
    """Say what time it is, here or in a large city."""
    name = _ZONES.get((city or "").casefold().strip())
    moment = ctx.now.astimezone(zone(name)) if name else ctx.now
    where = Say(zh=f"{city}" if name else "", en=f"in {city} " if name else "")
    return ToolResult(
        say=Say(
            zh=f"{where.zh}现在是{spoken_clock(moment, 'zh')}。", en=f"It is {where.en}{spoken_clock(moment, 'en')}."
        ),
        data={"now": moment.isoformat()},
    )


@plugin.tool(effect=Effect.READ)
async def date(
    ctx: ToolContext, at: Annotated[datetime | None, "Which day; today when not said.", Slot("instant")] = None
) -> ToolResult:
    """Say which date and weekday a day is."""
    day = (at or ctx.now).astimezone(ctx.now.tzinfo).date()
    word = Say(zh=spoken_day(day, ctx.now.date(), "zh"), en=spoken_day(day, ctx.now.date(), "en"))
    weekday = "一二三四五六日"[day.weekday()]
    return ToolResult(
        say=Say(
            zh=f"{word.zh}是{day.year}年{day.month}月{day.day}日，星期{weekday}。",
            en=f"{word.en[0].upper()}{word.en[1:]} is {day:%A}, {day.day} {day:%B %Y}.",
        ),
        data={"date": day.isoformat()},
    )


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
