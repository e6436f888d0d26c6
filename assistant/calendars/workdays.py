"""Working days of a country, with the days China moves (调休) and an honest "not announced yet"."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

_ONE = timedelta(days=1)


@lru_cache(maxsize=32)
def _table(country: str, year: int) -> Any:
    # Half a second to load the first time, and most sentences never need it.
    import holidays

    return holidays.country_holidays(country, years=year)


def announced(year: int, country: str = "CN") -> bool:
    """Whether the year's arrangement is known. China publishes the moved days only late in the year before."""
    if country != "CN":
        return True
    return any(day.year == year for day in getattr(_table(country, year), "weekend_workdays", ()))


def is_workday(day: date, country: str = "CN") -> bool:
    """Whether people work that day. Where `announced` says no, this is the plain week without the statutory days."""
    return bool(_table(country, day.year).is_working_day(day))


def next_workday(day: date, country: str = "CN") -> date:
    """The first working day on or after `day`."""
    while not is_workday(day, country):
        day += _ONE
    return day


def nth_workday_after(day: date, count: int, country: str = "CN") -> date:
    """The `count`-th working day after `day`, which itself does not count."""
    for _ in range(count):
        day = next_workday(day + _ONE, country)
    return day


def days_off_around(day: date, country: str = "CN") -> tuple[date, date]:
    """First and last day of the unbroken run of days off that holds `day`."""
    first = last = day
    while not is_workday(first - _ONE, country):
        first -= _ONE
    while not is_workday(last + _ONE, country):
        last += _ONE
    return first, last
