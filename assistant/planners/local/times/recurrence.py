"""Repetitions: every other Friday, 每周一三五, 每隔两小时, the first Monday of every month, 每个法定工作日."""

from assistant.calendars.festivals import FESTIVALS, next_festival
from assistant.planners.local.times.festivals import lunar
from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.values import WEEK, Length, Moment, Repeat

_WORKWEEK = Repeat(freq="WEEKLY", byday=WEEK[:5])
_WEEKEND = Repeat(freq="WEEKLY", byday=WEEK[5:])


def _moment(repeat: Repeat | None, part: str | None = None) -> Moment | None:
    return Moment(repeat=repeat, part=part) if repeat else None


def _days(hit: Hit) -> tuple[int, ...]:
    """The weekdays named; those of a range in full, over the weekend if need be."""
    found: list[int] = []
    for kind in ("weekday", "weak_weekday", "weekday_s"):
        found += [day for token in hit.tokens if (day := token.values.get(kind)) is not None]
    for days in hit.all("zh_days"):
        found += days
    if hit.has("last_zh"):
        found.append(hit["last_zh"] - 1)
    if hit.has("range") and len(found) == 2:
        first, last = found
        found = [(first + i) % 7 for i in range((last - first) % 7 + 1)]
    return tuple(sorted(set(found)))


def _weekly(hit: Hit) -> Moment | None:
    days = _days(hit)
    if not days or days[-1] > 6:
        return None
    interval = (
        2
        if hit.all("other_one") or hit.all("alternate_weeks") or hit.all("fortnightly") or hit.has("gap")
        else hit["n"] or 1
    )
    return _moment(Repeat(freq="WEEKLY", interval=interval, byday=tuple(WEEK[d] for d in days)))


def _listed(hit: Hit) -> Moment | None:
    """ "Mon, Wed and Fri" said without "every": three days or more are a habit; two may be two dates."""
    compact = any(len(days) > 1 and days != (5, 6) for days in hit.all("zh_days"))
    return _weekly(hit) if compact or len(_days(hit)) >= 3 else None


def _range(hit: Hit) -> Moment | None:
    """Monday to Friday is the working week; another stretch is a habit only with a clock after it."""
    before, after, days = hit.before, hit.after, _days(hit)
    if before is not None and (before.has("next_zh") or before.has("this_zh") or before.has("next")):
        return None
    if len(days) < 5 and not (after and any(after.has(k) for k in ("PART", "CLOCK", "at", "daily", "part_en"))):
        return None
    return _weekly(hit)


