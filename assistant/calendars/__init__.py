"""Which days are festivals, and which are working days where a government moves them about."""

from assistant.calendars.festivals import FESTIVALS, festival_in, lunar_in, next_festival, next_lunar
from assistant.calendars.workdays import announced, days_off_around, is_workday, next_workday, nth_workday_after

__all__ = [
    "FESTIVALS",
    "announced",
    "days_off_around",
    "festival_in",
    "is_workday",
    "lunar_in",
    "next_festival",
    "next_lunar",
    "next_workday",
    "nth_workday_after",
]
