"""Days of a month named outright: 十月二十号, the 3rd of May, 月底, the last Friday of this month, 2026-12-01."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from assistant.calendars.festivals import month_end, nth_weekday
from assistant.planners.local.times.grammar import Context, Hit, Rule
from assistant.planners.local.times.tokens import Token
from assistant.planners.local.times.values import Moment

_YEAR_WORDS = {"this_year": 0, "next_year": 1, "year_after_next": 2, "last_year": -1}
ZH_YEAR = "(?:<y:year> <nian> <de>?|<this_year|next_year|year_after_next|last_year> <de>?)?"
ZH_MONTH = "(?:<m:month_no> <yue>|(?:<next_zh>{1,4}|<this_zh>|<prev_zh>{1,4}) <yue>|<this_month>)"
ZH_NTH = "(?:<last> <ge>?|<nth1>|<di> <n:num> <ge>)"
_ZH_WEEKDAY = "<week> <wd:zh_days>"
EN_MONTH = "(?:<m:month|weak_month> (?:<comma>? <y:year>)?|(?:<this|next|prev>|<lastm:last>|<the>) <unit>)"
_EN_YEAR = "(?:<comma>? <y:year>)?"
_NOT_A_CLOCK = "(?!<am|pm|oclock>)"


def day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def said(day: date | None, context: Context, *flags: str, rolls: str = "") -> Moment | None:
    if day is None:
        return None
    past = ("past",) if day < context.today else ()
    return Moment(day=day, flags=past + flags, rolls=rolls)


def year_of(hit: Hit) -> int | None:
    if hit.has("y"):
        return int(hit["y"])
    for word, shift in _YEAR_WORDS.items():
        if hit.all(word):
            return hit.context.today.year + shift
    return None


def _month_day(hit: Hit) -> Moment | None:
    return _on(hit, hit["m"], hit["d"])


def _on(hit: Hit, month: int, day: int) -> Moment | None:
    today, year = hit.context.today, year_of(hit)
    if year:
        return said(day_or_none(year, month, day), hit.context)
    years = range(today.year, today.year + 8)
    return said(
        next((d for y in years if (d := day_or_none(y, month, day)) and d >= today), None), hit.context, rolls="year"
    )


def _day_of_month(hit: Hit) -> Moment | None:
    """The next month that has such a day, today included."""
    after, today = hit.after, hit.context.today
    if _thing(after):
        return None
    year, month = today.year, today.month
    for _ in range(12):
        found = day_or_none(year, month, hit["d"])
        if found and found >= today:
            return said(found, hit.context, rolls="month")
        year, month = year + month // 12, month % 12 + 1
    return None


def _thing(after: Token | None) -> bool:
    return after is not None and (after.has("thing") or after.has("other")) and not after.has("act")


def _english_dom(hit: Hit) -> Moment | None:
    return None if (hit.after is not None and hit.after.has("unit")) or hit["d"] > 31 else _day_of_month(hit)


def month_named(hit: Hit) -> tuple[int, int]:
    """The (year, month) a phrase names: 十月, 下下个月, this month, next March."""
    today = hit.context.today
    if hit.has("m"):
        year = year_of(hit)
        return year or today.year + (hit["m"] < today.month), hit["m"]
    shift = len(hit.all("next_zh")) + len(hit.all("next")) - len(hit.all("prev_zh")) - len(hit.all("prev"))
    shift -= 1 if hit.has("lastm") else 0
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1


def _in_month(hit: Hit) -> Moment | None:
    year, month = month_named(hit)
    day = day_or_none(year, month, hit["d"])
    named = any(map(hit.all, ("this", "next", "prev", "last", "this_zh", "next_zh", "prev_zh", "this_month")))
    if day and day < hit.context.today and not named and not hit.has("m"):
        return _day_of_month(hit)  # the 15th of the month: the next one
    return said(day, hit.context)


def _edge(hit: Hit) -> Moment | None:
    if unit_name(hit) in ("year", "week", "day"):
        return _english_year_edge(hit)
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
        return stretch(date(year, month, 1), date(year, month, 10), hit.context)
    if hit.all("month_middle") or hit.all("middle"):
        return stretch(date(year, month, 11), date(year, month, 20), hit.context)
    if hit.all("month_late"):
        return stretch(date(year, month, 21), last, hit.context)
    return said(last, hit.context)


def _year_edge(hit: Hit) -> Moment | None:
    year = year_of(hit) or hit.context.today.year + len(hit.all("next"))
    if hit.all("year_begin") or hit.all("begin_of"):
        year += 0 if year_of(hit) or hit.all("next") else 1
        return said(date(year, 1, 1), hit.context)
    return said(date(year, 12, 31), hit.context)


def _month_last_day(hit: Hit) -> Moment | None:
    return said(month_end(*month_named(hit)), hit.context)


def _nth_of_month(hit: Hit) -> Moment | None:
    year, month = month_named(hit)
    weekday = hit["wd"] if isinstance(hit["wd"], int) else hit["wd"][0]
    n = -1 if hit.all("last") else 1 if hit.all("nth1") else hit["n"]
    day = nth_weekday(year, month, weekday, n) if -1 <= n <= 5 else None
    if day and day < hit.context.today and hit.has("m") and not hit.has("y"):
        day = nth_weekday(year + 1, month, weekday, n)
    return said(day, hit.context)


def stretch(first: date, last: date, context: Context, *flags: str) -> Moment:
    past = ("past",) if last < context.today else ()
    return Moment(day=first, last_day=last, flags=past + flags)


def _whole_month(hit: Hit) -> Moment:
    year, month = month_named(hit)
    return stretch(date(year, month, 1), month_end(year, month), hit.context)


def _whole_year(hit: Hit) -> Moment | None:
    year = year_of(hit)
    if year is None:
        year = hit.context.today.year + len(hit.all("next")) - len(hit.all("prev")) - len(hit.all("last"))
    return stretch(date(year, 1, 1), date(year, 12, 31), hit.context)


def monday_of(context: Context) -> date:
    return context.today - timedelta(days=context.today.weekday())


def _relative(hit: Hit) -> Moment | None:
    return said(hit.context.today + timedelta(days=hit["r"]), hit.context)


def _day_part(hit: Hit) -> Moment:
    shift, part = hit["r"]
    return Moment(day=hit.context.today + timedelta(days=shift), part=part, flags=("past",) if shift < 0 else ())


def _iso(hit: Hit) -> Moment | None:
    return said(day_or_none(*hit["d"]), hit.context)


def _slash(hit: Hit) -> Moment | None:
    first, second, *year = hit["d"]
    day_first = first > 12 or (second <= 12 and hit.context.country not in ("CN", "US", "JP", "KR", "TW", "CA"))
    month, day = (second, first) if day_first else (first, second)
    if year:
        return said(day_or_none(year[0] + (2000 if year[0] < 100 else 0), month, day), hit.context)
    if not 1 <= month <= 12:
        return None
    return _on(hit, month, day)


def unit_name(hit: Hit) -> str:
    units = hit.all("unit")
    return (
        {("days", 7): "week", ("months", 1): "month", ("months", 12): "year", ("days", 1): "day"}.get(units[-1], "")
        if units
        else ""
    )


def week_shift(hit: Hit) -> int:
    """How many weeks on the words go: 下下周 is two."""
    back = len(hit.all("prev_zh")) + len(hit.all("prev")) + len(hit.all("last"))
    return len(hit.all("next_zh")) + len(hit.all("next")) - back


def whole_week(hit: Hit) -> Moment:
    first = monday_of(hit.context) + timedelta(weeks=week_shift(hit))
    return stretch(first, first + timedelta(days=6), hit.context)


def _rest(hit: Hit) -> Moment | None:
    """The rest of the week: from today to its end."""
    today = hit.context.today
    whole = {"week": whole_week, "month": _whole_month, "year": _whole_year}.get(unit_name(hit))
    if whole is None:
        return stretch(today, today, hit.context) if unit_name(hit) == "day" else None
    found = whole(hit)
    return stretch(today, found.last_day, hit.context) if found and found.last_day else None


def english_unit(hit: Hit) -> Moment | None:
    if unit_name(hit) == "day":
        return said(hit.context.today + timedelta(days=1), hit.context) if hit.all("next") else None
    build = {"week": whole_week, "month": _whole_month, "year": _whole_year}.get(unit_name(hit))
    return build(hit) if build else None


def _english_year_edge(hit: Hit) -> Moment | None:
    if unit_name(hit) == "month":
        return _edge(hit)
    if unit_name(hit) == "year":
        return _year_edge(hit)
    if unit_name(hit) == "day" and hit.all("end"):
        return Moment(day=hit.context.today, part="late")
    if unit_name(hit) == "week" and hit.all("end"):
        return said(monday_of(hit.context) + timedelta(weeks=week_shift(hit), days=4), hit.context)
    return None


def _unit_after_next(hit: Hit) -> Moment | None:
    """The week after next."""
    today = hit.context.today
    if unit_name(hit) == "week":
        first = monday_of(hit.context) + timedelta(weeks=2)
        return stretch(first, first + timedelta(days=6), hit.context)
    if unit_name(hit) == "month":
        first = today + relativedelta(months=2, day=1)
        return stretch(first, month_end(first.year, first.month), hit.context)
    return None


def _this_day_later(hit: Hit) -> Moment | None:
    """下周的今天, 明年的今天."""
    shift, day = week_shift(hit), hit.context.today + timedelta(days=hit["r"])
    if hit.has("yr"):
        return said(day + relativedelta(year=year_of(hit)), hit.context)
    return said(day + (relativedelta(weeks=shift) if hit.all("week") else relativedelta(months=shift)), hit.context)


def _lone_month(hit: Hit) -> Moment | None:
    """A month by itself; before a verb it is a name: "April said yes"."""
    led = hit.before is not None and any(
        map(hit.before.has, ("in", "of", "by", "until", "during", "from", "for", "to"))
    )
    alone = len(hit.tokens) == 1 and hit.after is not None and not led
    return None if alone and hit.after and (hit.after.has("other") or hit.after.has("act")) else _whole_month(hit)


RULES = (
    Rule("MOMENT", "<the>? <unit> <after_next>", _unit_after_next),
    Rule("MOMENT", "(?:<next_zh>{1,4}|<prev_zh>{1,4}) (?:<week>|<yue>) <de>? <r:day_rel>", _this_day_later),
    Rule("MOMENT", "<yr:this_year|next_year|year_after_next|last_year> <de>? <r:day_rel>", _this_day_later),
    Rule("MOMENT", "<rest> <the|this|next>? <unit>", _rest),
    Rule("MOMENT", "<r:day_rel>", _relative),
    Rule("MOMENT", "<r:day_part>", _day_part),
    Rule("MOMENT", "<d:iso>", _iso),
    Rule("MOMENT", "<on|by|for|before|until|at|from|to|week> <d:slash>", _slash),
    Rule("MOMENT", "<on>? <d:slash3>", _slash),
    Rule("MOMENT", "<d:slash> (?=<at>? <CLOCK>)", _slash),
    Rule("MOMENT", f"<the>? <d:ordinal> <of>? <m:month|weak_month> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<d:dom> <of>? <m:month|weak_month> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<m:month|weak_month> <dot>? <the>? <d:ordinal> {_EN_YEAR}", _month_day),
    Rule("MOMENT", f"<m:month|weak_month> <dot>? <d:dom> {_NOT_A_CLOCK} {_EN_YEAR}", _month_day),
    Rule("MOMENT", "<on|by|until|before|for|from|to|dash> <the> <d:ordinal>", _english_dom),
    Rule("MOMENT", "<the>? <d:ordinal_d>", _english_dom),
    Rule("MOMENT", f"<on>? <the>? <d:ordinal> <of> {EN_MONTH}", _in_month),
    Rule("MOMENT", "<next|this> <unit> <on>? <the> <d:ordinal>", _in_month),
    Rule("MOMENT", f"<the>? <last> <unit> <of> {EN_MONTH}", _month_last_day),
    Rule("MOMENT", f"(?:<at> <the>|<the>)? (?:<end> <of>|<begin_of>) {EN_MONTH}", _edge),
    Rule("MOMENT", f"<the>? <middle> (?:<of>|<dash>)? {EN_MONTH}", _edge),
    Rule("MOMENT", "<the>? (?:<end> <of>|<begin_of>) (?:<the>|<this>|<next>) <unit>", _english_year_edge),
    Rule("MOMENT", "<this|next|late|early>? <m:month> <y:year>?", _lone_month),
    Rule("MOMENT", "(?:(?<=<in|of|by|until|during|from>)|<this|next>) <m:weak_month> <y:year>?", _whole_month),
    Rule("MOMENT", "<m:weak_month> <y:year>", _whole_month),
    Rule("MOMENT", "<by>? <the>? <end> <of> <the|this|next>? <unit>", _english_year_edge),
    Rule("MOMENT", "<the>? <this|next|last|prev|coming> <unit>", english_unit),
    Rule("MOMENT", f"{ZH_YEAR} <m:month_no> <yue> <de>? <d:dom> <hao|ri>?", _month_day),
    Rule("MOMENT", "(?:<next_zh>{1,4}|<this_zh>|<prev_zh>{1,4}) <yue> <de>? <d:dom> <hao|ri>", _in_month),
    Rule("MOMENT", "<this_month> <de>? <d:dom> <hao|ri>", _in_month),
    Rule("VOID", "<month_no> <yue> <dom> <hao|ri>", lambda hit: True),  # 二月三十号
    Rule("MOMENT", "<d:dom> <hao>", _day_of_month),
    Rule("MOMENT", "<d:dom> <ri> (?!<unit|after_zh|within_zh|thing|other>)", _day_of_month),
    Rule(
        "MOMENT",
        f"{ZH_YEAR} (?:<m:month_no> <yue>?|<next_zh>{{1,4}} <yue>?|<this_zh> <yue>?|<this_month> <de>?)? "
        "<month_end|month_begin|month_middle|month_late>",
        _edge,
    ),
    Rule("MOMENT", f"{ZH_YEAR} <year_end|year_begin>", _year_edge),
    Rule("MOMENT", f"{ZH_YEAR} {ZH_MONTH} <de>? <last> <unit>", _month_last_day),
    Rule("MOMENT", f"{ZH_YEAR} {ZH_MONTH} <de>? {ZH_NTH} {_ZH_WEEKDAY}", _nth_of_month),
    Rule("MOMENT", f"{ZH_YEAR} {ZH_MONTH}", _whole_month),
    Rule("MOMENT", "<y:year> <nian>", _whole_year),
    Rule(
        "MOMENT",
        f"<the>? (?:<last>|<nth1>|<n:ordinal>) <wd:weekday|weak_weekday> (?:<of>|<in>) {EN_MONTH}",
        _nth_of_month,
    ),
    Rule("MOMENT", "<this_year|next_year|year_after_next|last_year>", _whole_year),
)
