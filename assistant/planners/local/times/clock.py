"""Readings of a clock: 七点差一刻, 8点30, half past six, 19:30, 7.30 pm, noon."""

from collections.abc import Iterable
from typing import Any

from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.tokens import Token
from assistant.planners.local.times.values import Clock

_DAYISH = (
    "day_rel day_part part zh_days hao ri festival make from to until zai about daily nightly workweek weekend wan zao"
)
_DAYISH += " legal_workday weekday comma at monthly yearly month_end dash daily_morning weekly"


def _is(token: Token | None, kinds: str) -> bool:
    return token is not None and not token.values.keys().isdisjoint(kinds.split())


def _clock(hour: int, minute: int = 0, half: str = "", **extra: Any) -> Clock | None:
    if hour > 24 or minute > 59 or (half and hour > 12 and half == "am"):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if hour <= 12 else hour
    return Clock(hour=hour, minute=minute, sure=bool(half) or hour > 12 or hour == 0, **extra)


def _half(hit: Hit) -> str:
    return "am" if hit.has("am") else "pm" if hit.has("pm") else ""


def _before_hour(hour: int, minutes: int) -> Clock | None:
    return _clock((hour - 1) % 12 or 12 if 1 <= hour <= 12 else hour - 1, 60 - minutes) if hour else None


def _after_hour(hit: Hit) -> Clock | None:
    return _with(hit, _clock(hit["h"], _minutes(hit)))


def _to_hour(hit: Hit) -> Clock | None:
    minutes = _minutes(hit)
    if (
        hit.has("m")
        and not hit.has("unit")
        and ((_is(hit.token("m"), "num_d") and minutes < 13) or _is(hit.before, "from"))
    ):
        return None  # "5 to 7", "from five to seven": a span
    if not hit.has("unit") and hit.has("m") and minutes % 5:
        return None
    return _with(hit, _before_hour(hit["h"], minutes)) if minutes else None


def _minutes(hit: Hit) -> int:
    if hit.has("half"):
        return 30
    return 15 if hit.has("q") else int(hit["m"])


def _with(hit: Hit, clock: Clock | None) -> Clock | None:
    half = _half(hit)
    if clock is None or not half or _counted(hit.after):
        return None if clock is None or _counted(hit.after) else clock
    # "quarter to twelve pm" is 23:45, for the half belongs to the reading and not to the hour named.
    return Clock(hour=clock.hour % 12 + (12 if half == "pm" else 0), minute=clock.minute, sure=True)


def _counted(after: Token | None) -> bool:
    return (_is(after, "thing") and not _is(after, "act")) or (_is(after, "num unit") and not _is(after, "week"))


def _plural(after: Token | None) -> bool:
    return _is(after, "other") and after is not None and after.text.endswith("s") and not after.text.endswith("ss")


def _named_half(hit: Hit) -> Clock | None:
    clock = _clock(hit["h"], hit["m"] or 0, _half(hit))
    return clock if hit["h"] <= 12 or not hit.has("am") else None


def _oclock(hit: Hit) -> Clock | None:
    return _clock(hit["h"], 0, _half(hit))


def _compact(hit: Hit) -> Clock | None:
    hour, minute = divmod(hit["n"], 100)
    return _clock(hour, minute, _half(hit))


def _digits(hit: Hit) -> Clock | None:
    hour, minute, *rest, led = hit["t"]
    half = _half(hit)
    clock = _clock(hour, minute, half)
    if clock is None:
        return None
    return Clock(hour=clock.hour, minute=minute, second=rest[0] if rest else 0, sure=clock.sure or led)


def _decimal(hit: Hit) -> Clock | None:
    hour, minute = hit["t"].split(".")
    if len(minute) != 2 or _is(hit.after, "thing unit percent_zh"):
        return None
    return _clock(int(hour), int(minute), _half(hit))


def _pair(hit: Hit) -> Clock | None:
    if hit["h"] > 12 or _is(hit.before, "num month ordinal") or _counted(hit.after) or _plural(hit.after):
        return None
    return _clock(hit["h"], hit["m"])


