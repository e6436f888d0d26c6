"""Which instant a clock reading means: the half of the day, the day it falls on, and the wall time's zone."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from assistant.planners.local.times.grammar import Context
from assistant.planners.local.times.values import Clock, Moment

_ONE = timedelta(days=1)


def localise(day: date, minutes: float, context: Context) -> datetime:
    """The wall time `minutes` after midnight. A skipped one moves forward, of a doubled one it is the first."""
    wall = datetime.combine(day, time(), context.now.tzinfo) + timedelta(minutes=minutes)
    return wall.replace(fold=0).astimezone(UTC).astimezone(context.now.tzinfo)


def minutes_of(hour: int, clock: Clock) -> float:
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


def likely(hour: int, context: Context) -> int:
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


def choose(clock: Clock, part: str | None, day: date | None, context: Context) -> tuple[datetime, tuple[str, ...]]:
    hours = readings(clock, part)
    if day is None:
        return _next_time(clock, hours, context)
    if len(hours) == 1:
        return localise(day, minutes_of(hours[0], clock), context), ()
    taken = likely(clock.hour, context)
    both = [localise(day, minutes_of(hour, clock), context) for hour in hours]
    ahead = [at for at in both if at > context.now]
    chosen = both[hours.index(taken)]
    if chosen <= context.now and ahead:
        return ahead[0], () if len(ahead) == 1 else ("am_pm",)
    return chosen, ("am_pm",) if len(ahead) == 2 else ()


def _next_time(clock: Clock, hours: tuple[int, ...], context: Context) -> tuple[datetime, tuple[str, ...]]:
    found = []
    for hour in hours:
        at = localise(context.today, minutes_of(hour, clock), context)
        found.append(at if at > context.now else localise(context.today + _ONE, minutes_of(hour, clock), context))
    if len(found) == 1:
        return found[0], ()
    if context.leaning == "am" and 4 <= clock.hour <= 11:
        return found[0], ("am_pm",)
    if context.leaning == "pm" and clock.hour >= 4:
        return found[1], ("am_pm",)
    waking = [at for at in found if 6 <= at.hour < 23]
    return min(waking or found), ("am_pm",)


def rolled(moment: Moment, at: datetime, context: Context) -> datetime:
    """A weekday or date whose clock has just passed means the next one."""
    if at > context.now or not moment.rolls or moment.day is None:
        return at
    steps = {"weekday": relativedelta(days=7), "month": relativedelta(months=1), "year": relativedelta(years=1)}
    wall = at.replace(tzinfo=None) + steps[moment.rolls]
    return localise(wall.date(), wall.hour * 60 + wall.minute + wall.second / 60, context)
