"""What reading a sentence for times gives back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """A repetition. `rrule` has neither DTSTART nor BYHOUR: the wall time is in `TimeMention.at`."""

    rrule: str
    calendar: str | None = None  # "CN-workday": only on days people work in China, moved days included


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeMention:
    """A time said in a sentence. `start` and `end` are offsets into the original text.

    `at` is aware and in the zone of `now`; None when no clock was said ("Friday") and for plain lengths. For a
    repetition it is the first occurrence after now. `until` ends a span or a part of the day.
    """

    start: int
    end: int
    text: str
    kind: Literal["instant", "date", "part", "span", "duration", "recurrence"]
    at: datetime | None = None
    until: datetime | None = None
    day: date | None = None
    has_date: bool = False
    has_clock: bool = False
    duration: timedelta | None = None
    recurrence: Recurrence | None = None
    uncertain: tuple[str, ...] = ()
