"""Moving what is already set: another time, another rhythm, other words. What is not named stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from assistant import PutFollowUp, Question, Recurrence, Say, ToolContext, ToolResult
from assistant.moments import zone
from assistant.types import FollowUp, FollowUpState
from tools.alarms import replies
from tools.alarms.finding import item, item_of, rings
from tools.alarms.ring import about, alarm_words, has_purpose, label_of, timer_words
from tools.alarms.when import settle

_ASK_WHEN = Say(zh="要改到什么时候？", en="What time shall I change it to?")


def move(
    ctx: ToolContext, row: FollowUp, at: datetime | None, recurrence: Recurrence | None, what: str | None
) -> ToolResult:
    """The row at its new time, in its new rhythm, with its new words."""
    if at is None and recurrence is None and what is None:
        return ToolResult(question=Question(text=_ASK_WHEN, parameter="at"), items=(item_of(ctx, row),))
    put, note = PutFollowUp.of(row), None
    if at is not None or recurrence is not None:
        when = settle(ctx, at or row.due_at, recurrence or row.recurrence)
        note = when.note
        put = replace(
            put,
            due_at=when.due,
            recurrence=recurrence or row.recurrence,
            timezone=ctx.user.timezone,
            state=FollowUpState.SCHEDULED,
            snoozes=0,
        )
    put = replace(put, say=_words(ctx, row, put.due_at, what))
    there = item(ctx, row.id, row.kind, put.due_at, put.say, put.recurrence, put.timezone)
    return ToolResult(say=replies.changed(there, note), changes=(put,), items=(there,))


def _words(ctx: ToolContext, row: FollowUp, due: datetime, what: str | None) -> Say:
    if row.kind == "timer":
        kept = label_of(row.say).zh if has_purpose(row.say) else None
        return timer_words(due - ctx.now, what or kept) if due != row.due_at or what else row.say
    if what is not None:
        return about(what)
    bare = row.kind == "alarm" and not has_purpose(row.say)
    return alarm_words(due, None) if bare else row.say


def put_off(ctx: ToolContext, row: FollowUp, span: timedelta) -> ToolResult:
    """What rings comes again after a while and keeps its own times; what is still to come comes that much later."""
    if not rings(row, ctx.now):
        return move(ctx, row, row.due_at + span, None, None)
    until = (ctx.now + span).astimezone(zone(row.timezone))
    put = replace(PutFollowUp.of(row), due_at=until, state=FollowUpState.SNOOZED, snoozes=row.snoozes + 1)
    there = item_of(ctx, replace(row, due_at=until))
    return ToolResult(say=replies.snoozed(ctx, row, span), changes=(put,), items=(there,))


def hush(ctx: ToolContext, row: FollowUp) -> ToolResult:
    """Who turns off what rings does not want it gone for good: it is silent now and comes back at its next time."""
    there = item_of(ctx, row)
    return ToolResult(say=replies.hushed(ctx, row), changes=(PutFollowUp.of(row),), items=(there,))
