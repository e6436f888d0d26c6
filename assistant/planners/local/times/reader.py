"""A sentence in, its times out: tokens, then rules in stages, then a resolution against now."""

from dataclasses import replace
from datetime import datetime

from assistant.planners.local.times import clock, dates, durations, festivals, moments, recurrence, weeks
from assistant.planners.local.times.grammar import Context, reduce
from assistant.planners.local.times.mention import TimeMention
from assistant.planners.local.times.occurrences import repetition
from assistant.planners.local.times.resolve import resolve
from assistant.planners.local.times.tokens import Token, tokenize
from assistant.planners.local.times.values import Moment

_STAGES = (
    (*clock.RULES, *durations.LENGTHS, *moments.PARTS),
    durations.SUMS,
    (*dates.RULES, *weeks.RULES, *festivals.RULES, *recurrence.RULES, *durations.WEEKDAYS_ON),
    weeks.BESIDE,
    durations.OFFSETS,
    moments.SHORT_PARTS,
    moments.CLOCK_SPANS,
)


def read_times(text: str, now: datetime, *, country: str = "CN") -> tuple[TimeMention, ...]:
    """The times in a sentence, left to right and apart. Raises ValueError when `now` has no zone."""
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError(f"naive datetime: {now.isoformat()}")
    context = Context(now, country, moments.leaning(text))
    tokens = tokenize(text)
    for stage in _STAGES:
        tokens = reduce(tokens, stage, context, text)
    tokens = moments.assemble(tokens, text)
    tokens = reduce(tokens, moments.EDGES, context, text)
    tokens = moments.assemble(_lengths_as_stops(tokens), text)
    found = (_mention(token, context) for token in _sharing_a_day(tokens))
    return tuple(mention for mention in found if mention is not None)


def _sharing_a_day(tokens: list[Token]) -> list[Token]:
    """ "Remind me tomorrow to call at 5 pm": the only clock of a sentence lies on its only day, apart as they stand."""
    said = [(i, t.values["MOMENT"]) for i, t in enumerate(tokens) if t.has("MOMENT")]
    if len(said) != 2 or any(t.has("REPEAT") or t.has("START") for t in tokens):
        return tokens
    days = [m for _, m in said if m.filled() in ({"day"}, {"day", "part"}) and "past" not in m.flags]
    clocks = [(i, m) for i, m in said if m.filled() in ({"clock"}, {"clock", "part"}, {"clock", "end_clock"})]
    if len(days) != 1 or len(clocks) != 1:
        return tokens
    at, moment = clocks[0]
    whole = replace(moment, day=days[0].day, rolls=days[0].rolls, part=moment.part or days[0].part)
    token = tokens[at]
    return [*tokens[:at], Token(token.start, token.end, token.text, {"MOMENT": whole}), *tokens[at + 1 :]]


def _lengths_as_stops(tokens: list[Token]) -> list[Token]:
    """ "Every five minutes for 20 minutes": the length belongs to the repetition."""
    result: list[Token] = []
    for i, token in enumerate(tokens):
        belongs = token.has("LEN") and any(t.has("REPEAT") for t in tokens[max(0, i - 2) : i])
        values = {"MOMENT": Moment(length=token.values["LEN"])} if belongs else token.values
        result.append(Token(token.start, token.end, token.text, values))
    return result


def _mention(token: Token, context: Context) -> TimeMention | None:
    if token.has("LEN"):
        moment: Moment | None = Moment(length=token.values["LEN"])
    else:
        moment = next((token.values[k] for k in ("MOMENT", "REPEAT", "START", "STOP") if token.has(k)), None)
    if moment is None:
        return None
    fields = repetition(moment, context) if moment.repeat else resolve(moment, context)
    return None if fields is None else TimeMention(start=token.start, end=token.end, text=token.text, **fields)
