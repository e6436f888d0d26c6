"""Festivals, the days off around them, working days and the Chinese calendar: 除夕, 农历九月初九."""

from datetime import date, timedelta

from assistant.calendars import workdays
from assistant.calendars.festivals import festival_in, lunar_in, month_end, next_festival, next_lunar
from assistant.planners.local.times.dates import (
    EN_MONTH,
    ZH_MONTH,
    ZH_NTH,
    ZH_YEAR,
    month_named,
    said,
    stretch,
    year_of,
)
from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.values import Moment

_UNKNOWN = Moment(flags=("unannounced_year",))


def festival_day(hit: Hit) -> date | None:
    """The day of the festival named, in the year named or the next time it comes."""
    year, context = year_of(hit), hit.context
    if hit.all("next") or hit.all("this") or year is None:
        return next_festival(hit["f"], context.today, context.country)
    if hit["f"] in ("spring_eve", "laba", "little_new_year"):  # they end the Chinese year that began the spring before
        found = festival_in(hit["f"], year if hit["f"] == "spring_eve" else year - 1, context.country)
    else:
        found = festival_in(hit["f"], year, context.country)
    return found


def _festival(hit: Hit) -> Moment | None:
    return said(festival_day(hit), hit.context)


def _days_off(hit: Hit) -> tuple[date, date] | None:
    """The days off around the festival; None while the government has not said."""
    day = festival_day(hit)
    if day is None or not workdays.announced(day.year, hit.context.country):
        return None
    return workdays.days_off_around(day, hit.context.country)


_ASKS = tuple("吗么嘛没不几多")


def _holiday(hit: Hit) -> Moment | None:
    if hit.after is not None and hit.after.text.startswith(_ASKS):
        return None  # 元旦放假吗 asks whether there are days off; it does not speak of them
    block, day = _days_off(hit), festival_day(hit)
    if block is None:
        return Moment(day=day, flags=("unannounced_year",))
    return stretch(*block, hit.context)


def _day_after_holiday(hit: Hit) -> Moment | None:
    n = 2 if hit.all("day_after") else hit["n"] or 1
    if not hit.has("wk") and not hit.all("holiday"):
        day = festival_day(hit)
        return said(day + timedelta(days=n), hit.context) if day else None
    block = _days_off(hit)
    if block is None:
        return _UNKNOWN
    if hit.has("wk"):
        return said(workdays.nth_workday_after(block[1], n, hit.context.country), hit.context)
    return said(block[1] + timedelta(days=n), hit.context)


def _day_of_holiday(hit: Hit) -> Moment | None:
    block = _days_off(hit)
    if block is None:
        return _UNKNOWN
    return said(block[1] if hit.all("last") else block[0] + timedelta(days=(hit["n"] or 1) - 1), hit.context)


def _next_workday(hit: Hit) -> Moment | None:
    day = workdays.nth_workday_after(hit.context.today, 1, hit.context.country)
    flags = () if workdays.announced(day.year, hit.context.country) else ("unannounced_year",)
    return said(day, hit.context, *flags)


def _month_workday(hit: Hit) -> Moment | None:
    """The first or last working day of a month."""
    year, month = month_named(hit)
    country = hit.context.country
    if not workdays.announced(year, country):
        return _UNKNOWN
    first, last = date(year, month, 1), month_end(year, month)
    if not hit.all("last"):
        return said(workdays.nth_workday_after(first - timedelta(days=1), hit["n"] or 1, country), hit.context)
    while not workdays.is_workday(last, country):
        last -= timedelta(days=1)
    return said(last, hit.context)


def lunar(hit: Hit) -> Moment | None:
    """A day of the Chinese calendar, the next time it comes."""
    named = {"zheng_yue": 1, "da_nian": 1, "la_yue": 12, "dong_yue": 11}
    month = next((number for word, number in named.items() if hit.all(word)), hit["m"])
    day, year = hit["d"], year_of(hit)
    if not 1 <= day <= 30:
        return None
    day = 31 if day == 30 else day  # a short month's last day is called the thirtieth too
    if year is None:
        return said(next_lunar(month, day, hit.context.today), hit.context)
    return said(lunar_in(year - (month > 11), month, day), hit.context)


RULES = (
    Rule("MOMENT", f"{ZH_YEAR} <f:festival> <holiday>? <after_zh> <day_after>", _day_after_holiday),
    Rule("MOMENT", f"{ZH_YEAR} {ZH_MONTH} <de>? {ZH_NTH} <workweek|workday|legal_workday>", _month_workday),
    Rule(
        "MOMENT",
        f"<the>? (?:<last>|<nth1>|<n:ordinal>) <workweek|workday|legal_workday> (?:<of>|<in>) {EN_MONTH}",
        _month_workday,
    ),
    Rule("MOMENT", "<next|next_zh> <workday|workweek|legal_workday>", _next_workday),
    Rule("MOMENT", "<next|this|last>? <f:festival> <y:year>?", _festival),
    Rule("MOMENT", "<the>? <f:festival> <holiday>", _holiday),
    Rule(
        "MOMENT",
        "<the>? (?:<nth1>|<n:ordinal>) (?:<wk:workday|workweek>|<unit>) <after> <the>? <f:festival> <holiday>?",
        _day_after_holiday,
    ),
    Rule("MOMENT", f"{ZH_YEAR} <f:festival> (?:<unit> (?!<num>)|<that_day>)?", _festival),
    Rule("MOMENT", f"{ZH_YEAR} <f:festival> <holiday>", _holiday),
    Rule(
        "MOMENT",
        f"{ZH_YEAR} <f:festival> <holiday>? <after_zh> <de>? (?:<nth1>|<di> <n:num> <ge>?) "
        "(?:<wk:workday|workweek|legal_workday>|<unit>)",
        _day_after_holiday,
    ),
    Rule(
        "MOMENT", f"{ZH_YEAR} <f:festival> <holiday> <de>? (?:<nth1>|<di> <n:num>|<last>) <ge>? <unit>", _day_of_holiday
    ),
    Rule(
        "MOMENT",
        f"{ZH_YEAR} <lunar> (?:<m:month_no> <yue>|<zheng_yue|la_yue|dong_yue>) <chu>? <d:dom> <ri|hao>?",
        lunar,
    ),
    Rule("MOMENT", f"{ZH_YEAR} <lunar>? (?:<zheng_yue|la_yue|dong_yue>) <chu>? <d:dom> <ri|hao>?", lunar),
    Rule("MOMENT", f"{ZH_YEAR} <m:month_no> <yue> <chu> <d:dom>", lunar),
    Rule("MOMENT", "<da_nian> <chu> <d:dom>", lunar),
)
