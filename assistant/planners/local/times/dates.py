"""Days named outright: dates, weekdays, 月底, the last Friday of this month, festivals and the Chinese calendar."""

from datetime import date, timedelta

from assistant.calendars import workdays
from assistant.calendars.festivals import festival_in, lunar_in, month_end, next_festival, next_lunar, nth_weekday
from assistant.planners.local.times.grammar import Context, Hit, Rule
from assistant.planners.local.times.tokens import Token
from assistant.planners.local.times.values import Moment

_YEAR_WORDS = {"this_year": 0, "next_year": 1, "year_after_next": 2, "last_year": -1}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _said(day: date | None, context: Context, *flags: str, rolls: str = "") -> Moment | None:
    if day is None:
        return None
    past = ("past",) if day < context.today else ()
    return Moment(day=day, flags=past + flags, rolls=rolls)


def _year(hit: Hit) -> int | None:
    if hit.has("y"):
        return int(hit["y"])
    for word, shift in _YEAR_WORDS.items():
        if hit.all(word):
            return hit.context.today.year + shift
    return None


def _month_day(hit: Hit) -> Moment | None:
    return _on(hit, hit["m"], hit["d"])


def _on(hit: Hit, month: int, day: int) -> Moment | None:
    today, year = hit.context.today, _year(hit)
    if year:
        return _said(_day(year, month, day), hit.context)
    years = range(today.year, today.year + 8)
    return _said(next((d for y in years if (d := _day(y, month, day)) and d >= today), None), hit.context, rolls="year")


def _day_of_month(hit: Hit) -> Moment | None:
    """The next month that has such a day, today included."""
    after, today = hit.after, hit.context.today
    if _thing(after):
        return None
    year, month = today.year, today.month
    for _ in range(12):
        found = _day(year, month, hit["d"])
        if found and found >= today:
            return _said(found, hit.context, rolls="month")
        year, month = year + month // 12, month % 12 + 1
    return None


def _thing(after: Token | None) -> bool:
    return after is not None and (after.has("thing") or after.has("other")) and not after.has("act")


def _english_dom(hit: Hit) -> Moment | None:
    return None if hit.after is not None and hit.after.has("unit") or hit["d"] > 31 else _day_of_month(hit)


def month_named(hit: Hit) -> tuple[int, int]:
    """The (year, month) a phrase names: 十月, 下下个月, this month, next March."""
    today = hit.context.today
    if hit.has("m"):
        year = _year(hit)
        return year or today.year + (hit["m"] < today.month), hit["m"]
    shift = len(hit.all("next_zh")) + len(hit.all("next")) - len(hit.all("prev_zh")) - len(hit.all("prev"))
    shift -= 1 if hit.has("lastm") else 0
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1


def _in_month(hit: Hit) -> Moment | None:
    year, month = month_named(hit)
    return _said(_day(year, month, hit["d"]), hit.context)


def _edge(hit: Hit) -> Moment | None:
    year, month = month_named(hit)
    last = month_end(year, month)
    if (
        not hit.has("m")
        and not hit.all("next_zh")
        and not hit.all("next")
        and hit.all("month_begin")
        and hit.context.today.day > 10
    ):
        year, month = last.year + month // 12, month % 12 + 1
    if hit.all("month_begin") or hit.all("begin_of"):
        return _stretch(date(year, month, 1), date(year, month, 10), hit.context)
    if hit.all("month_middle") or hit.all("middle"):
        return _stretch(date(year, month, 11), date(year, month, 20), hit.context)
    if hit.all("month_late"):
        return _stretch(date(year, month, 21), last, hit.context)
    return _said(last, hit.context)


def _year_edge(hit: Hit) -> Moment | None:
    year = _year(hit) or hit.context.today.year + len(hit.all("next"))
    if hit.all("year_begin") or hit.all("begin_of"):
        year += 0 if _year(hit) or hit.all("next") else 1
        return _said(date(year, 1, 1), hit.context)
    return _said(date(year, 12, 31), hit.context)


def _month_last_day(hit: Hit) -> Moment | None:
    return _said(month_end(*month_named(hit)), hit.context)


def _nth_of_month(hit: Hit) -> Moment | None:
    year, month = month_named(hit)
    weekday = hit["wd"] if isinstance(hit["wd"], int) else hit["wd"][0]
    n = -1 if hit.all("last") else 1 if hit.all("nth1") else hit["n"]
    day = nth_weekday(year, month, weekday, n) if -1 <= n <= 5 else None
    if day and day < hit.context.today and hit.has("m") and not hit.has("y"):
        day = nth_weekday(year + 1, month, weekday, n)
    return _said(day, hit.context)