def _every(length: Length, interval: int = 1) -> Repeat | None:
    if length.months and not length.days and not length.seconds:
        years, months = divmod(length.months, 12)
        return (
            Repeat(freq="YEARLY", interval=years)
            if years and not months
            else Repeat(freq="MONTHLY", interval=length.months)
        )
    if length.days and not length.months and not length.seconds:
        weeks, days = divmod(length.days, 7)
        return (
            Repeat(freq="WEEKLY", interval=weeks) if weeks and not days else Repeat(freq="DAILY", interval=length.days)
        )
    if not length.seconds or length.months or length.days:
        return None
    for freq, size in (("HOURLY", 3600), ("MINUTELY", 60), ("SECONDLY", 1)):
        if length.seconds % size == 0:
            return Repeat(freq=freq, interval=length.seconds // size)
    return None


def _unit(hit: Hit) -> Length:
    field, size = hit["u"]
    return Length(**{field: size})


def _each_unit(hit: Hit) -> Moment | None:
    times = 2 if hit.all("other_one") else hit["n"] or 1
    return _moment(_every(_unit(hit).times(times)))


def _each_length(hit: Hit) -> Moment | None:
    return _moment(_every(hit["len"]))


def _weekly_length(hit: Hit) -> Moment | None:
    length, days = hit["len"], _days(hit)
    if length.months or length.seconds or length.days % 7 or not length.days:
        return None
    weeks = length.days // 7 * (2 if hit.all("every_gap") and length.days == 7 else 1)
    return _moment(Repeat(freq="WEEKLY", interval=weeks, byday=tuple(WEEK[d] for d in days)))


def _festival(hit: Hit) -> Moment:
    """Every Christmas. Those that move with the moon or Easter have no RRULE: yearly from the next one, and flagged."""
    kind, *numbers = FESTIVALS[hit["f"]] if hit["f"] in FESTIVALS else FESTIVALS["labour"]
    if kind == "on":
        return Moment(repeat=Repeat(freq="YEARLY", bymonth=int(numbers[0]), bymonthday=(int(numbers[1]),)))
    if kind == "nth" and len(numbers) == 3:
        return Moment(
            repeat=Repeat(freq="YEARLY", bymonth=int(numbers[0]), byday=(f"{numbers[2]}{WEEK[int(numbers[1])]}",))
        )
    day = next_festival(hit["f"], hit.context.today, hit.context.country)
    return Moment(repeat=Repeat(freq="YEARLY"), start=day, flags=("moves_each_year",))


def _lunar(hit: Hit) -> Moment | None:
    moment = lunar(hit)
    if moment is None or not (hit.all("lunar") or hit.all("chu") or not hit.has("m")):
        return None
    return Moment(repeat=Repeat(freq="YEARLY"), start=moment.day, flags=("moves_each_year",))


def _quarterly(hit: Hit) -> Moment | None:
    return _moment(Repeat(freq="MONTHLY", interval=3))


def _gap(hit: Hit) -> Moment | None:
    """每隔一天 skips one, so every second; 每隔两小时 is said for every two hours."""
    length = hit["len"]
    one = length in (Length(days=1), Length(days=7), Length(months=1), Length(months=12))
    return _moment(_every(length.times(2) if one else length))


_PLAIN = {
    "daily": Repeat(freq="DAILY"),
    "daily_morning": Repeat(freq="DAILY"),
    "nightly": Repeat(freq="DAILY"),
    "weekly": Repeat(freq="WEEKLY"),
    "monthly": Repeat(freq="MONTHLY"),
    "yearly": Repeat(freq="YEARLY"),
    "hourly": Repeat(freq="HOURLY"),
    "quarterly": Repeat(freq="MONTHLY", interval=3),
    "fortnightly": Repeat(freq="WEEKLY", interval=2),
    "alternate_days": Repeat(freq="DAILY", interval=2),
    "alternate_weeks": Repeat(freq="WEEKLY", interval=2),
}


def _plain(hit: Hit) -> Moment | None:
    kind = next(kind for kind in _PLAIN if hit.tokens[-1].has(kind))
    part = {"daily_morning": "morning", "nightly": "night"}.get(kind)
    return _moment(_PLAIN[kind], part)


def _workweek(hit: Hit) -> Moment | None:
    return _moment(_WORKWEEK)


def _legal(hit: Hit) -> Moment | None:
    return _moment(Repeat(freq="DAILY", calendar="CN-workday"))


def _weekend(hit: Hit) -> Moment | None:
    return _moment(_WEEKEND)


def _daily_part(hit: Hit) -> Moment | None:
    return _moment(Repeat(freq="DAILY"), hit["p"])


def _month_days(hit: Hit) -> Moment | None:
    days = tuple(sorted({d for kind in ("dom", "ordinal") for d in hit.all(kind)}))
    if hit.all("last") or hit.all("month_end"):
        days = (-1,)
    if not days or not all(d == -1 or 1 <= d <= 31 for d in days):
        return None
    return _moment(Repeat(freq="MONTHLY", bymonthday=days))


def _month_weekday(hit: Hit) -> Moment | None:
    n = -1 if hit.all("last") else 1 if hit.all("nth1") else hit["n"]
    days = _days(hit)
    if not days or not 0 < abs(n) <= 5:
        return None
    return _moment(Repeat(freq="MONTHLY", byday=(f"{n}{WEEK[days[0]]}",)))


def _month_workday(hit: Hit) -> Moment | None:
    """The last working day of every month, by the plain week."""
    n = -1 if hit.all("last") else 1 if hit.all("nth1") else hit["n"]
    return _moment(Repeat(freq="MONTHLY", byday=WEEK[:5], bysetpos=n))


def _year_day(hit: Hit) -> Moment | None:
    month, day = hit["m"], hit["d"]
    if not 1 <= day <= 31:
        return None
    return _moment(Repeat(freq="YEARLY", bymonth=month, bymonthday=(day,)))


_DAY = "<weekday|weak_weekday|weekday_s>"
_AND = "(?:<comma|and>|<comma> <and>)?"
_LIST = f"{_DAY} (?:{_AND} {_DAY})*"
_ZH_DAY = "<week> <zh_days>"
_ZH_LIST = f"{_ZH_DAY} (?:<dun|comma_and|comma>? <week>? <zh_days>)*"
_ZH_RANGE = "<week> <zh_days> <range:to|dash> (?:<week> <zh_days>|<last_zh:num_z>)"
_EACH = "<on>? (?:<every>|<all>)"
_NTH = "(?:<last> <ge>?|<nth1>|<di> <n:num> <ge>?)"
_EN_NTH = "(?:<last>|<nth1>|<n:ordinal>)"
_MONTHLY = "(?:<monthly>|<every> <unit>)"

RULES = (
    Rule("REPEAT", "<every> <quarter>", _quarterly),
    Rule("REPEAT", f"<every> <other_one> <unit> <on> {_LIST}", _weekly),
    Rule("REPEAT", f"{_MONTHLY} <de>? {_NTH} <workweek|workday>", _month_workday),
    Rule("REPEAT", f"<on>? <the>? {_EN_NTH} <workweek|workday> <of> (?:<every>|<a>) <unit>", _month_workday),
    Rule(
        "REPEAT",
        "<daily|daily_morning|nightly|weekly|monthly|yearly|hourly|quarterly|fortnightly|alternate_days|alternate_weeks>",
        _plain,
    ),
    # English
    Rule("REPEAT", f"{_EACH} <other_one|nth1>? {_LIST}", _weekly),
    Rule("REPEAT", f"{_EACH} {_DAY} <range:to|dash> {_DAY}", _weekly),
    Rule("REPEAT", f"<from>? {_DAY} <range:to|dash> {_DAY}", _range),
    Rule("REPEAT", f"<every> <n:num|ordinal> <unit> <on> {_LIST}", _weekly),
    Rule("REPEAT", f"<on>? <weekday_s> (?:(?:<comma|and>|<comma> <and>)? {_DAY})*", _weekly),
    Rule(
        "REPEAT",
        f"<on>? {_DAY} {_AND} {_DAY} {_AND} {_DAY} (?:{_AND} {_DAY})*",
        _listed,
    ),
    Rule("REPEAT", f"(?:<weekly>|<every> <unit>) <on> {_LIST}", _weekly),
    Rule("REPEAT", "<every> <other_one>? <u:unit>", _each_unit),
    Rule("REPEAT", "<every> <n:num|ordinal> <ge>? <u:unit>", _each_unit),
    Rule("REPEAT", "<every> <len:LEN>", _each_length),
    Rule("REPEAT", f"<every> <len:LEN> <on>? {_LIST}", _weekly_length),
    Rule("REPEAT", f"{_EACH} <n:ordinal> {_DAY}", _weekly),
    Rule("REPEAT", "<monthly> <on> <the>? <last> <unit>", _month_days),
    Rule("REPEAT", "(?:<yearly>|<every> <unit>|<every>) <de|on|at>? <f:festival>", _festival),
    Rule(
        "REPEAT",
        "(?:<yearly>|<every> <nian>) <de>? <lunar>? "
        "(?:<m:month_no> <yue>|<zheng_yue|la_yue|dong_yue>) <chu>? <d:dom> <ri|hao>?",
        _lunar,
    ),
    Rule("REPEAT", "<every_month_end>", lambda hit: _moment(Repeat(freq="MONTHLY", bymonthday=(-1,)))),
    Rule("REPEAT", f"{_EACH} <workweek|workweek_s>", _workweek),
    Rule("REPEAT", "<on>? <workweek_s>", _workweek),
    Rule("REPEAT", "<workweek> (?=<part_en|part>)", _workweek),
    Rule("REPEAT", f"(?:{_EACH})? <legal_workday>", _legal),
    Rule("REPEAT", f"{_EACH} <weekend|weekend_zh>", _weekend),
    Rule("REPEAT", "<on>? <weekend_s>", _weekend),
    Rule("REPEAT", "<every> <p:part_en|part>", _daily_part),
    Rule("REPEAT", f"<on>? <the>? {_EN_NTH} {_DAY} <of> (?:<every>|<a>) <unit>", _month_weekday),
    Rule("REPEAT", f"<every> <unit> <on> <the>? {_EN_NTH} {_DAY}", _month_weekday),
    Rule("REPEAT", f"<every> {_EN_NTH} {_DAY} <of> <the> <unit>", _month_weekday),
    Rule("REPEAT", "<on>? <the>? <ordinal> (?:<and> <the>? <ordinal>)? <of> <every> <unit>", _month_days),
    Rule(
        "REPEAT",
        "<on>? <the>? <last> <unit> <of> (?:<every>|<the>) <unit>",
        lambda hit: _month_days(hit) if hit.all("every") else None,
    ),
    Rule("REPEAT", f"{_MONTHLY} <on> <the> <ordinal> (?:<and> <the>? <ordinal>)?", _month_days),
    Rule("REPEAT", "<every> <ordinal_d>", _month_days),
    Rule("REPEAT", "<every> <ordinal> <of> <the|every> <unit>", _month_days),
    Rule(
        "REPEAT", "(?:<every>|<yearly> <on>|<every> <unit> <on>) <m:month|weak_month> <the>? <d:ordinal|dom>", _year_day
    ),
    Rule(
        "REPEAT",
        "(?:<every>|<yearly> <on>|<every> <unit> <on>) <the>? <d:ordinal|dom> <of>? <m:month|weak_month>",
        _year_day,
    ),
    # Chinese
    Rule("REPEAT", f"(?:<every>|<weekly>) <de>? {_ZH_LIST}", _weekly),
    Rule("REPEAT", "<weekly> <de>? <zh_days> (?:<dun|comma_and|comma>? <week>? <zh_days>)*", _weekly),
    Rule("REPEAT", f"<every> {_ZH_RANGE}", _weekly),
    Rule("REPEAT", f"<from>? {_ZH_RANGE}", _range),
    Rule("REPEAT", f"(?:<every>|<every_gap>) <len:LEN> <de>? {_ZH_LIST}", _weekly_length),
    Rule("REPEAT", "<weekly> <zh_days> <range:to|dash> (?:<week>? <zh_days>|<last_zh:num_z>)", _weekly),
    Rule("REPEAT", f"(?:<alternate_weeks|fortnightly>|<every_gap> <gap:num> <ge>? <unit>) <de>? {_ZH_LIST}", _weekly),
    Rule("REPEAT", "(?:<alternate_weeks|fortnightly>) <zh_days>", _weekly),
    Rule(
        "REPEAT",
        f"{_ZH_DAY} <dun|comma_and> <week>? <zh_days> (?:<dun|comma_and> <week>? <zh_days>)+",
        _listed,
    ),
    Rule("REPEAT", _ZH_DAY, _listed),
    Rule("REPEAT", "<every_gap|gap> <len:LEN>", _gap),
    Rule("REPEAT", f"{_MONTHLY} <de>? <dom> <hao|ri> (?:<dun|comma_and> <dom> <hao|ri>)*", _month_days),
    Rule("REPEAT", "(?:<monthly>|<every>) <de>? <month_end>", _month_days),
    Rule("REPEAT", f"{_MONTHLY} <de>? <last> <unit>", _month_days),
    Rule("REPEAT", f"{_MONTHLY} <de>? {_NTH} {_ZH_DAY}", _month_weekday),
    Rule("REPEAT", "<yearly> <de>? <m:month_no> <yue> <d:dom> <hao|ri>?", _year_day),
)
