"""What a sentence says beside what was made of it: which event it names, which day it means, where it is moved to.

Only the local planner hands the sentence over; a language model names event and time itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assistant.moments import at_wall
from assistant.planners.local.times import read_times
from tools.calendar.events import Event

_TO = re.compile(
    r".*(?:推迟到|延期到|延后到|提前到|改到|改成|改为|改在|挪到|移到|换到|调到|\b(?:to|till|until)\b)\s*(?=\S)", re.I
)
_LEAD = re.compile(r"^(?:开|去|参加|上|吃|the |a |my )", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:all|every|each|the whole series|from now on|always)\b|所有|全部|每次|每个|每天|每周|都|以后|整个系列", re.I
)


def named(said: str, events: Sequence[Event]) -> list[Event]:
    """The events whose title is in the sentence; of several the longest titles."""
    text = said.casefold()
    hits = [(len(title), e) for e in events if (title := _LEAD.sub("", e.title.casefold()).strip()) and title in text]
    longest = max((n for n, _ in hits), default=0)
    return [e for n, e in hits if n == longest]


def day_meant(said: str, now: datetime, country: str) -> date | None:
    """The day of what the sentence is about: of "move tomorrow's to Friday" it is tomorrow."""
    turn = _TO.match(said)
    head = said[: turn.end()] if turn else said
    days = [m for m in read_times(head, now, country=country or "CN") if m.day is not None and m.has_date]
    return days[0].day if days else None


def new_time(said: str, old: datetime, now: datetime, country: str) -> datetime | None:
    """Where it is moved to: said without a day it stays on its day, without a clock at its hour; None: not said."""
    turn = _TO.match(said)
    if turn is None:
        return None
    found = [m for m in read_times(said[turn.end() :], now, country=country or "CN") if m.kind != "duration"]
    if not found:
        return None
    when = found[0]
    zone = str(old.tzinfo)
    if when.at is not None and when.has_clock:
        if when.has_date:
            return when.at
        at = at_wall(datetime.combine(old.date(), when.at.time()), zone)
        # "To four" said of something in the afternoon, or of the morning: whichever is not in the night.
        return at + timedelta(hours=12) if "am_pm" in when.uncertain and at.hour < 7 else at
    if when.day is not None and when.has_date:
        return at_wall(datetime.combine(when.day, old.time()), zone)
    return None


def means_all(said: str) -> bool:
    """Whether every day of a series is meant."""
    return _WHOLE.search(said) is not None