def _stretch(first: date, last: date, context: Context, *flags: str) -> Moment:
    past = ("past",) if last < context.today else ()
    return Moment(day=first, last_day=last, flags=past + flags)


def _whole_month(hit: Hit) -> Moment:
    year, month = month_named(hit)
    return _stretch(date(year, month, 1), month_end(year, month), hit.context)


def _whole_year(hit: Hit) -> Moment | None:
    year = _year(hit)
    if year is None:
        year = hit.context.today.year + len(hit.all("next")) - len(hit.all("prev")) - len(hit.all("last"))
    return _stretch(date(year, 1, 1), date(year, 12, 31), hit.context)


def week_shift(hit: Hit) -> int:
    """How many weeks on the words go: 下下周 is two."""
    back = len(hit.all("prev_zh")) + len(hit.all("prev")) + len(hit.all("last"))
    return len(hit.all("next_zh")) + len(hit.all("next")) - back


def _monday(context: Context) -> date:
    return context.today - timedelta(days=context.today.weekday())


def _week(hit: Hit) -> Moment:
    first = _monday(hit.context) + timedelta(weeks=week_shift(hit))
    return _stretch(first, first + timedelta(days=6), hit.context)


def _weekend(hit: Hit) -> Moment:
    saturday = _monday(hit.context) + timedelta(days=5, weeks=week_shift(hit))
    return _stretch(saturday, saturday + timedelta(days=1), hit.context)


def _in_week(hit: Hit) -> Moment | None:
    """下周三, Wednesday next week: the calendar week from Monday."""
    days = hit["wd"]
    weekday = days if isinstance(days, int) else days[0]
    return _said(_monday(hit.context) + timedelta(weeks=week_shift(hit), days=weekday), hit.context)


def _weekday(hit: Hit) -> Moment | None:
    days = hit["wd"]
    if isinstance(days, tuple) and len(days) > 1:
        return None
    weekday = days if isinstance(days, int) else days[0]
    today = hit.context.today
    return _said(today + timedelta(days=(weekday - today.weekday()) % 7), hit.context, rolls="weekday")


def _next_weekday(hit: Hit) -> Moment | None:
    """ "Next Friday" is disputed: we take next calendar week's, and say so where the nearest one is another."""
    today = hit.context.today
    nearest = today + timedelta(days=(hit["wd"] - today.weekday() - 1) % 7 + 1)
    taken = _monday(hit.context) + timedelta(weeks=1, days=hit["wd"])
    return _said(taken, hit.context, *(("which_week",) if taken != nearest or (taken - today).days == 1 else ()))


def _coming_weekday(hit: Hit) -> Moment | None:
    today = hit.context.today
    return _said(today + timedelta(days=(hit["wd"] - today.weekday()) % 7), hit.context)


def _last_weekday(hit: Hit) -> Moment | None:
    today = hit.context.today
    return _said(today - timedelta(days=(today.weekday() - hit["wd"] - 1) % 7 + 1), hit.context)


def _after_next(hit: Hit) -> Moment | None:
    today = hit.context.today
    return _said(today + timedelta(days=(hit["wd"] - today.weekday() - 1) % 7 + 8), hit.context)


def _relative(hit: Hit) -> Moment | None:
    return _said(hit.context.today + timedelta(days=hit["r"]), hit.context)


def _day_part(hit: Hit) -> Moment:
    shift, part = hit["r"]
    return Moment(day=hit.context.today + timedelta(days=shift), part=part, flags=("past",) if shift < 0 else ())


def _iso(hit: Hit) -> Moment | None:
    return _said(_day(*hit["d"]), hit.context)


def _slash(hit: Hit) -> Moment | None:
    first, second, *year = hit["d"]
    day_first = first > 12 or (second <= 12 and hit.context.country not in ("CN", "US", "JP", "KR", "TW", "CA"))
    month, day = (second, first) if day_first else (first, second)
    if year:
        return _said(_day(year[0] + (2000 if year[0] < 100 else 0), month, day), hit.context)
    if not 1 <= month <= 12:
        return None
    return _on(hit, month, day)


