"""From what was said to one instant: which day, which half of it, and what is not certain about that."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assistant.planners.local.times.grammar import Context
from assistant.planners.local.times.halves import choose, localise, minutes_of, readings, rolled
from assistant.planners.local.times.values import Moment
from assistant.planners.local.times.words import PARTS

_ONE = timedelta(days=1)


def _window(part: str, day: date, context: Context) -> tuple[datetime, datetime]:
    begin, end = PARTS[part]
    return localise(day, begin, context), localise(day, end, context)


def resolve(moment: Moment, context: Context) -> dict[str, Any] | None:
    """The fields of a mention without repetition; None when the pieces say nothing by themselves."""
    if moment.start and moment.day is None:
        moment = replace(moment, day=moment.start, start=None)
    if moment.instant:
        return _offset(moment)
    if moment.day is None and "unannounced_year" in moment.flags:
        return {"kind": "date", "has_date": True, "has_clock": moment.clock is not None, "uncertain": moment.flags}
    if moment.stop or moment.end_clock:
        return _span(moment, context)
    if moment.last_day and moment.day and (moment.clock or moment.part):
        moment = replace(moment, last_day=None, flags=(*moment.flags, "which_day"))
    if moment.clock:
        return _instant(moment, context)
    if moment.part:
        return _part_of_day(moment, context)
    if moment.day:
        return _days(moment, moment.day, context)
    if moment.length:
        return {"kind": "duration", "duration": moment.length.timedelta, "uncertain": moment.flags}
    return None


def _offset(moment: Moment) -> dict[str, Any]:
    assert moment.instant is not None
    length = moment.length.timedelta if moment.length else None
    said = {"day": moment.instant.date(), "has_date": True, "has_clock": True, "duration": length}
    return {"kind": "instant", "at": moment.instant, "uncertain": moment.flags} | said


def _days(moment: Moment, day: date, context: Context) -> dict[str, Any]:
    flags = moment.flags
    if moment.last_day is not None:
        end = localise(moment.last_day + _ONE, 0, context)
        flags += ("part_only",)
        return {"kind": "span", "at": localise(day, 0, context), "until": end, "has_date": True, "uncertain": flags}
    if moment.rolls == "weekday" and day == context.today:
        day, flags = day + timedelta(days=7), (*flags, "which_week")
    return {"kind": "date", "day": day, "has_date": True, "uncertain": flags}


def end_of(moment: Moment, context: Context) -> datetime | None:
    """When "until this" ends: with the day where only a day is said."""
    found = resolve(moment, context) or {}
    end: datetime | None = found.get("until") or found.get("at")
    return end or (localise(moment.day + _ONE, 0, context) if moment.day else None)


def _instant(moment: Moment, context: Context) -> dict[str, Any]:
    assert moment.clock is not None
    at, unsure = choose(moment.clock, moment.part, moment.day, context)
    at = rolled(moment, at, context)
    flags = tuple(f for f in moment.flags if f != "past") + unsure
    if at <= context.now:
        flags += ("past",)
    if moment.clock.hour == 24 and moment.day and moment.part is None:
        flags += ("which_midnight",)  # the one that ends the day named
    if moment.clock.bare:
        flags += ("bare_number",)
    return {
        "kind": "instant",
        "at": at,
        "day": at.date(),
        "has_date": moment.day is not None,
        "has_clock": True,
        "uncertain": flags,
    }


def _part_of_day(moment: Moment, context: Context) -> dict[str, Any]:
    assert moment.part is not None
    day = moment.day or context.today
    begin, end = _window(moment.part, day, context)
    if moment.day is None and begin < context.now and context.now.hour >= 8 and end.hour <= 12 and end.hour:
        day += _ONE  # "in the morning", said in the morning, is tomorrow's
        begin, end = _window(moment.part, day, context)
    if end <= context.now and (moment.day is None or moment.rolls == "weekday"):
        day += _ONE if moment.day is None else timedelta(days=7)
        begin, end = _window(moment.part, day, context)
    flags = tuple(f for f in moment.flags if f != "past") + (("past",) if end <= context.now else ()) + ("part_only",)
    return {
        "kind": "part",
        "at": begin,
        "until": end,
        "day": day,
        "has_date": moment.day is not None,
        "uncertain": flags,
    }


def _span(moment: Moment, context: Context) -> dict[str, Any]:
    stop = moment.stop
    if moment.end_clock:
        return clock_span(moment, context)
    assert stop is not None
    if moment.day is None and moment.clock is None and moment.part is None:
        end = resolve(stop, context) or {}
        until = end.get("until") or end.get("at")
        if until is None and stop.day:
            until = localise(stop.day + _ONE, 0, context)
        return {
            "kind": "span",
            "at": None,
            "until": until,
            "has_date": stop.day is not None,
            "has_clock": stop.clock is not None,
            "uncertain": (*stop.flags, "until_only"),
        }
    first = resolve(replace(moment, stop=None, last_day=None), context) or {}
    at = first.get("at") or (localise(moment.day, 0, context) if moment.day else None)
    last_day = stop.last_day or stop.day or moment.day
    inner = replace(stop, day=last_day, last_day=None)
    last = resolve(inner, context) or {}
    until = last.get("until") or last.get("at") or (localise(last_day + _ONE, 0, context) if last_day else None)
    return {
        "kind": "span",
        "at": at,
        "until": until,
        "has_date": moment.day is not None,
        "has_clock": bool(moment.clock),
        "uncertain": (*moment.flags, *(() if moment.clock else ("part_only",))),
    }


def clock_span(moment: Moment, context: Context) -> dict[str, Any]:
    """From one clock to another: the end follows the start within twelve hours, and lends it its half of the day."""
    first, last = moment.clock, moment.end_clock
    assert first is not None
    assert last is not None
    ends = readings(
        last,
        moment.end_part or (moment.part if last.hour <= 12 and not last.sure and last.hour >= first.hour else None),
    )
    starts = readings(first, moment.part)
    if len(starts) == 2 and len(ends) == 2 and 7 <= first.hour <= 11 and last.hour < first.hour:
        first, starts = replace(first, sure=True), (first.hour,)  # from nine to five: the working day
    if len(starts) == 2 and (len(ends) == 1 or last.sure):
        near = min(starts, key=lambda h: ((ends[0] - h) % 24) or 24)
        first = replace(first, hour=near, sure=True)
    at, flags = choose(first, moment.part, moment.day, context)
    at = rolled(moment, at, context)
    options = [
        localise(at.date() + _ONE * extra, minutes_of(h, last), context)
        for h in readings(last, moment.end_part)
        for extra in (0, 1)
    ]
    until = min(o for o in options if o > at)
    return {
        "kind": "span",
        "at": at,
        "until": until,
        "day": at.date(),
        "has_date": moment.day is not None,
        "has_clock": True,
        "duration": until - at,
        "uncertain": moment.flags + flags,
    }
