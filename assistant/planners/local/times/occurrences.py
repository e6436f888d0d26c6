"""The first time of a repetition, from now or from the day named on, on working days where those were asked for."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

from assistant.calendars import workdays
from assistant.planners.local.times.grammar import Context
from assistant.planners.local.times.halves import likely, localise, minutes_of, readings
from assistant.planners.local.times.mention import Recurrence
from assistant.planners.local.times.resolve import clock_span, end_of, resolve
from assistant.planners.local.times.values import Moment
from assistant.planners.local.times.words import PARTS

_ONE = timedelta(days=1)
_STEPS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


def repetition(moment: Moment, context: Context) -> dict[str, Any]:
    """The fields of a mention that repeats: its rule, and the first time from now or from the day named on."""
    repeat = moment.repeat
    assert repeat is not None
    until = end_of(moment.stop, context) if moment.stop else None
    rule = Recurrence(rrule=repeat.rrule, calendar=repeat.calendar)
    result: dict[str, Any] = {"kind": "recurrence", "recurrence": rule, "until": until, "has_date": True}
    if repeat.freq in _STEPS:
        return result | _fast(moment, context, until)
    minutes, flags = _wallminutes_of(moment, context)
    timed = bool(moment.clock or moment.part)
    first, unsure = _first(moment, minutes, timed, context)
    if moment.end_clock and first:
        until = clock_span(replace(moment, repeat=None, day=first.date()), context)["until"]
    said = {"at": first if timed else None, "day": first.date() if first else None, "has_clock": bool(moment.clock)}
    return result | said | {"until": until, "uncertain": moment.flags + flags + unsure}


def _wallminutes_of(moment: Moment, context: Context) -> tuple[float, tuple[str, ...]]:
    """Minutes after midnight, and what is not certain about them."""
    if moment.clock:
        hours = readings(moment.clock, moment.part)
        if len(hours) == 1:
            return minutes_of(hours[0], moment.clock), ()
        return minutes_of(likely(moment.clock.hour, context), moment.clock), ("am_pm",)
    return (PARTS[moment.part][0], ("part_only",)) if moment.part else (0, ())


def _fast(moment: Moment, context: Context, until: datetime | None) -> dict[str, Any]:
    """Every two hours: from the clock named, else one interval from now."""
    assert moment.repeat is not None
    step = timedelta(seconds=_STEPS[moment.repeat.freq] * moment.repeat.interval)
    day = moment.start
    if moment.clock:
        plain = replace(moment, repeat=None, start=None, day=day, stop=None)
        found = resolve(plain, context) or {}
        at, flags = found.get("at"), found.get("uncertain", ())
        until = found.get("until") or until
        if at and until and until <= at:
            until += _ONE
    else:
        at, flags = (localise(day, 0, context) if day and day > context.today else context.now + step), ()
    while at and at <= context.now:
        at += step  # "every twelve hours starting at eight", said at nine
    flags = tuple(f for f in flags if f != "past")
    if moment.length and until is None:
        until = context.now + moment.length.timedelta
    return {
        "at": at,
        "day": at.date() if at else None,
        "has_clock": bool(moment.clock),
        "until": until,
        "uncertain": (*moment.flags, *flags),
    }


def _first(moment: Moment, minutes: float, timed: bool, context: Context) -> tuple[datetime | None, tuple[str, ...]]:
    """The first occurrence from now or from the day named on."""
    assert moment.repeat is not None
    begin = max(moment.start or context.today, context.today)
    # "Every other Friday" begins with the coming one, whichever week that is.
    rule = rrulestr(replace(moment.repeat, interval=1).rrule, dtstart=datetime.combine(begin, time()))
    for found in rule:
        at = localise(found.date(), minutes, context)
        if (at <= context.now and timed) or (not timed and found.date() < context.today):
            continue
        if moment.repeat.calendar is None:
            return at, ()
        if workdays.is_workday(found.date()):
            return at, () if workdays.announced(found.year) else ("unannounced_year",)
    return None, ()
