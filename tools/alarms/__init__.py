"""Alarms, timers and reminders: set them, hear them back, move them, take them away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from assistant import (
    CancelFollowUp,
    Card,
    Effect,
    InvalidArgument,
    Plugin,
    PutFollowUp,
    Recurrence,
    Say,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.types import FollowUp
from tools.alarms import replies
from tools.alarms.finding import NAMES, OURS, Wanted, ask_which, find, item, item_of, live, ringing
from tools.alarms.moving import hush, move, put_off
from tools.alarms.ring import about, alarm_words, tidy, timer_words
from tools.alarms.skipping import on_day, skip, skipped
from tools.alarms.when import require_snooze, require_span, settle

plugin = Plugin("alarms", summary=Say(zh="闹钟、计时和提醒", en="Alarms, timers and reminders"))

SNOOZE = timedelta(minutes=10)
LONGEST_WHAT = 500  # characters; it is spoken aloud

Kind = Literal["alarm", "timer", "reminder"]
At = Annotated[datetime, "When it rings."]
Again = Annotated[Recurrence | None, "When it comes back; none: once."]
About = Annotated[str | None, "What it is for, as the user said it."]
Which = Annotated[str | None, "The one meant: an id from a list, or its words. None: the only one there is."]
ReminderWhat = Annotated[
    str,
    "What to be reminded of, as the user said it.",
    Slot(ask=Say(zh="要提醒你什么？", en="What shall I remind you of?")),
]


@plugin.tool(effect=Effect.CHANGE)
async def set_alarm(ctx: ToolContext, at: At, recurrence: Again = None, what: About = None) -> ToolResult:
    """Set an alarm that rings at a time of day, once or again and again."""
    when, topic = settle(ctx, at, recurrence), _topic(what)
    words = alarm_words(when.due, topic)
    ring = PutFollowUp.alarm(key=f"alarm:{ctx.call_id}", due_at=when.due, say=words, recurrence=recurrence)
    return await _set(ctx, ring, replies.alarm(ctx, when, recurrence, topic))


@plugin.tool(effect=Effect.CHANGE)
async def set_timer(
    ctx: ToolContext, duration: Annotated[timedelta, "How long it runs."], what: About = None
) -> ToolResult:
    """Start a timer that rings after a while."""
    span, topic = require_span(duration), _topic(what)
    ring = PutFollowUp.timer(key=f"timer:{ctx.call_id}", due_at=ctx.now + span, say=timer_words(span, topic))
    return await _set(ctx, ring, replies.timer(ctx, span, topic))


@plugin.tool(effect=Effect.CHANGE)
async def set_reminder(ctx: ToolContext, what: ReminderWhat, at: At, recurrence: Again = None) -> ToolResult:
    """Remind the user of something at a time, once or again and again."""
    topic = _topic(what)
    if topic is None:
        raise InvalidArgument("What shall I remind you of?", "要提醒你什么？", code="empty_what")
    when = settle(ctx, at, recurrence)
    ring = PutFollowUp.reminder(key=f"reminder:{ctx.call_id}", due_at=when.due, say=about(topic), recurrence=recurrence)
    return await _set(ctx, ring, replies.reminder(ctx, when, recurrence, topic))


@plugin.tool(effect=Effect.READ, name="list")
async def list_(ctx: ToolContext, kind: Annotated[Kind | None, "Only these; none: all."] = None) -> ToolResult:
    """Say which alarms, timers and reminders are coming up."""
    rows = find(await live(ctx), Wanted(kind=kind), ctx.user.timezone)
    items = tuple(item_of(ctx, row) for row in rows)
    data = [_shown(row) for row in rows]
    lines = Say(zh="\n".join(i.label.zh for i in items), en="\n".join(i.label.en for i in items))
    card = Card(type="day", title=Say(zh="接下来", en="Coming up"), text=lines, data={"follow_ups": data})
    return ToolResult(say=replies.listing(rows, items, kind), data=data, items=items, cards=(card,) if rows else ())


@plugin.tool(effect=Effect.CHANGE)
async def change(
    ctx: ToolContext,
    which: Which = None,
    at: Annotated[datetime | None, "The new time."] = None,
    recurrence: Annotated[Recurrence | None, "The new rhythm."] = None,
    what: Annotated[str | None, "What it is for from now on."] = None,
) -> ToolResult:
    """Move an alarm, timer or reminder to another time, or change its rhythm or its words."""
    rows = find(await live(ctx), Wanted(which=which), ctx.user.timezone)
    if len(rows) > 1:
        return ask_which(ctx, rows)
    if not rows:
        raise _nothing(None)
    return move(ctx, rows[0], at, recurrence, _topic(what))


@plugin.tool(effect=Effect.CHANGE)
async def cancel(
    ctx: ToolContext,
    which: Which = None,
    kind: Annotated[Kind | None, "Only of this kind."] = None,
    at: Annotated[datetime | None, "The one for this time."] = None,
    what: Annotated[str | None, "The one that is about this."] = None,
    day: Annotated[date | None, "Only on this day; what repeats goes on afterwards.", Slot("day")] = None,
    all: Annotated[bool, "Every one that fits."] = False,
) -> ToolResult:
    """Cancel an alarm, a timer or a reminder, or all of them; or leave out one day of what repeats."""
    found = await live(ctx)
    rows = find(found, Wanted(which=which, kind=kind, at=at, what=what), ctx.user.timezone)
    if day is not None:
        rows = on_day(rows, day)
    if all:
        # "Cancel everything" is about what the user set here, not about a care plan or a booking's reminder.
        rows = tuple(row for row in rows if row.plugin == plugin.name and row.kind in OURS)
    if not rows:
        raise _nothing(kind)
    loud = ringing(rows, ctx.now)
    if len(rows) > 1 and not all:
        if loud is None or any((which, at, what, day)):
            return ask_which(ctx, rows)
        rows = (loud,)
    if loud is not None and rows == (loud,) and loud.recurrence is not None and not all:
        return hush(ctx, loud)
    if day is not None and any(row.recurrence for row in rows):
        return ToolResult(
            say=skipped(ctx, rows, day), changes=tuple(skip(row, day) for row in rows), data=[_shown(r) for r in rows]
        )
    items = tuple(item_of(ctx, row) for row in rows)
    dropped = tuple(CancelFollowUp(id=row.id) for row in rows)
    return ToolResult(say=replies.cancelled(rows, items), changes=dropped, data=[_shown(row) for row in rows])


@plugin.tool(effect=Effect.CHANGE)
async def snooze(
    ctx: ToolContext,
    duration: Annotated[timedelta | None, "For how long; none: ten minutes."] = None,
    which: Which = None,
) -> ToolResult:
    """Let what rings now ring again later."""
    span = require_snooze(duration or SNOOZE)
    found = await live(ctx)
    rows = find(found, Wanted(which=which), ctx.user.timezone) if which else ()
    if len(rows) > 1:
        return ask_which(ctx, rows)
    row = rows[0] if rows else ringing(found, ctx.now)
    if row is None or (which and not rows):
        raise ToolError("Nothing is ringing right now.", "现在没有在响的闹钟。", code="nothing_to_snooze")
    return put_off(ctx, row, span)


async def _set(ctx: ToolContext, ring: PutFollowUp, said: Say) -> ToolResult:
    """Make it, unless the very same one is there already: then say so."""
    for row in await ctx.follow_ups.open(ring.kind, at=ring.due_at):
        same_time = abs(row.due_at - ring.due_at) < timedelta(seconds=1) and row.recurrence == ring.recurrence
        if same_time and row.say == ring.say and row.key != ring.key:
            there = item_of(ctx, row)
            return ToolResult(say=replies.already(row, there), items=(there,), data={"already": _shown(row)})
    made = item(ctx, ring.key, ring.kind, ring.due_at, ring.say, ring.recurrence, None)
    data = {"key": ring.key, "kind": ring.kind, "due_at": ring.due_at.isoformat()}
    return ToolResult(say=said, changes=(ring,), items=(made,), data=data)


def _topic(what: str | None) -> str | None:
    """What it is about, without its wrapping; None when nothing is left."""
    text = tidy(what or "")
    if len(text) > LONGEST_WHAT:
        raise InvalidArgument(
            f"That is too long to say aloud; at most {LONGEST_WHAT} characters.",
            f"太长了，念不完，最多{LONGEST_WHAT}个字。",
            code="too_long",
        )
    return text or None


def _shown(row: FollowUp) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "due_at": row.due_at.isoformat(),
        "recurrence": row.recurrence.rrule if row.recurrence else None,
        "say": {"zh": row.say.zh, "en": row.say.en},
    }


def _nothing(kind: str | None) -> ToolError:
    noun = NAMES[kind] if kind else Say(zh="闹钟或提醒", en="alarm or reminder")
    return ToolError(f"There is no such {noun.en}.", f"没有这样的{noun.zh}。", code="no_such_follow_up")
