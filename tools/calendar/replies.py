"""What the calendar says and shows, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from assistant import Card, Item, Question, Say, ToolContext
from assistant.moments import spoken_clock, spoken_day
from assistant.ports import Engagement
from assistant.rhythms import spoken_rhythm
from assistant.types import Json
from tools.calendar.events import Event

if TYPE_CHECKING:
    from tools.calendar.syncing import Round


_NOTHING = Say(zh="", en="")


def label(ctx: ToolContext, title: str, start: datetime) -> Say:
    zh, en = ctx.spoken(start.astimezone(ctx.now.tzinfo))
    return Say(zh=f"{title}（{zh}）", en=f"{title}, {en}")


def _when(ctx: ToolContext, event: Event) -> Say:
    if event.recurrence is not None:
        return spoken_rhythm(event.recurrence, event.start)
    zh, en = ctx.spoken(event.start.astimezone(ctx.now.tzinfo))
    return Say(zh=zh, en=en)


def added(ctx: ToolContext, event: Event) -> Say:
    when, where = _when(ctx, event), event.place
    people = "、".join(event.people)
    return Say(
        zh=f"已加到日历：{when.zh}，{f'和{people}' if people else ''}{event.title}{f'，在{where}' if where else ''}。",
        en=f"Added: {event.title}{f' with {people}' if people else ''}{f' at {where}' if where else ''}, {when.en}.",
    )


def changed(ctx: ToolContext, event: Event) -> Say:
    when = _when(ctx, event)
    return Say(zh=f"改好了：{when.zh}，{event.title}。", en=f"Changed: {event.title}, {when.en}.")


def changed_once(ctx: ToolContext, event: Event) -> Say:
    when = _when(ctx, event)
    return Say(
        zh=f"只改这一次：{when.zh}，{event.title}，其他照旧。",
        en=f"Changed this once: {event.title}, {when.en}; the other days stay.",
    )


def clash(ctx: ToolContext, found: Sequence[Engagement], event: Event) -> Say:
    """What it clashes with, with the day when it is one further ahead."""
    if not found:
        return _NOTHING
    first = found[0]
    start = _local(ctx, first)
    zh, en = spoken_clock(start, "zh"), spoken_clock(start, "en")
    if start.date() != event.start.astimezone(ctx.now.tzinfo).date():
        zh, en = ctx.spoken(start)
    more = len(found) - 1
    return Say(
        zh=f"注意，和{zh}的“{first.title}”冲突{f'，另外还有{more}个' if more else ''}。",
        en=f"Mind: it clashes with {first.title} at {en}{f', and {more} more' if more else ''}.",
    )


def odd_day(day: date, works: bool) -> Say:
    """A day that is not what its weekday says."""
    if day.weekday() < 5 and not works:
        return Say(zh="那天放假。", en="That day is a public holiday.")
    if day.weekday() >= 5 and works:
        return Say(zh="那天调休上班。", en="That weekend day is a make-up working day.")
    return _NOTHING


def alarm_moved(ctx: ToolContext, at: datetime) -> Say:
    zh, en = ctx.spoken(at.astimezone(ctx.now.tzinfo))
    return Say(zh=f"闹钟跟着改到{zh}。", en=f"Your alarm follows: {en}.")


def cancelled(ctx: ToolContext, event: Event) -> Say:
    when = _when(ctx, event)
    return Say(zh=f"已取消：{when.zh}的{event.title}。", en=f"Cancelled: {event.title}, {when.en}.")


def skipped(ctx: ToolContext, event: Event, at: datetime) -> Say:
    day = at.astimezone(ctx.now.tzinfo).date()
    zh, en = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    return Say(zh=f"{zh}的{event.title}取消了，其他日子照旧。", en=f"No {event.title} {en}; the other days stay.")


def listing(ctx: ToolContext, found: Sequence[Engagement], at: datetime, end: datetime, odd: Say) -> Say:
    """Short when spoken: three with their times, the rest counted."""
    day = at.astimezone(ctx.now.tzinfo).date()
    zh_day, en_day = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    if end - at > timedelta(days=1, hours=1):
        return _over_days(ctx, found)
    if not found:
        return Say(zh=f"{zh_day}没有安排。", en=f"Nothing is planned {_on(en_day)}.") + odd
    zh = "，".join(f"{'全天' if e.all_day else spoken_clock(_local(ctx, e), 'zh')}{e.title}" for e in found[:3])
    en = ", ".join(
        f"{e.title} {'all day' if e.all_day else 'at ' + spoken_clock(_local(ctx, e), 'en')}" for e in found[:3]
    )
    zh, en = _and_more(zh, en, len(found) - 3)
    return Say(zh=f"{zh_day}：{zh}。", en=f"{en_day[0].upper()}{en_day[1:]}: {en}.") + odd


def _over_days(ctx: ToolContext, found: Sequence[Engagement]) -> Say:
    if not found:
        return Say(zh="那几天没有安排。", en="Nothing is planned for those days.")
    named = [(label(ctx, e.title, e.start)) for e in found[:3]]
    zh, en = _and_more("，".join(n.zh for n in named), "; ".join(n.en for n in named), len(found) - 3)
    return Say(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")


def _and_more(zh: str, en: str, more: int) -> tuple[str, str]:
    return (f"{zh}，还有{more}个", f"{en}, and {more} more") if more > 0 else (zh, en)


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
    """The first three gaps; each with its day when they lie on several."""
    day = at.date()
    zh_day, en_day = spoken_day(day, ctx.now.date(), "zh"), spoken_day(day, ctx.now.date(), "en")
    if not found:
        return Say(zh=f"{zh_day}没有空。", en=f"There is no gap {_on(en_day)}.")
    days = {a.date() for a, _ in found[:3]}
    if len(days) > 1 or days != {day}:
        zh = "，".join(f"{ctx.spoken(a)[0]}到{spoken_clock(b, 'zh')}" for a, b in found[:3])
        en = "; ".join(f"{ctx.spoken(a)[1]} to {spoken_clock(b, 'en')}" for a, b in found[:3])
        return Say(zh=f"有空的时间：{zh}。", en=f"You are free {en}.")
    zh = "，".join(f"{spoken_clock(a, 'zh')}到{spoken_clock(b, 'zh')}" for a, b in found[:3])
    en = ", ".join(f"{spoken_clock(a, 'en')} to {spoken_clock(b, 'en')}" for a, b in found[:3])
    return Say(zh=f"{zh_day}有空：{zh}。", en=f"Free {_on(en_day)}: {en}.")


def soon(ctx: ToolContext, event: Event) -> Say:
    clock = f"{event.start.astimezone(ctx.now.tzinfo):%H:%M}"
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
        zh=f"好，平时{usual}叫你，有早会就提前，休息日不响；前一晚告诉你。往后{days}天排好了，日历一动就跟着变。",
        en=f"Okay: {usual} as a rule, earlier when the day begins early, silent on days off; I say so the evening "
        f"before. The next {days} mornings are set and kept in step.",
    )


def follows_no_more() -> Say:
    return Say(zh="好，闹钟不再跟着日程走。", en="Okay, alarms no longer follow your calendar.")


def synced(ctx: ToolContext, done: Round) -> Say:
    """What came, what went, and every edit that met another, with a way out."""
    steps = done.steps
    came = len(steps.take) + len(steps.drop)
    said = Say(zh=f"同步好了：收{came}条，发{done.sent}条。", en=f"Synchronised: {came} in, {done.sent} out.")
    for mine in steps.both[:2]:
        when = _when(ctx, mine)
        said += Say(
            zh=f"“{mine.title}”两边都改过，留了服务器上的；你这边改的是{when.zh}，要改回来跟我说。",
            en=f"{mine.title} was changed in both places; I kept the server's. Yours was {when.en}: say so to have it.",
        )
    for mine in steps.revived[:2]:
        said += Say(
            zh=f"“{mine.title}”在别处删了，你这边改过，我又放回去了。",
            en=f"{mine.title} was deleted elsewhere but changed here, so I put it back.",
        )
    for theirs in steps.spared[:2]:
        said += Say(
            zh=f"“{theirs.title}”你删了，别处又改过，先留着；不要的话再删一次。",
            en=f"You deleted {theirs.title}, but it was changed elsewhere: it stays until you delete it again.",
        )
    if done.left:
        said += Say(
            zh=f"有{done.left}条刚在别处改过，没有动，再同步一次就好。",
            en=f"{done.left} changed elsewhere meanwhile; I left them alone. Synchronise again.",
        )
    if done.waiting:
        said += Say(
            zh=f"服务器中途没有回应，还有{done.waiting}条下次再发。",
            en=f"The server stopped answering; {done.waiting} will go next time.",
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
    """The day line by line, so that any client can show it; `data` has the same for those that draw."""
    day = start.date()
    title = Say(zh=spoken_day(day, ctx.now.date(), "zh"), en=spoken_day(day, ctx.now.date(), "en"))
    lines = [_line(ctx, e) for e in found]
    text = Say(zh="\n".join(x.zh for x in lines) or "没有安排", en="\n".join(x.en for x in lines) or "Nothing planned")
    on = f"{day.year}年{day.month}月{day.day}日", f"{day:%A}, {day.day} {day:%B %Y}"
    ask = Say(zh=f"{on[0]}什么时候有空", en=f"when am I free on {day.day} {day:%B}")
    button = {
        "label": {"zh": "什么时候有空", "en": "When am I free"},
        "say": {"zh": ask.zh, "en": ask.en},
    }
    data = {"date": day.isoformat(), "events": [row(e) for e in found]}
    heading = Say(zh=f"{title.zh} · {on[0]}", en=f"{title.en[0].upper()}{title.en[1:]} · {on[1]}")
    return Card(type="day", title=heading, text=text, data=data, actions=(button,))


def _line(ctx: ToolContext, one: Engagement) -> Say:
    start, end = _local(ctx, one), one.end.astimezone(ctx.now.tzinfo)
    clock = f"{start:%H:%M}–{end:%H:%M}"
    where = f" · {one.place}" if one.place else ""
    zh, en = ("全天", "All day") if one.all_day else (clock, clock)
    return Say(zh=f"{zh}  {one.title}{where}", en=f"{en}  {one.title}{where}")


def suggested(ctx: ToolContext, rows: Sequence[Mapping[str, Json]], most: int) -> Say:
    """What a chat speaks of, as somebody else's words."""
    zh, en = [], []
    for one in rows[:most]:
        spoken = ctx.spoken(datetime.fromisoformat(str(one["start"])).astimezone(ctx.now.tzinfo))
        sure = ("，对方答应了", ", agreed") if one["agreed"] else ("", "")
        zh.append(f"{spoken[0]}，{one['person']}说“{one['title']}”{sure[0]}")
        en.append(f"{spoken[1]}, {one['person']}: “{one['title']}”{sure[1]}")
    zh_all, en_all = _and_more("；".join(zh), "; ".join(en), len(rows) - most)
    return Say(
        zh=f"聊天里提到{len(rows)}个约会：{zh_all}。要加哪个？",
        en=f"The chat speaks of {len(rows)}: {en_all}. Shall I add one?",
    )
