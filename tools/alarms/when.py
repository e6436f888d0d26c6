"""Checks the times and durations a user gives, and says them back: no silent guess about yesterday or year 9999."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant import InvalidArgument, Recurrence, Say, ToolContext
from assistant.moments import at_wall, spoken_clock, spoken_day, spoken_moment, zone
from assistant.occurrences import check, next_slot
from assistant.rhythms import spoken_rhythm

FARTHEST = timedelta(days=366 * 20)
LONGEST_TIMER = timedelta(days=30)
LONGEST_SNOOZE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A checked due time in its zone, how it is said, and what has to be added (it was moved, it is assumed)."""

    due: datetime
    said: Say
    note: Say | None = None


def settle(ctx: ToolContext, at: datetime, recurrence: Recurrence | None) -> When:
    """The slot meant. Raises InvalidArgument: too_far, time_passed, or a rule that makes no sense."""
    if at > ctx.now + FARTHEST:
        raise InvalidArgument(
            "That is too far away; I plan at most 20 years ahead.", "太远了，我最多能记二十年以内的事。", code="too_far"
        )
    local = at.astimezone(zone(ctx.user.timezone))
    return _recurring(ctx, local, recurrence) if recurrence is not None else _once(ctx, local)


def _once(ctx: ToolContext, at: datetime) -> When:
    if at > ctx.now:
        return When(due=at, said=said_at(ctx, at))
    passed = said_at(ctx, at)
    if at.date() != ctx.now.date():
        raise InvalidArgument(
            f"{passed.en[:1].upper()}{passed.en[1:]} has already passed.", f"{passed.zh}已经过了。", code="time_passed"
        )
    tomorrow = at_wall(at.replace(tzinfo=None) + timedelta(days=1), ctx.user.timezone)
    clock = Say(zh=spoken_clock(at, "zh"), en=spoken_clock(at, "en"))
    note = Say(zh=f"今天{clock.zh}已经过了，改到明天。", en=f"{clock.en} has passed today, so it is tomorrow.")
    return When(due=tomorrow, said=said_at(ctx, tomorrow), note=note)


def _recurring(ctx: ToolContext, at: datetime, recurrence: Recurrence) -> When:
    wall = at.replace(tzinfo=None)
    slot = check(wall, ctx.user.timezone, recurrence)
    if slot.at <= ctx.now:
        later = next_slot(wall, ctx.user.timezone, recurrence, ctx.now)
        if later is None:
            raise InvalidArgument("That has already ended.", "这个重复已经结束了。", code="time_passed")
        slot = later
    assumed = Say(
        zh="那一年的调休还没公布，先按法定节假日算。",
        en="That year's make-up working days are not published yet, so I go by the public holidays.",
    )
    return When(due=slot.at, said=said_at(ctx, slot.at, recurrence), note=assumed if slot.assumed else None)


def said_at(ctx: ToolContext, due: datetime, recurrence: Recurrence | None = None, timezone: str | None = None) -> Say:
    """The time as said today; with its rule where it comes back, with its zone where that is not the user's."""
    due = due.astimezone(zone(timezone or ctx.user.timezone))
    if recurrence is not None:
        rhythm = spoken_rhythm(recurrence, due)
        said = Say(zh=rhythm.zh, en=rhythm.en)
    else:
        said = Say(zh=spoken_moment(due, ctx.now, "zh"), en=spoken_moment(due, ctx.now, "en"))
    if timezone in (None, ctx.user.timezone):
        return said
    place = str(timezone).rpartition("/")[2].replace("_", " ")
    return Say(zh=f"{said.zh}（{place}时间）", en=f"{said.en} ({place} time)")


def first_day(ctx: ToolContext, due: datetime) -> Say:
    """The day a rule starts on, as said today."""
    today = ctx.now.date()
    return Say(zh=spoken_day(due.date(), today, "zh"), en=spoken_day(due.date(), today, "en"))


def require_span(span: timedelta) -> timedelta:
    """A timer's length. Raises InvalidArgument: too_short, too_long."""
    if span < timedelta(seconds=1):
        raise InvalidArgument("A timer needs some time: at least a second.", "计时至少要一秒钟。", code="too_short")
    if span > LONGEST_TIMER:
        raise InvalidArgument(
            "A timer runs for at most 30 days; set a reminder for a date instead.",
            "计时最长三十天，再久请设成某一天的提醒。",
            code="too_long",
        )
    return span


def require_snooze(span: timedelta) -> timedelta:
    """How long to put off. Raises InvalidArgument: too_short, too_long."""
    if span < timedelta(seconds=30):
        raise InvalidArgument("Snooze for at least half a minute.", "至少推迟半分钟。", code="too_short")
    if span > LONGEST_SNOOZE:
        raise InvalidArgument("Snooze for at most a day.", "最多推迟一天。", code="too_long")
    return span
