"""What the calendar says and shows, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant import Card, Item, Question, Say, ToolContext
from assistant.moments import spoken_clock, spoken_day
from assistant.ports import Engagement
from assistant.rhythms import spoken_rhythm
from assistant.types import Json
from tools.calendar.events import Event
from tools.calendar.sync import Steps


def label(ctx: ToolContext, title: str, start: datetime) -> Say:
    zh, en = ctx.spoken(start.astimezone(ctx.now.tzinfo))
    return Say(zh=f"{zh}{title}", en=f"{title}, {en}")


def _when(ctx: ToolContext, event: Event) -> Say:
    if event.recurrence is not None:
        return spoken_rhythm(event.recurrence, event.start)
    zh, en = ctx.spoken(event.start.astimezone(ctx.now.tzinfo))
    return Say(zh=zh, en=en)


def added(ctx: ToolContext, event: Event, clash: Sequence[Engagement]) -> Say:
    when, where = _when(ctx, event), event.place
    people = "、".join(event.people)
    said = Say(
        zh=f"已加到日历：{when.zh}，{f'和{people}' if people else ''}{event.title}{f'，在{where}' if where else ''}。",
        en=f"Added: {event.title}{f' with {people}' if people else ''}{f' at {where}' if where else ''}, {when.en}.",
    )
    return said + _clash(clash) if clash else said


def changed(ctx: ToolContext, event: Event, clash: Sequence[Engagement]) -> Say:
    when = _when(ctx, event)
    said = Say(zh=f"改好了：{when.zh}，{event.title}。", en=f"Changed: {event.title}, {when.en}.")
    return said + _clash(clash) if clash else said


def _clash(clash: Sequence[Engagement]) -> Say:
    first = clash[0]
    clock = (spoken_clock(first.start, "zh"), spoken_clock(first.start, "en"))
    return Say(
        zh=f"注意，和{clock[0]}的“{first.title}”冲突。", en=f"Mind: it clashes with {first.title} at {clock[1]}."
    )


def cancelled(ctx: ToolContext, event: Event) -> Say:
    when = _when(ctx, event)
    return Say(zh=f"已取消：{when.zh}的{event.title}。", en=f"Cancelled: {event.title}, {when.en}.")


def skipped(ctx: ToolContext, event: Event, at: datetime) -> Say:
    day = at.astimezone(ctx.now.tzinfo).date()
    zh, en = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    return Say(zh=f"{zh}的{event.title}取消了，其他日子照旧。", en=f"No {event.title} {en}; the other days stay.")


def listing(ctx: ToolContext, found: Sequence[Engagement], at: datetime) -> Say:
    """Short when spoken: three with their times, the rest counted."""
    day = at.astimezone(ctx.now.tzinfo).date()
    zh_day, en_day = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    if not found:
        return Say(zh=f"{zh_day}没有安排。", en=f"Nothing is planned {_on(en_day)}.")
    zh = "，".join(f"{'全天' if e.all_day else spoken_clock(_local(ctx, e), 'zh')}{e.title}" for e in found[:3])
    en = ", ".join(
        f"{e.title} {'all day' if e.all_day else 'at ' + spoken_clock(_local(ctx, e), 'en')}" for e in found[:3]
    )
    more = len(found) - 3
    if more > 0:
        zh, en = f"{zh}，还有{more}个", f"{en}, and {more} more"
    return Say(zh=f"{zh_day}：{zh}。", en=f"{en_day[0].upper()}{en_day[1:]}: {en}.")


def _on(day: str) -> str:
    return day if day in ("today", "tomorrow", "yesterday") else f"on {day}"


def _local(ctx: ToolContext, one: Engagement) -> datetime:
    return one.start.astimezone(ctx.now.tzinfo)


def is_free(ctx: ToolContext, at: datetime, busy: Sequence[Engagement]) -> Say:
    zh, en = ctx.spoken(at.astimezone(ctx.now.tzinfo))
    if not busy:
        return Say(zh=f"{zh}有空。", en=f"You are free {en}.")
    return Say(zh=f"{zh}没空，有“{busy[0].title}”。", en=f"You are not free {en}: {busy[0].title}.")


def gaps(ctx: ToolContext, found: Sequence[tuple[datetime, datetime]], at: datetime) -> Say:
    day = at.date()
    zh_day, en_day = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    if not found:
        return Say(zh=f"{zh_day}没有空。", en=f"There is no gap {_on(en_day)}.")
    zh = "，".join(f"{spoken_clock(a, 'zh')}到{spoken_clock(b, 'zh')}" for a, b in found[:3])
    en = ", ".join(f"{spoken_clock(a, 'en')} to {spoken_clock(b, 'en')}" for a, b in found[:3])
    return Say(zh=f"{zh_day}有空：{zh}。", en=f"Free {_on(en_day)}: {en}.")


def soon(event: Event) -> Say:
    clock = f"{event.start:%H:%M}"
    place = event.place
    return Say(
        zh=f"{clock}有{event.title}{f'，在{place}' if place else ''}。",
        en=f"{event.title} at {clock}{f', {place}' if place else ''}.",
    )


def which(ctx: ToolContext, options: Sequence[Item]) -> Question:
    zh, en = "，还是".join(o.label.zh for o in options), ", or ".join(o.label.en for o in options)
    return Question(text=Say(zh=f"是哪一个：{zh}？", en=f"Which one: {en}?"), parameter="which", options=tuple(options))


_OFF = ("关掉", "关闭", "不要", "别", "停", "取消", "off", "stop", "don't", "do not", "no longer")


def says_off(said: str) -> bool:
    return any(word in said.casefold() for word in _OFF)


def says_evening(said: str) -> bool:
    return any(word in said.casefold() for word in ("下午", "晚上", "中午", "pm", "p.m.", "evening", "afternoon"))


def follows(usual: str, days: int) -> Say:
    return Say(
        zh=f"好，平时{usual}叫你，有早会就提前，休息日不响；前一晚告诉你。先排好{days}天，日历一动就更新。",
        en=f"Okay: {usual} as a rule, earlier when the day begins early, silent on days off; I say so the evening "
        f"before. {days} days are set, and every change of the calendar renews them.",
    )


def follows_no_more() -> Say:
    return Say(zh="好，闹钟不再跟着日程走。", en="Okay, alarms no longer follow your calendar.")


def synced(steps: Steps, left: int) -> Say:
    """What came, what went, and what was changed in both places."""
    came, went = len(steps.take) + len(steps.drop), len(steps.push) + len(steps.remove) - left
    said = Say(zh=f"同步好了：收{came}条，发{went}条。", en=f"Synchronised: {came} in, {went} out.")
    if steps.both:
        name = steps.both[0].title
        said += Say(
            zh=f"“{name}”两边都改过，保留了服务器上的。", en=f"{name} was changed in both places; I kept the server's."
        )
    if left:
        said += Say(
            zh=f"有{left}条刚在别处改过，没有动。", en=f"{left} changed elsewhere meanwhile; I left them alone."
        )
    if steps.unreadable:
        said += Say(zh=f"有{steps.unreadable}条读不出来。", en=f"{steps.unreadable} could not be read.")
    return said


def row(one: Engagement) -> Mapping[str, Json]:
    return {
        "id": one.id,
        "title": one.title,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "place": one.place,
        "all_day": one.all_day,
    }


def day_card(ctx: ToolContext, found: Sequence[Engagement], start: datetime) -> Card:
    day = start.date()
    title = Say(zh=spoken_day(day, ctx.now.date(), "zh"), en=spoken_day(day, ctx.now.date(), "en"))
    text = Say(zh=f"{len(found)}个安排", en=f"{len(found)} engagements")
    return Card(type="day", title=title, text=text, data={"date": day.isoformat(), "events": [row(e) for e in found]})
