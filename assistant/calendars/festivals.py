"""When a festival falls: fixed days, nth weekdays, lunar days, Easter and the solar terms."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from lunardate import LunarDate

Rule = tuple[str | float, ...]

# How to find it: ("on", month, day), ("nth", month, weekday, n[, days after]), ("lunar", month, day),
# ("easter", shift), ("term", month, the constant of its reckoning).
FESTIVALS: dict[str, Rule] = {
    "new_year": ("on", 1, 1),
    "valentine": ("on", 2, 14),
    "women": ("on", 3, 8),
    "arbor": ("on", 3, 12),
    "st_patrick": ("on", 3, 17),
    "fools": ("on", 4, 1),
    "earth": ("on", 4, 22),
    "labour": ("on", 5, 1),
    "youth": ("on", 5, 4),
    "children": ("on", 6, 1),
    "juneteenth": ("on", 6, 19),
    "party": ("on", 7, 1),
    "independence": ("on", 7, 4),
    "army": ("on", 8, 1),
    "teachers": ("on", 9, 10),
    "national": ("on", 10, 1),
    "halloween": ("on", 10, 31),
    "singles": ("on", 11, 11),
    "veterans": ("on", 11, 11),
    "christmas_eve": ("on", 12, 24),
    "christmas": ("on", 12, 25),
    "boxing": ("on", 12, 26),
    "new_year_eve": ("on", 12, 31),
    "mlk": ("nth", 1, 0, 3),
    "presidents": ("nth", 2, 0, 3),
    "mother": ("nth", 5, 6, 2),
    "memorial": ("nth", 5, 0, -1),
    "father": ("nth", 6, 6, 3),
    "labor_us": ("nth", 9, 0, 1),
    "columbus": ("nth", 10, 0, 2),
    "thanksgiving": ("nth", 11, 3, 4),
    "black_friday": ("nth", 11, 3, 4, 1),
    "thanksgiving_ca": ("nth", 10, 0, 2),
    "easter": ("easter", 0),
    "good_friday": ("easter", -2),
    "easter_monday": ("easter", 1),
    "spring": ("lunar", 1, 1),
    "spring_eve": ("lunar", 1, 0),
    "lantern": ("lunar", 1, 15),
    "dragon_head": ("lunar", 2, 2),
    "dragon_boat": ("lunar", 5, 5),
    "qixi": ("lunar", 7, 7),
    "ghost": ("lunar", 7, 15),
    "mid_autumn": ("lunar", 8, 15),
    "double_ninth": ("lunar", 9, 9),
    "laba": ("lunar", 12, 8),
    "little_new_year": ("lunar", 12, 23),
    "qingming": ("term", 4, 4.81),
    "dongzhi": ("term", 12, 21.94),
    "lichun": ("term", 2, 3.87),
    "lidong": ("term", 11, 7.438),
    "xiazhi": ("term", 6, 21.37),
}

# The same name, another day, in these countries.
_LOCAL = {
    ("labour_day", "US"): "labor_us",
    ("labour_day", "CA"): "labor_us",
    ("thanksgiving", "CA"): "thanksgiving_ca",
    ("national", "US"): "independence",
}


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date | None:
    """The n-th (or, below zero, n-th last) weekday of a month; None when the month has no such one."""
    if n > 0:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    else:
        last = month_end(year, month)
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-n - 1))
    return day if day.month == month else None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@lru_cache(maxsize=256)
def lunar_in(year: int, month: int, day: int) -> date | None:
    """The solar date of a day in the Chinese year that starts in `year`; day 31: the last of the month, 0: the eve."""
    try:
        if day == 31:
            return lunar_in(year, month, 30) or lunar_in(year, month, 29)
        solar: date = LunarDate(year, month, max(day, 1)).to_solar_date()
    except ValueError:
        return None
    return solar - timedelta(days=1) if day == 0 else solar


def _term_in(year: int, month: int, constant: float) -> date:
    # The usual reckoning of a solar term's day; good for 2000-2099 save a few years, where it is a day off.
    y = year % 100
    return date(year, month, int(y * 0.2422 + constant) - (y - 1 if month == 2 else y) // 4)


def festival_in(name: str, year: int, country: str = "CN") -> date | None:
    """The day of a festival in a year (lunar ones: in the Chinese year that begins in it)."""
    rule = FESTIVALS[_LOCAL.get((name, country), "labour" if name == "labour_day" else name)]
    kind, *numbers = rule
    if kind == "on":
        return date(year, int(numbers[0]), int(numbers[1]))
    if kind == "nth":
        month, weekday, n, *shift = map(int, numbers)
        day = nth_weekday(year, month, weekday, n)
        return day + timedelta(days=sum(shift)) if day else None
    if kind == "easter":
        return easter(year) + timedelta(days=int(numbers[0]))
    if kind == "term":
        return _term_in(year, int(numbers[0]), float(numbers[1]))
    return lunar_in(year, int(numbers[0]), int(numbers[1]))


def _next(in_year: Callable[[int], date | None], today: date) -> date:
    years = range(today.year - 1, today.year + 6)
    return min(day for year in years if (day := in_year(year)) is not None and day >= today)


def next_festival(name: str, today: date, country: str = "CN") -> date:
    """The first time the festival comes, today included."""
    return _next(lambda year: festival_in(name, year, country), today)


def next_lunar(month: int, day: int, today: date) -> date:
    """The first time a day of the Chinese calendar comes, today included."""
    return _next(lambda year: lunar_in(year, month, day), today)