def festival_day(hit: Hit) -> date | None:
    """The day of the festival named, in the year named or the next time it comes."""
    year, context = _year(hit), hit.context
    if hit.all("next") or hit.all("this") or year is None:
        return next_festival(hit["f"], context.today, context.country)
    if hit["f"] in ("spring_eve", "laba", "little_new_year"):  # they end the Chinese year that began the spring before
        found = festival_in(hit["f"], year if hit["f"] == "spring_eve" else year - 1, context.country)
    else:
        found = festival_in(hit["f"], year, context.country)
    return found


def _festival(hit: Hit) -> Moment | None:
    return _said(festival_day(hit), hit.context)


def _days_off(hit: Hit) -> tuple[date, date] | None:
    """The days off around the festival; None while the government has not said."""
    day = festival_day(hit)
    if day is None or not workdays.announced(day.year, hit.context.country):
        return None
    return workdays.days_off_around(day, hit.context.country)


def _holiday(hit: Hit) -> Moment | None:
    block, day = _days_off(hit), festival_day(hit)
    if block is None:
        return Moment(day=day, flags=("unannounced_year",))
    return _stretch(*block, hit.context)


_UNKNOWN = Moment(flags=("unannounced_year",))


def _day_after_holiday(hit: Hit) -> Moment | None:
    block = _days_off(hit)
    if block is None:
        return _UNKNOWN
    n = hit["n"] or 1
    if hit.has("wk"):
        return _said(workdays.nth_workday_after(block[1], n, hit.context.country), hit.context)
    return _said(block[1] + timedelta(days=n), hit.context)


def _day_of_holiday(hit: Hit) -> Moment | None:
    block = _days_off(hit)
    if block is None:
        return _UNKNOWN
    return _said(block[1] if hit.all("last") else block[0] + timedelta(days=(hit["n"] or 1) - 1), hit.context)


def _next_workday(hit: Hit) -> Moment | None:
    day = workdays.nth_workday_after(hit.context.today, 1, hit.context.country)
    flags = () if workdays.announced(day.year, hit.context.country) else ("unannounced_year",)
    return _said(day, hit.context, *flags)


def _lunar(hit: Hit) -> Moment | None:
    month = (
        1
        if hit.all("zheng_yue") or hit.all("da_nian")
        else 12
        if hit.all("la_yue")
        else 11
        if hit.all("dong_yue")
        else hit["m"]
    )
    day, year = hit["d"], _year(hit)
    if not 1 <= day <= 30:
        return None
    if year is None:
        return _said(next_lunar(month, day, hit.context.today), hit.context)
    return _said(lunar_in(year - (month > 11), month, day), hit.context)


_ZH_YEAR = "(?:<y:year> <nian> <de>?|<this_year|next_year|year_after_next|last_year> <de>?)?"
_ZH_MONTH = "(?:<m:month_no> <yue>|(?:<next_zh>+|<this_zh>|<prev_zh>+) <yue>|<this_month>)"
_ZH_NTH = "(?:<last> <ge>?|<nth1>|<di> <n:num> <ge>)"
_ZH_WEEKDAY = "<week> <wd:zh_days>"
_EN_MONTH = "(?:<m:month|weak_month> (?:<comma>? <y:year>)?|(?:<this|next|prev>|<lastm:last>|<the>) <unit>)"
_EN_YEAR = "(?:<comma>? <y:year>)?"
_NOT_A_CLOCK = "(?!<am|pm|oclock>)"