def _bare(hit: Hit) -> Clock | None:
    after, before = hit.after, hit.before
    if _counted(after) or _plural(after) or _is(after, "ordinal dec oclock am pm ge of percent_zh"):
        return None
    if _is(after, "name") or (
        before is not None
        and before.text.lower() in ("look", "looking", "laugh", "divided", "multiplied", "aged", "age")
    ):
        return None
    if not hit.has("strong") and _is(after, "other"):
        return None
    if hit.has("for") and hit.context.leaning not in ("am", "weak_am"):
        return None
    if hit.has("make") and not (after is None or _is(after, "rather act comma other day_rel day_part in")):
        return None
    return _clock(hit["h"], bare=hit.has("make"))


def _to_named(hit: Hit) -> Clock | None:
    """Five to midnight."""
    minutes = _minutes(hit)
    if minutes % 5 or not 0 < minutes < 60 or _is(hit.before, "from"):
        return None
    return Clock(hour=11 if hit.has("noon") else 23, minute=60 - minutes, sure=True)


def _same_time(hit: Hit) -> Clock:
    """明天这个时候, this time tomorrow."""
    now = hit.context.now
    return Clock(hour=now.hour, minute=now.minute, sure=True)


def _moved_to(hit: Hit) -> Clock | None:
    """ "Move the meeting to four"."""
    return _clock(hit["h"], bare=True) if any(t.has("shift") for t in hit.sentence) else None


def _hour_zh(hit: Hit) -> Clock | None:
    hour, minute = hit["h"], 0
    if hit.has("half"):
        minute = 30
    elif hit.has("q"):
        minute = 15 * hit["q"]
    elif hit.has("m"):
        minute = hit["m"]
        if not hit.has("fen") and not _is(hit.token("m"), "min2 led"):
            return None  # 三点五 is a number
    if minute > 59 or _no_hour(hit):
        return None
    return _clock(hour, minute)


def _no_hour(hit: Hit) -> bool:
    """Whether 三点 counts points (三点建议), or 一点 is "a bit"."""
    before, after = hit.before, hit.after
    if _is(before, "has di ji num") or _is(after, "point"):
        return True
    more = hit.has("half") or hit.has("q") or hit.has("m") or hit.has("exact")
    if not _is(hit.token("h"), "one_zh") or more:
        return False
    if _is(after, "thing trap") and not _is(after, "act"):
        return True
    return not (_is(before, _DAYISH) or (before is None and (after is None or _is(after, "act comma to dash"))))


def _less_zh(hit: Hit) -> Clock | None:
    return _before_hour(hit["h"], 15 * hit["q"] if hit.has("q") else hit["m"])


_AMPM = "(?:<am:am>|<pm:pm>)"
_MAYBE = f"{_AMPM}?"
_DIAN = "(?:<dian>|<exact:dian_zheng|oclock|shi_zheng>)"

