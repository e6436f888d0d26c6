"""What is said after setting, moving, listing or dropping: short, with the absolute time read back as said today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assistant import Item, Recurrence, Say, ToolContext
from assistant.listener import to_listener
from assistant.moments import spoken_clock, spoken_span
from assistant.rhythms import spoken_end
from assistant.types import FollowUp
from tools.alarms.finding import NAMES
from tools.alarms.ring import is_deed, label_of
from tools.alarms.when import When, first_day, said_at

_SPOKEN = 3  # so many are named aloud; the card has them all


def alarm(ctx: ToolContext, when: When, recurrence: Recurrence | None, what: str | None) -> Say:
    deed = what is not None and is_deed(what) and to_listener(what) == what
    zh = f"叫你{what}" if deed else "叫你" if what is None else f"叫你：{what}"
    start = _starting(ctx, when, recurrence)
    return _with_note(when, Say(zh=f"好的，{when.said.zh}{zh}{start.zh}。", en=f"Okay, {when.said.en}{start.en}."))


def reminder(ctx: ToolContext, when: When, recurrence: Recurrence | None, what: str) -> Say:
    text, start = to_listener(what), _starting(ctx, when, recurrence)
    said = Say(
        zh=f"好的，{when.said.zh}提醒你{_after_you(text)}{start.zh}。", en=f"Okay, {when.said.en}{start.en}: {text}."
    )
    return _with_note(when, said)


def _after_you(text: str) -> str:
    if not is_deed(text):
        return f"：{text}"
    return f" {text}" if text[0].isascii() else text


def timer(ctx: ToolContext, span: timedelta, what: str | None) -> Say:
    due, zh, en = ctx.now + span, spoken_span(span, "zh"), spoken_span(span, "en")
    name = to_listener(what) if what else ""
    head = Say(zh=f"好的，{name}计时{zh}", en=f"Okay, {en}{f' for {name}' if name else ''}")
    if span < timedelta(minutes=2):
        return Say(zh=f"{head.zh}。", en=f"{head.en}.")
    if due.date() != ctx.now.date():
        said_zh, said_en = ctx.spoken(due)
        return Say(zh=f"{head.zh}，{said_zh}响。", en=f"{head.en}, until {said_en}.")
    return Say(zh=f"{head.zh}，{spoken_clock(due, 'zh')}响。", en=f"{head.en}, until {spoken_clock(due, 'en')}.")


def _starting(ctx: ToolContext, when: When, recurrence: Recurrence | None) -> Say:
    if recurrence is None:
        return Say(zh="", en="")
    day = first_day(ctx, when.due)
    end = spoken_end(recurrence)
    return Say(zh=f"，从{day.zh}开始{end.zh}", en=f", starting {day.en}{end.en}")


def _with_note(when: When, said: Say) -> Say:
    return when.note + said if when.note is not None and not said.zh.startswith(when.note.zh) else said


def already(row: FollowUp, there: Item) -> Say:
    noun = NAMES[row.kind]
    return Say(
        zh=f"这个{noun.zh}已经有了：{there.label.zh}。", en=f"You already have that {noun.en}: {there.label.en}."
    )


def changed(there: Item, note: Say | None) -> Say:
    said = Say(zh=f"好的，改成{there.label.zh}。", en=f"Okay, changed to {there.label.en}.")
    return note + said if note is not None else said


def listing(rows: Sequence[FollowUp], items: Sequence[Item], kind: str | None) -> Say:
    noun = NAMES[kind] if kind else Say(zh="闹钟或提醒", en="alarm or reminder")
    if not rows:
        return Say(zh=f"没有{noun.zh}。", en=f"You have no {noun.en}s." if kind else "You have no alarms or reminders.")
    zh = "；".join(i.label.zh for i in items[:_SPOKEN])
    en = "; ".join(i.label.en for i in items[:_SPOKEN])
    if (more := len(rows) - _SPOKEN) > 0:
        zh, en = f"{zh}；还有{more}个", f"{en}; and {more} more"
    if len(rows) == 1:
        return Say(zh=f"有一个{NAMES[rows[0].kind].zh}：{zh}。", en=f"You have one {NAMES[rows[0].kind].en}: {en}.")
    counted = Say(zh=noun.zh, en=f"{noun.en}s") if kind else Say(zh="安排", en="things coming up")
    return Say(zh=f"有{len(rows)}个{counted.zh}：{zh}。", en=f"You have {len(rows)} {counted.en}: {en}.")


def cancelled(rows: Sequence[FollowUp], items: Sequence[Item]) -> Say:
    if len(rows) == 1:
        noun, label = NAMES[rows[0].kind], items[0].label
        return Say(zh=f"好的，{noun.zh}取消了：{label.zh}。", en=f"Okay, {noun.en} cancelled: {label.en}.")
    kinds = {row.kind for row in rows}
    noun = NAMES[kinds.pop()] if len(kinds) == 1 else Say(zh="闹钟和提醒", en="alarms and reminder")
    return Say(zh=f"好的，{len(rows)}个{noun.zh}都取消了。", en=f"Okay, all {len(rows)} {noun.en}s are cancelled.")


def snoozed(ctx: ToolContext, row: FollowUp, span: timedelta) -> Say:
    until, label = ctx.now + span, label_of(row.say)
    zh, en = spoken_clock(until, "zh"), spoken_clock(until, "en")
    about = Say(zh="", en="") if row.kind == "alarm" else Say(zh=f"：{label.zh}", en=f": {label.en}")
    return Say(
        zh=f"好的，{spoken_span(span, 'zh')}后再提醒你，{zh}{about.zh}。",
        en=f"Okay, again in {spoken_span(span, 'en')}, at {en}{about.en}.",
    )


def hushed(ctx: ToolContext, row: FollowUp) -> Say:
    when = said_at(ctx, row.due_at, None, row.timezone)
    return Say(zh=f"好的，停了。下一次是{when.zh}。", en=f"Okay, it is off. The next one is {when.en}.")
