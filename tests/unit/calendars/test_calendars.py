"""Festivals fall where calendars print them; working days follow the government's table, or are said to be unknown."""

from datetime import date

import pytest

from assistant import calendars


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("spring", 2026, "2026-02-17"),
        ("spring", 2027, "2027-02-06"),
        ("spring_eve", 2027, "2027-02-05"),
        ("mid_autumn", 2026, "2026-09-25"),
        ("double_ninth", 2026, "2026-10-18"),
        ("dragon_boat", 2025, "2025-05-31"),  # 2025 has a leap sixth month, after it
        ("mid_autumn", 2025, "2025-10-06"),
        ("qingming", 2026, "2026-04-05"),
        ("dongzhi", 2026, "2026-12-22"),
        ("lichun", 2025, "2025-02-03"),
        ("easter", 2026, "2026-04-05"),
        ("thanksgiving", 2026, "2026-11-26"),
        ("memorial", 2026, "2026-05-25"),
        ("mother", 2026, "2026-05-10"),
    ],
)
def test_a_festival_falls_where_the_calendar_prints_it(name: str, year: int, day: str) -> None:
    assert calendars.festival_in(name, year) == date.fromisoformat(day)


def test_the_next_festival_may_be_today_and_is_never_past() -> None:
    assert calendars.next_festival("christmas", date(2026, 12, 25)) == date(2026, 12, 25)
    assert calendars.next_festival("christmas", date(2026, 12, 26)) == date(2027, 12, 25)
    for name in calendars.FESTIVALS:
        assert calendars.next_festival(name, date(2026, 11, 23)) >= date(2026, 11, 23)


def test_moved_working_days_are_working_days() -> None:
    assert calendars.is_workday(date(2026, 10, 10))  # a Saturday, worked for the National Day week
    assert not calendars.is_workday(date(2026, 10, 6))  # a Tuesday off
    assert calendars.days_off_around(date(2026, 10, 1)) == (date(2026, 10, 1), date(2026, 10, 7))
    assert calendars.nth_workday_after(date(2026, 10, 7), 3) == date(2026, 10, 10)
    assert calendars.next_workday(date(2026, 10, 3)) == date(2026, 10, 8)


def test_a_year_without_an_arrangement_says_so() -> None:
    assert calendars.announced(2026)
    assert not calendars.announced(2035)
    assert calendars.announced(2035, "US")


def test_the_last_day_of_a_chinese_year_has_a_date_whether_or_not_the_month_has_thirty_days() -> None:
    assert calendars.next_lunar(12, 31, date(2026, 11, 23)) == date(2027, 2, 5)
    assert calendars.lunar_in(2026, 12, 30) is None
