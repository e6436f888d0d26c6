"""Working days under a name that a rule can carry: "CN-workday", "DE-workday"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.calendars import announced, is_workday
from assistant.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of one country, holidays and make-up days included."""

    country: str

    def works(self, day: date) -> bool:
        return is_workday(day, self.country)

    def knows(self, day: date) -> bool:
        """False while that year's make-up days are not published: then statutory holidays and weekdays decide."""
        return announced(day.year, self.country)


@lru_cache(maxsize=32)
def workdays(calendar: str) -> Workdays:
    """The calendar of that name. Raises InvalidArgument for any other."""
    country, _, kind = calendar.partition("-")
    if kind != "workday" or not (country.isalpha() and len(country) == 2):
        raise InvalidArgument(f"I know no calendar called {calendar!r}.", "我不知道这个日历。")
    try:
        is_workday(date(2026, 6, 1), country.upper())
    except NotImplementedError as error:
        raise InvalidArgument(f"I know no working days of {country!r}.", "我不知道这个地区的工作日。") from error
    return Workdays(country.upper())
