"""Instants, lengths and rhythms for a tool's parameters, out of the times a sentence mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from assistant.moments import at_wall
from assistant.planners.local.material import Found, Material
from assistant.planners.local.sentence import Sentence
from assistant.planners.local.times import TimeMention, merge
from assistant.types import Effect, Parameter

# "Tonight" for a reminder, in the middle of what people mean; the reply says the clock time it took.
_USUAL = ((0, 7), (5, 8), (11, 12), (12, 15), (17, 20))


def instant(material: Material, parameter: Parameter) -> Found | None:
    """The instant meant, as ISO 8601; a bare date ("2026-11-24") when the day is known and the clock still missing."""
    sentence = material.sentence
    mentions = [m for m in sentence.times if m.kind != "duration"]
    if parameter.name == "until":
        return until(material, parameter)
    if (often := next((m for m in mentions if m.recurrence and not m.has_clock), None)) and (first := _interval(often)):
        return _found(sentence.now + first, often)
    clocks = [m for m in mentions if m.has_clock and m.at is not None]
    if clocks and _NO_WEEKENDS.search(sentence.plain):
        return _found(_on_a_weekday(clocks[0], sentence.now), clocks[0])
    days = [m for m in mentions if m.day is not None and m.has_date and not m.has_clock]
    if clocks:
        return _ahead(_on_the_day(clocks[0], days, sentence), material)
    spans = [m for m in mentions if m.kind == "span" and m.day is None and m.at is not None]
    if spans and material.spec.effect is Effect.READ:
        return _found(spans[0].at or sentence.now, spans[0])
    lengths = [m for m in sentence.times if m.kind == "duration" and m.duration]
    if lengths and parameter.required:  # "the ten minute timer" to be cancelled rings at no such time
        takes_length = any(p.slot in ("duration", "length") for p in material.spec.parameters)
        if not takes_length and not days and material.spec.effect is not Effect.READ:
            return _found(sentence.now + (lengths[0].duration or timedelta()), lengths[0])
    ends = [m for m in mentions if m.kind == "span" and m.at is None and m.until is not None]
    if ends and not days and material.spec.effect is Effect.READ:  # "how many days until Christmas"
        end = ends[0].until or sentence.now
        return _found(end - timedelta(days=1) if end.time() == time(0) else end, ends[0])
    parts = [m for m in mentions if m.kind == "part" and m.at is not None]
    if parts:
        return _part(material, parameter, parts[0])
    return _bare_day(material, parameter, days[0]) if days else None


_OFTEN = re.compile(r"FREQ=(HOURLY|MINUTELY)(?:;INTERVAL=(\d+))?$")


def _interval(mention: TimeMention) -> timedelta | None:
    """ "Every two hours" begins two hours from now."""
    match = _OFTEN.match(mention.recurrence.rrule) if mention.recurrence else None
    if match is None:
        return None
    count = int(match[2] or 1)
    return timedelta(hours=count) if match[1] == "HOURLY" else timedelta(minutes=count)


def _on_a_weekday(clock: TimeMention, now: datetime) -> datetime:
    assert clock.at is not None
    at = datetime.combine(now.date(), clock.at.timetz().replace(tzinfo=None), clock.at.tzinfo)
    while at <= now or at.weekday() > 4:
        at += timedelta(days=1)
    return at


def _on_the_day(clock: TimeMention, days: Sequence[TimeMention], sentence: Sentence) -> Found:
    assert clock.at is not None
    at = clock.at
    if days and not clock.has_date and clock.recurrence is None:
        at = merge(at, days[0], sentence.now)
        low, high = min(clock.start, days[0].start), max(clock.end, days[0].end)
        if at <= sentence.now and "am_pm" in clock.uncertain:
            at += timedelta(hours=12)
        return Found(at.isoformat(), f"{days[0].text} {clock.text}", (low, high))
    return _found(at, clock)


_BEFORE = re.compile(r"提前\s*\ue001|\ue001\s*(?:之前|before|ahead|early|earlier|in advance|beforehand)")


def _ahead(found: Found, material: Material) -> Found:
    """ "Half an hour before the meeting at three" rings at half past two."""
    sentence = material.sentence
    length = next((m for m in sentence.times if m.kind == "duration" and m.duration), None)
    if length is None or length.duration is None or is_bare_day(found.value):
        return found
    if not (_BEFORE.search(sentence.marked) or length.text.startswith("提前")):
        return found
    at = datetime.fromisoformat(str(found.value)) - abs(length.duration)
    return Found(at.isoformat(), f"{found.words}, {length.text}", found.span)


def _part(material: Material, parameter: Parameter, part: TimeMention) -> Found | None:
    """A part of the day is enough to look something up or to be reminded; waking and booking want the clock."""
    assert part.at is not None
    spec, now = material.spec, material.sentence.now
    if spec.effect is Effect.READ:
        return _found(part.at, part)
    reminds = any(p.required and p.slot == "text" for p in spec.parameters)
    if reminds and parameter.required and part.recurrence is None:
        hour = next(usual for start, usual in reversed(_USUAL) if part.at.hour >= start)
        usual = part.at.replace(hour=hour, minute=0)
        if usual > now:
            return _found(usual, part)
    return Found(part.at.date().isoformat(), part.text, (part.start, part.end))


def _bare_day(material: Material, parameter: Parameter, mention: TimeMention) -> Found | None:
    assert mention.day is not None
    now = material.sentence.now
    if material.spec.effect is not Effect.READ:
        return Found(mention.day.isoformat(), mention.text, (mention.start, mention.end))
    at = now if mention.day == now.date() else datetime.combine(mention.day, time(0), now.tzinfo)
    return _found(at, mention)


def until(material: Material, _: Parameter) -> Found | None:
    """The end of a span that was said: "from ten to eleven"."""
    span = next((m for m in material.sentence.times if m.kind == "span" and m.until is not None), None)
    return _found(span.until, span) if span and span.until else None


def _found(at: datetime, mention: TimeMention) -> Found:
    return Found(at.isoformat(), mention.text, (mention.start, mention.end))


def is_bare_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10


def with_day(day: str, found: Found, sentence: Sentence) -> Found:
    """An instant said after its day was: "on Friday" - "what time?" - "at eight"."""
    if is_bare_day(found.value):
        return found
    said = next((m for m in sentence.times if m.at is not None and m.has_clock), None)
    at = datetime.fromisoformat(str(found.value))
    if said is None or said.has_date:
        return found
    zone = str(getattr(sentence.now.tzinfo, "key", "")) or None
    wall = datetime.combine(datetime.fromisoformat(day).date(), at.timetz().replace(tzinfo=None))
    moved = at_wall(wall, zone) if zone else wall.replace(tzinfo=at.tzinfo)
    if moved <= sentence.now and "am_pm" in said.uncertain:
        moved += timedelta(hours=12)
    return Found(moved.isoformat(), found.words, found.span)


def duration(material: Material, _: Parameter) -> Found | None:
    """Seconds; "in ten minutes" and "until five" are lengths too."""
    for mention in material.sentence.times:
        if mention.kind == "duration" and mention.duration:
            return _seconds(mention.duration, mention)
    for mention in material.sentence.times:
        if mention.duration:
            return _seconds(mention.duration, mention)
        if mention.has_clock and mention.at is not None and mention.at > material.sentence.now:
            return _seconds(mention.at - material.sentence.now, mention)
    return _more(material)


def length(material: Material, _: Parameter) -> Found | None:
    """How long something takes: a length that is said as one, never the way to an instant."""
    mention = next((m for m in material.sentence.times if m.kind == "duration" and m.duration), None)
    return _seconds(mention.duration, mention) if mention and mention.duration else None


_MORE = re.compile(r"\ue003\s+more\s+(second|minute|min|hour|hr)|再\S{0,2}?\ue003\s*(秒|分|小时)")
_LONG = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "秒": 1, "分": 60, "小时": 3600}


def _more(material: Material) -> Found | None:
    """ "Five more minutes": the number and its unit stand apart."""
    match = _MORE.search(material.sentence.marked)
    if match is None or not material.sentence.numbers:
        return None
    said = material.sentence.numbers[0]
    return Found(int(said.value * _LONG[match[1] or match[2]]), said.text, (said.start, said.end))


def _seconds(span: timedelta, mention: TimeMention) -> Found:
    total = span.total_seconds()
    value = int(total) if total == int(total) else total
    return Found(value, mention.text, (mention.start, mention.end))


def day(material: Material, _: Parameter) -> Found | None:
    """The one day that is named, as a date; never a rhythm ("every Friday") and never today's bare clock."""
    for mention in material.sentence.times:
        if mention.recurrence is None and mention.has_date and mention.kind != "duration":
            named = mention.day or (mention.at.date() if mention.at else None)
            if named is not None:
                return Found(named.isoformat(), mention.text, (mention.start, mention.end))
    return None


_NO_WEEKENDS = re.compile(r"除了?(?:周末|双休日?|周六周日)|(?:except|but not)(?: on| for)?(?: the)? weekends?|周末除外")


def recurrence(material: Material, _: Parameter) -> Found | None:
    for mention in material.sentence.times:
        if mention.recurrence is not None:
            rrule = mention.recurrence.rrule
            if rrule == "FREQ=DAILY" and _NO_WEEKENDS.search(material.sentence.plain):
                rrule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
            rule = {"rrule": rrule, "calendar": mention.recurrence.calendar}
            value = {k: v for k, v in rule.items() if v}
            return Found(value, mention.text, (mention.start, mention.end))
    return None
