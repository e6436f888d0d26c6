"""Leaving out one day of what comes back: "cancel tomorrow's alarm" means tomorrow, not every morning to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from assistant import CancelFollowUp, PutFollowUp, Say, ToolContext
from assistant.moments import at_wall, spoken_day, spoken_moment, zone
from assistant.occurrences import next_slot
from assistant.types import FollowUp, FollowUpState
from tools.alarms.finding import NAMES


def slot_on(row: FollowUp, day: date) -> datetime | None:
    """When it comes on that day of its own zone; None when it does not."""
    due = row.due_at.astimezone(zone(row.timezone))
    if due.date() == day:
        return due
    if row.recurrence is None or due.date() > day:
        return None
    before = at_wall(datetime.combine(day, time()), row.timezone) - timedelta(microseconds=1)
    slot = next_slot(due.replace(tzinfo=None), row.timezone, row.recurrence, before)
    return slot.at if slot is not None and slot.at.date() == day else None


def on_day(rows: Sequence[FollowUp], day: date) -> tuple[FollowUp, ...]:
    return tuple(row for row in rows if slot_on(row, day) is not None)


def skip(row: FollowUp, day: date) -> PutFollowUp | CancelFollowUp:
    """The row without that day; what comes only once, or never again afterwards, is gone."""
    if row.recurrence is None:
        return CancelFollowUp(id=row.id)
    rule = replace(row.recurrence, exdates=(*row.recurrence.exdates, day))
    due = row.due_at.astimezone(zone(row.timezone))
    put = replace(PutFollowUp.of(row), recurrence=rule)
    if due.date() != day:
        return put
    later = next_slot(due.replace(tzinfo=None), row.timezone, rule, row.due_at)
    if later is None:
        return CancelFollowUp(id=row.id)
    return replace(put, due_at=later.at, state=FollowUpState.SCHEDULED, snoozes=0)


def skipped(ctx: ToolContext, rows: Sequence[FollowUp], day: date) -> Say:
    """What is left out, and that the rest stays."""
    on = Say(zh=spoken_day(day, ctx.now.date(), "zh"), en=spoken_day(day, ctx.now.date(), "en"))
    if len(rows) > 1:
        return Say(
            zh=f"好的，{on.zh}的{len(rows)}个都不响了，之后照常。",
            en=f"Okay, none of the {len(rows)} on {on.en}; after that they go on as usual.",
        )
    noun, at = NAMES[rows[0].kind], slot_on(rows[0], day)
    assert at is not None
    when = Say(zh=spoken_moment(at, ctx.now, "zh"), en=spoken_moment(at, ctx.now, "en"))
    return Say(
        zh=f"好的，{when.zh}的{noun.zh}跳过这一次，之后照常。",
        en=f"Okay, skipping the {noun.en} {when.en}; after that it goes on as usual.",
    )
