"""Lengths of time, and what lies that far from now or from a named day: 一个半小时, in 20 minutes, 三天后."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.values import Length, Moment


def _of(unit: tuple[str, int], amount: Fraction) -> Length | None:
    """So much of a unit; halves of big units go over into the next smaller one."""
    field, size = unit
    total = amount * size
    if total > 10**7 * 60:
        return None
    if field == "months":
        whole = int(total)
        return Length(months=whole, days=int((total - whole) * 30))
    if field == "days":
        whole = int(total)
        return Length(days=whole, seconds=int((total - whole) * 86400))
    return Length(seconds=int(total))


def _amount(hit: Hit) -> Fraction:
    if hit.has("n"):
        amount = Fraction(hit["n"])
    elif hit.has("couple"):
        amount = Fraction(2)
    else:
        amount = Fraction(0 if hit.has("half") and not hit.has("one") else 1)
    return amount + (Fraction(1, 2) if hit.has("half") else 0)


def _length(hit: Hit) -> Length | None:
    unit, amount, token = hit["u"], _amount(hit), hit.token("u")
    if token is None or (hit.before is not None and hit.before.has("di")):
        return None
    if token.text == "月" and not hit.has("ge") and not hit.has("half"):
        return None  # 三月 is March
    if token.text == "年" and hit.has("n") and not 0 < amount < 1000:
        return None  # 2026年
    if token.text == "s" and hit.has("n") and not _seconds_or_decade(hit):
        return None
    if hit.has("one") and token.has("ordinal") and hit.after is not None and not hit.after.has("later"):
        return None  # "a second opinion"
    if token.text in ("周", "星期", "礼拜") and hit.after is not None and hit.after.has("zh_days"):
        return None
    return _of(unit, amount)


def _seconds_or_decade(hit: Hit) -> bool:
    """90s is a length before nothing or beside a timer; 90s music is not."""
    if hit["n"] % 10 or not 20 <= hit["n"] <= 90:
        return True
    return hit.after is None or any(
        t.text.lower() in ("timer", "countdown", "倒", "计", "after", "in") for t in hit.sentence
    )


def _quarters(hit: Hit) -> Length:
    return Length(seconds=900 * (hit["n"] if hit.has("n") else 1))


def _of_an_hour(hit: Hit) -> Length | None:
    token = hit.token("q")
    return _quarters(hit) if token is not None and token.text.lower() == "quarters" else None


def _and_a_quarter(hit: Hit) -> Length | None:
    return _of(hit["u"], Fraction(hit["n"] or 1) + Fraction(1, 4))


def _next_unit(hit: Hit) -> Length | None:
    field, size = hit["u"]
    return Length(seconds=size) if field == "seconds" else None


def _minutes(hit: Hit) -> Length:
    return Length(seconds=60 * hit["n"])


def _days(hit: Hit) -> Length:
    return Length(days=hit["n"])


def _sum(hit: Hit) -> Length:
    total = Length()
    for part in hit.all("LEN"):
        total += part
    return total


LENGTHS = (
    Rule("LEN", "<n:num|dec> <dash>? <ge>? <half:half>? <u:unit>", _length),
    Rule("LEN", "<n:num> <ge>? <u:unit> <half:half> (?!<ge|unit|hour|num>)", _length),
    Rule("LEN", "<n:num> <ge:ge> <u:unit>", _length),
    Rule("LEN", "<half:half> <a>? <ge>? <u:unit>", _length),
    Rule("LEN", "<a> <half:half> <u:unit>", _length),
    Rule("LEN", "<n:num> <and> <a>? <half:half> <u:unit>", _length),
    Rule("LEN", "<n:num> <u:unit> <and> <a> <half:half>", _length),
    Rule("LEN", "<one:a> <u:unit> <and> <a> <half:half>", _length),
    Rule("LEN", "<one:a> <full>? <u:unit>", _length),
    Rule("LEN", "<a>? <couple:couple|couple_of> <of>? <u:unit>", _length),
    Rule("LEN", "<for> <the> <next> <u:unit>", _next_unit),
    Rule("LEN", "<n:num> <q:unit> <of> <a> <unit>", _of_an_hour),
    Rule("LEN", "(?:<one:a>|<n:num>) <u:unit> <and> <a> <quarter>", _and_a_quarter),
    Rule("LEN", "<n:num> <ke_len>", _quarters),
    Rule("LEN", "<a>? <quarter> <of> <a> <unit>", _quarters),
    Rule("LEN", "<n:num> <fen> (?=<after_zh>|<num> <unit>)", _minutes),
    Rule("LEN", "<n:num> <ri> (?=<after_zh|within_zh>)", _days),
    Rule("VOID", "(?:<num> <times>|<times_n|once>) <a|every|per> <unit>", lambda hit: True),
    Rule("VOID", "(?<!<at>) <num> <a|per> <unit>", lambda hit: True),
    Rule("VOID", "<num> <unit> <a|per> <unit>", lambda hit: True),
    Rule("VOID", "(?<!<every|every_gap|gap>) <num> <ge>? <unit> <num> <ci>", lambda hit: True),
    Rule("VOID", "<num> <dash>? <unit> <dash>? <old>", lambda hit: True),
)
SUMS = (Rule("LEN", "<LEN> (?:<and|comma|ling>? <LEN>)+", _sum),)


def shifted(now: datetime, length: Length) -> datetime:
    """So long after `now`: days and months on the wall calendar, hours and minutes in real time."""
    wall = now + relativedelta(months=length.months) + timedelta(days=length.days)
    return (wall.astimezone(UTC) + timedelta(seconds=length.seconds)).astimezone(now.tzinfo)


def day_shifted(day: date, length: Length) -> date:
    """So many days and months after a day."""
    return day + relativedelta(months=length.months) + timedelta(days=length.days)


def _from_now(hit: Hit, sign: int) -> Moment:
    length = hit["LEN"].times(sign)
    flags = ("past",) if sign < 0 else ()
    if length.seconds:
        return Moment(instant=shifted(hit.context.now, length), length=length, flags=flags)
    return Moment(day=day_shifted(hit.context.today, length), length=None, flags=flags)


def _later(hit: Hit) -> Moment:
    return _from_now(hit, 1)


def _ago(hit: Hit) -> Moment:
    return _from_now(hit, -1)


def _after_day(hit: Hit) -> Moment | None:
    return _from_day(hit, 1)


def _before_day(hit: Hit) -> Moment | None:
    return _from_day(hit, -1)


def _from_day(hit: Hit, sign: int) -> Moment | None:
    moment, length = hit["day"], hit["LEN"]
    if moment.day is None or length.seconds or moment.clock:
        return None
    return Moment(day=day_shifted(moment.day, length.times(sign)), part=moment.part, flags=moment.flags)


def _same_day_later(hit: Hit) -> Moment | None:
    """两周后的今天, 两周后的周五: the day moved on by whole weeks or months."""
    moment, length = hit["day"], hit["LEN"]
    if moment.day is None or length.seconds:
        return None
    if moment.rolls == "weekday":
        week = day_shifted(hit.context.today, length)
        day = week + timedelta(days=moment.day.weekday() - week.weekday())
        return Moment(day=day, part=moment.part, flags=moment.flags)
    return _after_day(hit)


def _next_stretch(hit: Hit) -> Moment | None:
    """The next five days: from today on."""
    length, today = hit["LEN"], hit.context.today
    if length.seconds:
        return None
    return Moment(day=today, last_day=day_shifted(today, length) - timedelta(days=1))


def _so_many_weekdays(hit: Hit) -> Moment:
    today = hit.context.today
    return Moment(day=today + timedelta(days=(hit["wd"] - today.weekday() - 1) % 7 + 1, weeks=hit["n"] - 1))


def _moved(hit: Hit) -> Moment:
    sign = -1 if hit.has("back") else 1
    return Moment(length=hit["LEN"].times(sign), flags=("unknown_anchor",))


WEEKDAYS_ON = (Rule("MOMENT", "<n:num> <wd:weekday_s> <later>", _so_many_weekdays),)
OFFSETS = (
    Rule("MOMENT", "<in|within|in_zh|guo> <about>? <LEN:LEN> <after_zh|later>?", _later),
    Rule("MOMENT", "<about>? <LEN:LEN> <tail>? <later|after_zh|within_zh>", _later),
    Rule("MOMENT", "<after> <LEN:LEN> (?!<before|after|to|other>)", _later),
    Rule("MOMENT", "<LEN:LEN> <ago|before_zh> (?!<other|the|act|a|MOMENT|CLOCK|name>)", _ago),
    Rule("MOMENT", "<LEN:LEN> <from|after> <day:MOMENT>", _after_day),
    Rule("MOMENT", "<LEN:LEN> <before> <day:MOMENT>", _before_day),
    Rule("MOMENT", "<day:MOMENT> <after_zh> <LEN:LEN>", _after_day),
    Rule("MOMENT", "<day:MOMENT> <before_zh> <LEN:LEN>", _before_day),
    Rule("MOMENT", "<LEN:LEN> <after_zh> <de>? <day:MOMENT>", _same_day_later),
    Rule("MOMENT", "<the>? <next|next_span> <LEN:LEN>", _next_stretch),
    Rule("MOMENT", "<back:ahead_zh> <LEN:LEN>", _moved),
    Rule("MOMENT", "<postpone> <LEN:LEN>", _moved),
    Rule("MOMENT", "<LEN:LEN> <back:earlier|ahead>", _moved),
    # Counted from something this sentence does not place in time: 饭后一小时, "an hour after dinner".
    Rule("VOID", "<after_zh|before_zh> <LEN:LEN> <after_zh>?", lambda hit: True),
    Rule("VOID", "<LEN:LEN> <after|before> (?=$|<other|the|act|a|name|trap|VOID|comma>)", lambda hit: True),
)
