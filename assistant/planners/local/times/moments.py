"""Neighbouring pieces become one moment: a day, a part of it, a clock, a repetition, in either language and order."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from assistant.planners.local.times import traps
from assistant.planners.local.times.grammar import Hit, Rule
from assistant.planners.local.times.tokens import Token
from assistant.planners.local.times.values import Clock, Moment

_GLUE = ["at", "on", "in", "the", "of", "comma", "de", "zai", "about", "for", "by", "tail", "that_day", "paren", "s"]


def _part(hit: Hit) -> str:
    return str(hit["p"])


def _this_part(hit: Hit) -> Moment:
    return Moment(day=hit.context.today, part=hit["p"])


PARTS = (
    Rule("PART", "<p:part>", _part),
    Rule("PART", "<in|during|on|for> <the> <p:part_en>", _part),
    Rule("PART", "<at> <p:part_en>", _part),
    Rule("MOMENT", "<this> <p:part_en>", _this_part),
    Rule("MOMENT", "<this_zh> <p:part>", _this_part),
)


def _bare_hour(hit: Hit) -> Clock | None:
    token = hit.token("h")
    return None if token is None or token.has("num_z") else Clock(hour=hit["h"])


SHORT_PARTS = (
    Rule("PART", "<zao> (?=<CLOCK>)", lambda hit: "morning"),
    Rule("PART", "<wan> (?=<CLOCK>)", lambda hit: "night"),
    Rule("PART", "(?<=<MOMENT>) <zao>", lambda hit: "morning"),
    Rule("PART", "(?<=<MOMENT>) <wan>", lambda hit: "night"),
    Rule("PART", "(?<=<MOMENT|REPEAT>) <p:part_en>", _part),
    Rule("PART", "<the> <p:part_en> (?=<of> <MOMENT>)", _part),
    # "eight tonight", "seven in the morning"; but a table for two is no clock.
    Rule("CLOCK", "(?<!<for|of|the>) <h:hour12> (?=<PART>)", _bare_hour),
    Rule(
        "CLOCK",
        "(?<![{role}]) <h:hour12> (?=<MOMENT>)".replace("[{role}]", "<for|of|the|LEN|num|month|other>"),
        _bare_hour,
    ),
    Rule("CLOCK", "(?<=<MOMENT|PART>) <h:hour12> (?=$|<comma|act>)", _bare_hour),
)


def _clock_span(hit: Hit) -> Moment | None:
    first = hit["a"] if hit.has("a") else Clock(hour=hit["h"])
    last = hit["b"] if hit.has("b") else Clock(hour=hit["h2"])
    part = hit["p"] if hit.has("p") else None
    if not hit.has("b") and not first.hour:
        return None
    if not hit.has("b") and hit.after is not None and (hit.after.has("unit") or hit.after.has("thing")):
        return None
    return Moment(clock=first, end_clock=last, part=part, end_part=hit["ep"] if hit.has("ep") else None)


CLOCK_SPANS = (
    Rule("MOMENT", "<from>? <p:PART>? <a:CLOCK> <to|dash|until> <ep:PART>? <b:CLOCK>", _clock_span),
    Rule("MOMENT", "<from> <a:CLOCK> <and> <b:CLOCK>", _clock_span),
    Rule("MOMENT", "<from>? <p:PART>? <h:hour> <to|dash> <b:CLOCK>", _clock_span),
    Rule("MOMENT", "<from> <h:hour> <to|dash|until|and> <b:CLOCK>", _clock_span),
    Rule("MOMENT", "<from> <h:hour> <to|dash|until|and> <h2:hour>", _clock_span),
    Rule("MOMENT", "<from>? <a:CLOCK> <to|dash|until> <h2:hour>", _clock_span),
)


def _piece(token: Token) -> Moment | None:
    for kind in ("MOMENT", "REPEAT", "START", "STOP"):
        if isinstance(moment := token.values.get(kind), Moment):
            return moment
    if token.has("CLOCK"):
        return Moment(clock=token.values["CLOCK"])
    if token.has("PART"):
        return Moment(part=token.values["PART"])
    return None


def assemble(tokens: list[Token], text: str) -> list[Token]:
    """Join neighbouring pieces as long as none is said twice."""
    result: list[Token] = []
    growing: int | None = None  # where in `result` the moment stands that may still grow
    for token in tokens:
        piece = _piece(token)
        if piece is None:
            result.append(token)
            growing = growing if any(token.has(kind) for kind in _GLUE) else None
            continue
        both = _piece(result[growing]) if growing is not None else None
        both = both.joined(piece) if both is not None else None
        if both is not None and growing is not None:
            start = result[growing].start
            del result[growing:]
            result.append(_token(both, text, start, token.end))
        else:
            result.append(_token(piece, text, token.start, token.end, token))
        growing = len(result) - 1
    return result


def _token(moment: Moment, text: str, start: int, end: int, source: Token | None = None) -> Token:
    kind = "REPEAT" if moment.repeat else next((k for k in ("START", "STOP") if source and source.has(k)), "MOMENT")
    return Token(start, end, text[start:end], {kind: moment})


def _starting(hit: Hit) -> Moment | None:
    moment: Moment = hit["m"]
    if moment.day is None and moment.clock is None:
        return None
    return replace(moment, start=moment.day or hit.context.today, day=None, last_day=None)


def _until(hit: Hit) -> Moment | None:
    return Moment(stop=hit["m"])


def _day_span(hit: Hit) -> Moment | None:
    first: Moment = hit["a"]
    last: Moment = hit["b"]
    if first.day is None or (last.day is None and last.clock is None) or first.end_clock or last.end_clock:
        return None
    if last.day is not None:
        day = _following(first.day, last)
        if day is None:
            return None
        last = replace(last, day=day, rolls="")
    return replace(first, stop=last)


def _following(first: date, last: Moment) -> date | None:
    """The end of a stretch lies after its beginning: 十月一号到七号, Friday to Monday."""
    assert last.day is not None
    if last.rolls == "weekday":
        return first + timedelta(days=(last.day.weekday() - first.weekday()) % 7)
    if last.rolls == "month":
        day = first + relativedelta(day=last.day.day)
        return day if day >= first else first + relativedelta(months=1, day=last.day.day)
    if last.rolls == "year":
        day = last.day.replace(year=first.year)
        return day if day >= first else day + relativedelta(years=1)
    return last.day if last.day >= first else None


EDGES = (
    Rule("MOMENT", "<from>? <a:MOMENT> <to|dash|until> <b:MOMENT>", _day_span),
    Rule(
        "START",
        "<from|begin> <on|from|in|at>? <m:MOMENT> <on|onward>?",
        lambda hit: _starting(hit) if _is_start(hit) else None,
    ),
    Rule("START", "<m:MOMENT> <onward>", _starting),
    Rule("STOP", "<comma|and>? <until> <at|on>? <m:MOMENT>", _until),
)


def _is_start(hit: Hit) -> bool:
    """ "From tomorrow" is a beginning when it says so, or when a repetition follows."""
    if hit.before is not None and hit.before.has("REPEAT"):
        return True
    after: Any = hit.after
    tail = hit.tokens[-1]
    return (
        bool(hit.all("begin"))
        or tail.has("onward")
        or tail.has("on")
        or (after is not None and (after.has("REPEAT") or after.has("comma")))
    )


def leaning(text: str) -> str:
    """Which half of the day a sentence is about: "am" (waking), "weak_am" (an alarm), "pm" (an evening out), ""."""
    low = text.lower()
    found = set("".join(c if c.isascii() and c.isalpha() else " " for c in low).split())

    def any_of(clues: tuple[str, ...]) -> bool:
        return any(clue in found if clue.isascii() else clue in low for clue in clues)

    if any_of(traps.MORNING_CLUES):
        return "am"
    if any_of(traps.EVENING_CLUES):
        return "pm"
    return "weak_am" if any_of(traps.WEAK_MORNING_CLUES) else ""
