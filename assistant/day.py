"""Alarms follow the day: when to wake for each coming morning, and why. Pure policy over what is in the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.moments import at_wall, spoken_clock
from assistant.ports import Engagement
from assistant.types import Say

READY = timedelta(minutes=60)  # from waking to leaving
_EARLIEST = time(4)
_LEAVE = re.compile(
    r"休假|年假|病假|放假|假期|\b(?:vacation|holidays?|day off|annual leave|sick leave|pto)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Morning:
    """One coming morning; `at` None: nobody is woken. `say` is what is told the evening before."""

    day: date
    at: datetime | None
    say: Say


def mornings(
    days: Sequence[date],
    usual: time,
    timezone: str,
    engagements: Sequence[Engagement],
    *,
    works: Callable[[date], bool],
    travel: Mapping[str, timedelta],
    ready: timedelta = READY,
) -> tuple[Morning, ...]:
    """Earlier when the first engagement is early or far, never later than usual; silent on free days off.

    `travel` is the way to an engagement, by its id. A day off is one on which nobody works, or for which the calendar
    says leave; one with an early engagement still wakes for it.
    """
    leave = [e for e in engagements if e.all_day and _LEAVE.search(e.title)]

    def one(day: date) -> Morning:
        at = at_wall(datetime.combine(day, usual), timezone)
        away = any(e.start.date() <= day < max(e.end.date(), e.start.date() + timedelta(days=1)) for e in leave)
        return _morning(day, at, engagements, works(day) and not away, travel, ready)

    return tuple(one(day) for day in days)


def _morning(
    day: date,
    usual: datetime,
    engagements: Sequence[Engagement],
    works: bool,
    travel: Mapping[str, timedelta],
    ready: timedelta,
) -> Morning:
    todays = [e for e in engagements if not e.all_day and e.start.astimezone(usual.tzinfo).date() == day]
    first = min(todays, key=lambda e: e.start - travel.get(e.id, timedelta()), default=None)
    if first is not None:
        needed = first.start.astimezone(usual.tzinfo) - travel.get(first.id, timedelta()) - ready
        earliest = usual.replace(hour=_EARLIEST.hour, minute=_EARLIEST.minute)
        if needed < usual:
            at = max(needed, earliest)
            return Morning(day=day, at=at, say=_earlier(at, first))
    if not works:
        off = Say(zh="明天休息，不叫你。", en="Tomorrow is a day off; I will not wake you.")
        return Morning(day=day, at=None, say=off)
    zh, en = spoken_clock(usual, "zh"), spoken_clock(usual, "en")
    if day.weekday() >= 5:  # a weekend that is worked: who would expect the alarm
        moved = Say(
            zh=f"明天调休要上班，{zh}照常叫你。",
            en=f"Tomorrow is a make-up working day: I will wake you at {en} as usual.",
        )
        return Morning(day=day, at=usual, say=moved)
    return Morning(day=day, at=usual, say=Say(zh=f"明天{zh}照常叫你。", en=f"I will wake you at {en} as usual."))


def _earlier(at: datetime, first: Engagement) -> Say:
    begins = first.start.astimezone(at.tzinfo)
    zh, en = spoken_clock(at, "zh"), spoken_clock(at, "en")
    return Say(
        zh=f"明天{zh}叫你，{spoken_clock(begins, 'zh')}有{first.title}。",
        en=f"I will wake you at {en} tomorrow: {first.title} is at {spoken_clock(begins, 'en')}.",
    )
