"""From what was said to one instant: which day, which half of it, and what is not certain about that."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from assistant.calendars import workdays
from assistant.planners.local.times.grammar import Context
from assistant.planners.local.times.mention import Recurrence
from assistant.planners.local.times.values import Clock, Moment
from assistant.planners.local.times.words import PARTS

_ONE = timedelta(days=1)


def localise(day: date, minutes: float, context: Context) -> datetime:
    """The wall time `minutes` after midnight. A skipped one moves forward, of a doubled one it is the first."""
    wall = datetime.combine(day, time(), context.now.tzinfo) + timedelta(minutes=minutes)
    return wall.replace(fold=0).astimezone(UTC).astimezone(context.now.tzinfo)


def _minutes(hour: int, clock: Clock) -> float:
    return hour * 60 + clock.minute + clock.second / 60


def hour_in_part(hour: int, part: str) -> int:
    """The hour of the day that "hour o'clock in this part" means; 24 and more run into the next day."""
    if hour > 12:
        return hour
    if part in ("morning", "forenoon", "early"):
        return hour
    if part == "small_hours":
        return hour % 12
    if part == "noon":
        return hour if hour >= 10 else hour + 12
    if part in ("afternoon", "dusk"):
        return hour % 12 + 12
    # Evening and night: twelve is midnight, and one to four lie after it.
    return 24 if hour == 12 else hour + 24 if hour < 5 and part != "evening" else hour + 12


def readings(clock: Clock, part: str | None) -> tuple[int, ...]:
    """The hours of the day a clock reading may mean."""
    if part:
        if clock.sure:
            return (24 if clock.hour == 0 and part in ("evening", "night", "late") else clock.hour,)
        return (hour_in_part(clock.hour, part),)
    if clock.sure or not 1 <= clock.hour <= 12:
        return (clock.hour,)
    return (clock.hour % 12, clock.hour % 12 + 12)


def _likely(hour: int, clock: Clock, context: Context, has_day: bool) -> int:
    """The likelier half for a bare hour when the day does not decide."""
    morning, evening = hour % 12, hour % 12 + 12
    if hour == 12:
        return 12
    lean = context.leaning
    if (lean == "am" and 4 <= hour <= 11) or (lean == "weak_am" and 5 <= hour <= 11):
        return morning
    if lean == "pm" and hour >= 4:
        return evening
    return morning if 7 <= hour <= 11 else evening


def _choose(clock: Clock, part: str | None, day: date | None, context: Context) -> tuple[datetime, tuple[str, ...]]:
    hours = readings(clock, part)
    if day is None:
        return _next_time(clock, hours, context)
    if len(hours) == 1:
        return localise(day, _minutes(hours[0], clock), context), ()
    likely = _likely(clock.hour, clock, context, True)
    both = [localise(day, _minutes(hour, clock), context) for hour in hours]
    ahead = [at for at in both if at > context.now]
    chosen = both[hours.index(likely)]
    if chosen <= context.now and ahead:
        return ahead[0], () if len(ahead) == 1 else ("am_pm",)
    return chosen, ("am_pm",) if len(ahead) == 2 else ()


def _next_time(clock: Clock, hours: tuple[int, ...], context: Context) -> tuple[datetime, tuple[str, ...]]:
    found = []
    for hour in hours:
        at = localise(context.today, _minutes(hour, clock), context)
        found.append(at if at > context.now else localise(context.today + _ONE, _minutes(hour, clock), context))
    if len(found) == 1:
        return found[0], ()
    if context.leaning == "am" and 4 <= clock.hour <= 11:
        return found[0], ("am_pm",)
    if context.leaning == "pm" and clock.hour >= 4:
        return found[1], ("am_pm",)
    waking = [at for at in found if 6 <= at.hour < 23]
    return min(waking or found), ("am_pm",)


def _rolled(moment: Moment, at: datetime, context: Context) -> datetime:
    """A weekday or date whose clock has just passed means the next one."""
    if at > context.now or not moment.rolls or moment.day is None:
        return at
    steps = {"weekday": relativedelta(days=7), "month": relativedelta(months=1), "year": relativedelta(years=1)}
    wall = at.replace(tzinfo=None) + steps[moment.rolls]
    return localise(wall.date(), wall.hour * 60 + wall.minute + wall.second / 60, context)


def _window(part: str, day: date, context: Context) -> tuple[datetime, datetime]:
    begin, end = PARTS[part]
    return localise(day, begin, context), localise(day, end, context)


def resolve(moment: Moment, context: Context) -> dict[str, Any] | None:
    """The fields of a mention; None when the pieces say nothing by themselves."""
    if moment.repeat:
        return _repetition(moment, context)
    if moment.day is None and "unannounced_year" in moment.flags:
        return {"kind": "date", "has_date": True, "has_clock": moment.clock is not None, "uncertain": moment.flags}
    if moment.start and moment.day is None:
        moment = replace(moment, day=moment.start, start=None)
    if moment.instant:
        return {
            "kind": "instant",
            "at": moment.instant,
            "day": moment.instant.date(),
            "has_date": True,
            "has_clock": True,
            "duration": moment.length.timedelta if moment.length else None,
            "uncertain": moment.flags,
        }
    if moment.stop or moment.end_clock:
        return _span(moment, context)
    if moment.last_day is not None and moment.day is not None and (moment.clock or moment.part):
        moment = replace(moment, last_day=None, flags=(*moment.flags, "which_day"))
    if moment.last_day is not None and moment.day is not None:
        return {
            "kind": "span",
            "at": localise(moment.day, 0, context),
            "until": localise(moment.last_day + _ONE, 0, context),
            "has_date": True,
            "uncertain": (*moment.flags, "part_only"),
        }
    if moment.clock:
        return _instant(moment, context)
    if moment.part:
        return _part_of_day(moment, context)
    if moment.day:
        day = moment.day
        flags = moment.flags
        if moment.rolls == "weekday" and day == context.today:
            day, flags = day + timedelta(days=7), (*flags, "which_week")
        return {"kind": "date", "day": day, "has_date": True, "uncertain": flags}
    if moment.length:
        return {"kind": "duration", "duration": moment.length.timedelta, "uncertain": moment.flags}
    return {"kind": "date", "has_date": True, "uncertain": moment.flags} if moment.flags else None


def _instant(moment: Moment, context: Context) -> dict[str, Any]:
    assert moment.clock is not None
    at, unsure = _choose(moment.clock, moment.part, moment.day, context)
    at = _rolled(moment, at, context)
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
        return _clock_span(moment, context)
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


def _clock_span(moment: Moment, context: Context) -> dict[str, Any]:
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
    at, flags = _choose(first, moment.part, moment.day, context)
    at = _rolled(moment, at, context)
    options = [
        localise(at.date() + _ONE * extra, _minutes(h, last), context)
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


def _repetition(moment: Moment, context: Context) -> dict[str, Any]:
    repeat = moment.repeat
    assert repeat is not None
    flags = moment.flags
    until = None
    if moment.stop:
        end = resolve(moment.stop, context) or {}
        until = (
            end.get("until")
            or end.get("at")
            or (localise(moment.stop.day + _ONE, 0, context) if moment.stop.day else None)
        )
    result: dict[str, Any] = {
        "kind": "recurrence",
        "recurrence": Recurrence(rrule=repeat.rrule, calendar=repeat.calendar),
        "until": until,
        "has_date": True,
    }
    if repeat.freq in ("HOURLY", "MINUTELY", "SECONDLY"):
        return result | _fast(moment, context, until)
    minutes = PARTS[moment.part][0] if moment.part else 0
    if moment.clock:
        hours = readings(moment.clock, moment.part)
        hour = hours[0] if len(hours) == 1 else _likely(moment.clock.hour, moment.clock, context, True)
        flags += ("am_pm",) if len(hours) > 1 else ()
        minutes = int(_minutes(hour, moment.clock))
    elif moment.part:
        flags += ("part_only",)
    timed = bool(moment.clock or moment.part)
    first, unsure = _first(moment, minutes, timed, context)
    if moment.end_clock and first:
        until = _clock_span(replace(moment, repeat=None, day=first.date()), context)["until"]
    day = first.date() if first else None
    return result | {
        "at": first if timed else None,
        "day": day,
        "has_clock": bool(moment.clock),
        "until": until,
        "uncertain": flags + unsure,
    }


def _fast(moment: Moment, context: Context, until: datetime | None) -> dict[str, Any]:
    """Every two hours: from the clock named, else one interval from now."""
    assert moment.repeat is not None
    step = timedelta(
        seconds={"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}[moment.repeat.freq] * moment.repeat.interval
    )
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
    if moment.length and until is None:
        until = context.now + moment.length.timedelta
    return {
        "at": at,
        "day": at.date() if at else None,
        "has_clock": bool(moment.clock),
        "until": until,
        "uncertain": (*moment.flags, *flags),
    }


def _first(moment: Moment, minutes: int, timed: bool, context: Context) -> tuple[datetime | None, tuple[str, ...]]:
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