RULES = (
    Rule("MOMENT", "<r:day_rel>", _relative),
    Rule("MOMENT", "<r:day_part>", _day_part),
    Rule("MOMENT", "<d:iso>", _iso),
    Rule("MOMENT", "<on|by|for|before|until|at|from|to|week> <d:slash>", _slash),
    # English
    Rule("MOMENT", f"<the>? <d:ordinal> <of>? <m:month|weak_month> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<d:dom> <of>? <m:month|weak_month> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<m:month|weak_month> <the>? <d:ordinal> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<m:month|weak_month> <d:dom> {_NOT_A_CLOCK} {_EN_YEAR}", _month_day),
    Rule("MOMENT", "<on|by|until|before|for|from|to|dash> <the> <d:ordinal>", _english_dom),
    Rule("MOMENT", "<the>? <d:ordinal_d>", _english_dom),
    Rule("MOMENT", f"<on>? <the>? <d:ordinal> <of> {_EN_MONTH}", _in_month),
    Rule("MOMENT", "<next|this> <unit> <on>? <the> <d:ordinal>", _in_month),
    Rule("MOMENT", f"<the>? (?:<last>|<nth1>|<n:ordinal>) <wd:weekday|weak_weekday> (?:<of>|<in>) {_EN_MONTH}", _nth_of_month),
    Rule("MOMENT", f"<the>? <last> <unit> <of> {_EN_MONTH}", _month_last_day),
    Rule("MOMENT", f"(?:<at> <the>|<the>)? (?:<end> <of>|<begin_of>) {_EN_MONTH}", _edge),
    Rule("MOMENT", f"<the>? <middle> (?:<of>|<dash>)? {_EN_MONTH}", _edge),
    Rule("MOMENT", "<the>? (?:<end> <of>|<begin_of>) (?:<the>|<this>|<next>) <unit>", lambda hit: _english_year_edge(hit)),
    Rule("MOMENT", "<in|of|by|until|since|this|next|during|late|early>? <m:month> <y:year>?", _whole_month),
    Rule("MOMENT", "(?:<in|of|by|until|this|next|during>) <m:weak_month> <y:year>?", _whole_month),
    Rule("MOMENT", "<the>? <next|coming> <wd:weekday|weak_weekday>", lambda hit: _next_weekday(hit) if hit.all("next") else _coming_weekday(hit)),
    Rule("MOMENT", "<this> <coming>? <wd:weekday|weak_weekday>", _coming_weekday),
    Rule("MOMENT", "<last|prev> <wd:weekday|weak_weekday>", _last_weekday),
    Rule("MOMENT", "<the>? <wd:weekday|weak_weekday> <after> <next>", _after_next),
    Rule("MOMENT", "<wd:weekday|weak_weekday> (?:<of>? <next|this|last> <unit>)", lambda hit: _named_unit(hit, "week") and _in_week(hit)),
    Rule("MOMENT", "<next|this|last> <unit> <on|comma>? <wd:weekday|weak_weekday>", lambda hit: _named_unit(hit, "week") and _in_week(hit)),
    Rule("MOMENT", "<wd:weekday>", _weekday),
    Rule("MOMENT", "(?:<on|by|until|from|not|for>) <wd:weak_weekday>", _weekday),
    Rule("MOMENT", "<wd:weak_weekday> (?=<part_en|CLOCK|MOMENT>)", _weekday),
    Rule("MOMENT", "<the>? <this|next|last|prev|coming> <unit>", lambda hit: _english_unit(hit)),
    Rule("MOMENT", "<the|this|next|last|coming> <weekend>", _weekend),
    Rule("MOMENT", "<next|next_zh> <workday|workweek|legal_workday>", _next_workday),
    Rule("MOMENT", "<next|this|last>? <f:festival> <y:year>?", _festival),
    Rule("MOMENT", "<the>? <f:festival> <holiday>", _holiday),
    Rule("MOMENT", "<the>? (?:<nth1>|<n:ordinal>) (?:<wk:workday|workweek>|<unit>) <after> <the>? <f:festival> <holiday>?", _day_after_holiday),
    # Chinese
    Rule("MOMENT", f"{_ZH_YEAR} <m:month_no> <yue> <de>? <d:dom> <hao|ri>?", _month_day),
    Rule("MOMENT", "(?:<next_zh>+|<this_zh>|<prev_zh>+) <yue> <de>? <d:dom> <hao|ri>", _in_month),
    Rule("MOMENT", "<this_month> <de>? <d:dom> <hao|ri>", _in_month),
    Rule("MOMENT", "<d:dom> <hao>", _day_of_month),
    Rule("MOMENT", "<d:dom> <ri> (?!<unit|after_zh|within_zh|thing|other>)", _day_of_month),
    Rule("MOMENT", f"{_ZH_YEAR} (?:<m:month_no> <yue>?|<next_zh>+ <yue>?|<this_zh> <yue>?|<this_month> <de>?)? <month_end|month_begin|month_middle|month_late>", _edge),
    Rule("MOMENT", f"{_ZH_YEAR} <year_end|year_begin>", _year_edge),
    Rule("MOMENT", f"{_ZH_YEAR} {_ZH_MONTH} <de>? <last> <unit>", _month_last_day),
    Rule("MOMENT", f"{_ZH_YEAR} {_ZH_MONTH} <de>? {_ZH_NTH} {_ZH_WEEKDAY}", _nth_of_month),
    Rule("MOMENT", f"{_ZH_YEAR} {_ZH_MONTH}", _whole_month),
    Rule("MOMENT", "<this_year|next_year|year_after_next|last_year>", _whole_year),
    Rule("MOMENT", "<y:year> <nian>", _whole_year),
    Rule("MOMENT", f"(?:<next_zh>+|<this_zh>|<prev_zh>+) <ge>? {_ZH_WEEKDAY}", _in_week),
    Rule("MOMENT", "(?:<next_zh>+|<this_zh>|<prev_zh>+) <ge>? <week> (?!<zh_days>)", _week),
    Rule("MOMENT", "(?:<next_zh>+|<this_zh>|<prev_zh>+)? <ge>? <weekend>", lambda hit: None if hit.all("weekend_s") else _weekend(hit)),
    Rule("MOMENT", _ZH_WEEKDAY, _weekday),
    Rule("MOMENT", f"{_ZH_YEAR} <f:festival> (?:<unit> (?!<num>)|<that_day>)?", lambda hit: _festival(hit)),
    Rule("MOMENT", f"{_ZH_YEAR} <f:festival> <holiday>", _holiday),
    Rule("MOMENT", f"{_ZH_YEAR} <f:festival> <holiday>? <after_zh> <de>? (?:<nth1>|<di> <n:num> <ge>?) (?:<wk:workday|workweek|legal_workday>|<unit>)", _day_after_holiday),
    Rule("MOMENT", f"{_ZH_YEAR} <f:festival> <holiday> <de>? (?:<nth1>|<di> <n:num>|<last>) <ge>? <unit>", _day_of_holiday),
    Rule("MOMENT", f"{_ZH_YEAR} <lunar> (?:<m:month_no> <yue>|<zheng_yue|la_yue|dong_yue>) <chu>? <d:dom> <ri|hao>?", _lunar),
    Rule("MOMENT", f"{_ZH_YEAR} <lunar>? (?:<zheng_yue|la_yue|dong_yue>) <chu>? <d:dom> <ri|hao>?", _lunar),
    Rule("MOMENT", f"{_ZH_YEAR} <m:month_no> <yue> <chu> <d:dom>", _lunar),
    Rule("MOMENT", "<da_nian> <chu> <d:dom>", _lunar),
)  # fmt: skip


