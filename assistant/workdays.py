"""Which days people work in a country, holidays and make-up days included; loads its tables when first asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.errors import InvalidArgument

# Countries that move working days onto weekends by a yearly decree: a year without one is not published yet.
_DECREED = {"CN"}


class Workdays:
    """The working days of one country."""

    def __init__(self, country: str) -> None:
        import holidays  # a third of a second and many megabytes: only for those who use it

        self._country = country
        try:
            self._days: Any = holidays.country_holidays(country)
        except NotImplementedError as error:
            raise InvalidArgument(f"I know no working days of {country!r}.", "我不知道这个地区的工作日。") from error
        self._decreed: Callable[[int], bool] = lru_cache(maxsize=64)(self._is_decreed)

    def works(self, day: date) -> bool:
        return bool(self._days.is_working_day(day))

    def knows(self, day: date) -> bool:
        """False while that year's make-up days are not published: then statutory holidays and weekdays decide."""
        return self._decreed(day.year)

    def _is_decreed(self, year: int) -> bool:
        if self._country not in _DECREED:
            return True
        self._days.is_working_day(date(year, 6, 1))  # fills that year
        return any(day.year == year for day in self._days.weekend_workdays)


@lru_cache(maxsize=32)
def workdays(calendar: str) -> Workdays:
    """The calendar called "CN-workday", "DE-workday" and so on. Raises InvalidArgument for any other name."""
    country, _, kind = calendar.partition("-")
    if kind != "workday" or not (country.isalpha() and len(country) == 2):
        raise InvalidArgument(f"I know no calendar called {calendar!r}.", "我不知道这个日历。")
    return Workdays(country.upper())