RULES: Iterable[Rule] = (
    Rule("CLOCK", f"<half:half> <past> <h:hour12> <oclock>? {_MAYBE}", _after_hour),
    Rule("CLOCK", f"<half:half> <h:hour12> {_MAYBE} (?!<dian|thing|unit|ge|num|other>)", _after_hour),
    Rule("CLOCK", f"<a>? <q:quarter> <past|after> <h:hour12> <oclock>? {_MAYBE}", _after_hour),
    Rule("CLOCK", f"<a>? <q:quarter> <to|before_min|of> <h:hour12> <oclock>? {_MAYBE}", _to_hour),
    Rule("CLOCK", f"<m:min> <unit:unit>? <past> <h:hour12> <oclock>? {_MAYBE}", _after_hour),
    Rule("CLOCK", f"<m:num_w> <unit:unit>? <after> <h:hour12> <oclock>? {_MAYBE}", _after_hour),
    Rule("CLOCK", f"<m:min> <unit:unit>? <to|before_min> <h:hour12> <oclock>? {_MAYBE}", _to_hour),
    Rule("CLOCK", f"<h:hour> (?:<oclock>|<oh> <oclock_tail>) <sharp>? {_MAYBE}", _oclock),
    Rule("CLOCK", f"<h:hour> (?:<oh>? <m:min>)? {_AMPM} <sharp>?", _named_half),
    Rule("CLOCK", f"<at>? <n:hhmm> {_AMPM}", _compact),
    Rule("CLOCK", "<at> <n:hhmm> (?!<thing|unit|num|other|point>)", _compact),
    Rule("CLOCK", "(?<=<part>) <n:hhmm> (?!<thing|unit|num|dian|nian>)", _compact),
    Rule("CLOCK", f"<t:hms> {_MAYBE} <oclock|sharp>?", _digits),
    Rule("CLOCK", f"<at>? <t:dec> {_AMPM}", _decimal),
    Rule("CLOCK", "<at> <t:dec>", _decimal),
    Rule("CLOCK", "<h:num_w> (?:<oh> <m:min>|<m:min2>) <sharp>? (?!<dian|hao|yue|nian|ke>)", _pair),
    Rule("CLOCK", "<noon>", lambda hit: Clock(hour=12, sure=True)),
    Rule("CLOCK", "<this_time> (?=<on>? <day_rel|weekday|month>)", _same_time),
    Rule("CLOCK", "(?<=<day_rel|zh_days|hao>) <this_time>", _same_time),
    Rule("CLOCK", "(?<=<de>) <this_time>", _same_time),
    Rule("CLOCK", "<h:hour> <dian> (?=<num> <ge>)", _hour_zh),
    Rule("CLOCK", "<m:num_w> <unit>? <to|before_min> <noon:noon>", _to_named),
    Rule("CLOCK", "<m:num_w> <unit>? <to|before_min> <midnight>", _to_named),
    Rule("CLOCK", "<q:quarter> <to|before_min> (?:<noon:noon>|<midnight>)", _to_named),
    Rule("CLOCK", f"<h:hour12> <dian> {_AMPM}", _oclock),
    Rule("CLOCK", "<midnight>", lambda hit: Clock(hour=24, sure=True)),
    Rule("CLOCK", "<midnight_zero>", lambda hit: Clock(hour=0, sure=True)),
    Rule("CLOCK", "<strong:at> <about>? <h:hour> <sharp>? (?!<dian|hao|yue|nian|ke|fen|shi>)", _bare),
    Rule("CLOCK", "(?<=<about|by|until|before|after>) <h:hour> <sharp>? (?!<dian|hao|yue|nian|ke|fen|shi>)", _bare),
    Rule("CLOCK", "<h:hour12> (?=<rather>)", lambda hit: _clock(hit["h"], bare=True)),
    Rule("CLOCK", "(?<=<to>) <h:hour12> (?=$|<comma|act>)", _moved_to),
    Rule("CLOCK", "<make:make> <comma>? <h:hour12> (?!<dian|hao|yue|nian|ke|fen|shi>)", _bare),
    Rule("CLOCK", "<for:for> <h:hour> <sharp>? (?!<dian|hao|yue|nian|ke|fen|shi>)", _bare),
    Rule(
        "CLOCK",
        f"<h:hour> {_DIAN} (?:<half:half>|<guo>? <q:num> <ke|ke_len>|<guo>? <m:min> <fen:fen>?)? <zhong>? <zheng>?",
        _hour_zh,
    ),
    Rule("CLOCK", "<h:hour> <shi> (?:<half:half>|<q:num> <ke|ke_len>|<m:min> <fen:fen>?)?", _hour_zh),
    Rule("CLOCK", "<cha> (?:<q:num> <ke|ke_len>|<m:min> <fen>?) (?:<to>)? <h:hour> <dian|oclock>", _less_zh),
    Rule("CLOCK", "<h:hour> <dian> <cha> (?:<q:num> <ke|ke_len>|<m:min> <fen>)", _less_zh),
)