def _unit_name(hit: Hit) -> str:
    units = hit.all("unit")
    return (
        {("days", 7): "week", ("months", 1): "month", ("months", 12): "year", ("days", 1): "day"}.get(units[-1], "")
        if units
        else ""
    )


def _named_unit(hit: Hit, name: str) -> Moment | None:
    return Moment() if _unit_name(hit) == name else None


def _english_unit(hit: Hit) -> Moment | None:
    if _unit_name(hit) == "day":
        return _said(hit.context.today + timedelta(days=1), hit.context) if hit.all("next") else None
    build = {"week": _week, "month": _whole_month, "year": _whole_year}.get(_unit_name(hit))
    return build(hit) if build else None


def _english_year_edge(hit: Hit) -> Moment | None:
    if _unit_name(hit) == "month":
        return _edge(hit)
    if _unit_name(hit) == "year":
        return _year_edge(hit)
    if _unit_name(hit) == "day" and hit.all("end"):
        return Moment(day=hit.context.today, part="late")
    if _unit_name(hit) == "week" and hit.all("end"):
        return _said(_monday(hit.context) + timedelta(weeks=week_shift(hit), days=4), hit.context)
    return None


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
        return _said(
            moment.day + timedelta(days=(hit["wd"].day.weekday() - moment.day.weekday() - 1) % 7 + 1), hit.context
        )
    return _said(moment.day - timedelta(days=(moment.day.weekday() - hit["wd"].day.weekday() - 1) % 7 + 1), hit.context)


BESIDE = (
    Rule("MOMENT", "<day:MOMENT> <de>? <day_before|day_after|eve_before>", _a_day_off),
    Rule("MOMENT", "<the_day_before|the_day_after|night_before> <day:MOMENT>", _a_day_off),
    Rule("MOMENT", "<the> <wd:MOMENT> <after|before> <day:MOMENT>", _weekday_beside),
    Rule("MOMENT", "<on|by> <the> <wd:MOMENT> <after|before> <day:MOMENT>", _weekday_beside),
)  # fmt: skip
