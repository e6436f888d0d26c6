"""Days of a week: 下周三, next Friday, Tuesday next week, the weekend, and the day before or after another."""

from datetime import timedelta

from assistant.planners.local.times.dates import monday_of, said, stretch, unit_name, week_shift, whole_week
from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.values import Moment

_ZH_WEEKDAY = "<week> <wd:zh_days>"


def _weekend(hit: Hit) -> Moment:
    saturday = monday_of(hit.context) + timedelta(days=5, weeks=week_shift(hit))
    return stretch(saturday, saturday + timedelta(days=1), hit.context)


def _in_week(hit: Hit) -> Moment | None:
    """下周三, Wednesday next week: the calendar week from Monday."""
    days = hit["wd"]
    weekday = days if isinstance(days, int) else days[0]
    return said(monday_of(hit.context) + timedelta(weeks=week_shift(hit), days=weekday), hit.context)


def _weekday(hit: Hit) -> Moment | None:
    days = hit["wd"]
    if days == (5, 6):
        return _weekend(hit)
    if isinstance(days, tuple) and len(days) > 1:
        return None
    weekday = days if isinstance(days, int) else days[0]
    today = hit.context.today
    return said(today + timedelta(days=(weekday - today.weekday()) % 7), hit.context, rolls="weekday")


def _next_weekday(hit: Hit) -> Moment | None:
    """ "Next Friday" is disputed: we take next calendar week's, and say so where the nearest one is another."""
    today = hit.context.today
    nearest = today + timedelta(days=(hit["wd"] - today.weekday() - 1) % 7 + 1)
    taken = monday_of(hit.context) + timedelta(weeks=1, days=hit["wd"])
    return said(taken, hit.context, *(("which_week",) if taken != nearest or (taken - today).days == 1 else ()))


def _coming_weekday(hit: Hit) -> Moment | None:
    today = hit.context.today
    return said(today + timedelta(days=(hit["wd"] - today.weekday()) % 7), hit.context)


def _last_weekday(hit: Hit) -> Moment | None:
    today = hit.context.today
    return said(today - timedelta(days=(today.weekday() - hit["wd"] - 1) % 7 + 1), hit.context)


def _after_next(hit: Hit) -> Moment | None:
    today = hit.context.today
    return said(today + timedelta(days=(hit["wd"] - today.weekday() - 1) % 7 + 8), hit.context)


def _named_unit(hit: Hit, name: str) -> Moment | None:
    return Moment() if unit_name(hit) == name else None


def _a_day_off(hit: Hit) -> Moment | None:
    """The day before or after another: 元旦前一天, the day after Christmas."""
    moment = hit["day"]
    if moment.day is None:
        return None
    back = hit.all("day_before") or hit.all("the_day_before") or hit.all("eve_before") or hit.all("night_before")
    eve = "night" if hit.all("eve_before") or hit.all("night_before") else moment.part
    day = (moment.day if back else moment.last_day or moment.day) + timedelta(days=-1 if back else 1)
    return Moment(day=day, part=eve, flags=moment.flags)


def _weekday_beside(hit: Hit) -> Moment | None:
    """The Monday after Easter, the Friday before Christmas."""
    moment = hit["day"]
    if moment.day is None:
        return None
    if hit.all("after"):
        return said(
            moment.day + timedelta(days=(hit["wd"].day.weekday() - moment.day.weekday() - 1) % 7 + 1), hit.context
        )
    return said(moment.day - timedelta(days=(moment.day.weekday() - hit["wd"].day.weekday() - 1) % 7 + 1), hit.context)


RULES = (
    Rule(
        "MOMENT",
        "<wd:weekday> <unit> (?=$|<at|comma|act|CLOCK>)",
        lambda hit: _named_unit(hit, "week") and _after_next(hit),
    ),
    Rule(
        "MOMENT",
        "<the>? <next|coming> <wd:weekday|weak_weekday>",
        lambda hit: _next_weekday(hit) if hit.all("next") else _coming_weekday(hit),
    ),
    Rule("MOMENT", "<this> <coming>? <wd:weekday|weak_weekday>", _coming_weekday),
    Rule("MOMENT", "<last|prev> <wd:weekday|weak_weekday>", _last_weekday),
    Rule("MOMENT", "<the>? <wd:weekday|weak_weekday> <after_next>", _after_next),
    Rule(
        "MOMENT",
        "<wd:weekday|weak_weekday> (?:<of>? <next|this|last> <unit>)",
        lambda hit: _named_unit(hit, "week") and _in_week(hit),
    ),
    Rule(
        "MOMENT",
        "<next|this|last> <unit> <on|comma>? <wd:weekday|weak_weekday>",
        lambda hit: _named_unit(hit, "week") and _in_week(hit),
    ),
    Rule("MOMENT", "<wd:weekday>", _weekday),
    Rule("MOMENT", "(?:<on|by|until|not|for>) <wd:weak_weekday>", _weekday),
    Rule("MOMENT", "<wd:weak_weekday> (?=<part_en|CLOCK|MOMENT>)", _weekday),
    Rule("MOMENT", "<the|this|next|last|coming> <weekend>", _weekend),
    Rule("MOMENT", f"(?:<next_zh>{{1,4}}|<this_zh>|<prev_zh>{{1,4}}) <ge>? {_ZH_WEEKDAY}", _in_week),
    Rule("MOMENT", "(?:<next_zh>{1,4}|<this_zh>|<prev_zh>{1,4}) <ge>? <week> (?!<zh_days>)", whole_week),
    Rule(
        "MOMENT",
        "(?:<next_zh>{1,4}|<this_zh>|<prev_zh>{1,4})? <ge>? <weekend_zh>",
        lambda hit: None if hit.all("weekend_s") else _weekend(hit),
    ),
    Rule("MOMENT", _ZH_WEEKDAY, _weekday),
)
BESIDE = (
    Rule("MOMENT", "<day:MOMENT> <de>? <day_before|day_after|eve_before>", _a_day_off),
    Rule("MOMENT", "<the_day_before|the_day_after|night_before> <day:MOMENT>", _a_day_off),
    Rule("MOMENT", "<the> <wd:MOMENT> <after|before> <day:MOMENT>", _weekday_beside),
    Rule("MOMENT", "<on|by> <the> <wd:MOMENT> <after|before> <day:MOMENT>", _weekday_beside),
)
