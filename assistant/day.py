"""Alarms follow the day: when to wake for each coming morning, and why. Pure policy over what is in the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.moments import at_wall, spoken_clock
from assistant.ports import Engagement
from assistant.types import Say

READY = timedelta(minutes=60)  # from waking to leaving
_EARLIEST = time(4)


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

    `travel` is the way to an engagement, by its id. A day off with an early engagement still wakes for it.
    """
    return tuple(
        _morning(day, at_wall(datetime.combine(day, usual), timezone), engagements, works(day), travel, ready)
        for day in days
    )


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
        return Morning(
            day=day, at=None, say=Say(zh="明天休息，不叫你。", en="Tomorrow is a day off; I will not wake you.")
        )
    zh, en = spoken_clock(usual, "zh"), spoken_clock(usual, "en")
    return Morning(day=day, at=usual, say=Say(zh=f"明天{zh}照常叫你。", en=f"I will wake you at {en} as usual."))


def _earlier(at: datetime, first: Engagement) -> Say:
    begins = first.start.astimezone(at.tzinfo)
    zh, en = spoken_clock(at, "zh"), spoken_clock(at, "en")
    return Say(
        zh=f"明天{zh}叫你，{spoken_clock(begins, 'zh')}有{first.title}。",
        en=f"I will wake you at {en} tomorrow: {first.title} is at {spoken_clock(begins, 'en')}.",
    )
