"""A rule yields the slots a person expects: through DST, leap days, holidays and old age; nonsense is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InvalidArgument
from assistant.moments import at_wall
from assistant.occurrences import check, next_slot
from assistant.types import Recurrence


def slots(first: str, zone: str, rule: str, after: str, count: int = 3, **more: object) -> list[str]:
    recurrence = Recurrence(rrule=rule, **more)  # type: ignore[arg-type]
    moment, found = datetime.fromisoformat(after), []
    for _ in range(count):
        slot = next_slot(datetime.fromisoformat(first), zone, recurrence, moment)
        if slot is None:
            break
        moment = slot.at
        found.append(slot.at.isoformat())
    return found


def test_a_daily_alarm_keeps_its_wall_time_when_the_clocks_change() -> None:
    assert slots("2026-10-24T07:30:00", "Europe/Berlin", "FREQ=DAILY", "2026-10-24T00:00:00+00:00") == [
        "2026-10-24T07:30:00+02:00",
        "2026-10-25T07:30:00+01:00",
        "2026-10-26T07:30:00+01:00",
    ]


def test_a_time_skipped_in_spring_moves_forward_once_and_comes_back() -> None:
    assert slots("2026-03-07T02:30:00", "America/New_York", "FREQ=DAILY", "2026-03-07T12:00:00+00:00") == [
        "2026-03-08T03:30:00-04:00",
        "2026-03-09T02:30:00-04:00",
        "2026-03-10T02:30:00-04:00",
    ]


def test_a_time_doubled_in_autumn_comes_once() -> None:
    assert slots("2026-10-31T01:30:00", "America/New_York", "FREQ=DAILY", "2026-10-31T12:00:00+00:00", 2) == [
        "2026-11-01T01:30:00-04:00",
        "2026-11-02T01:30:00-05:00",
    ]


def test_a_leap_day_comes_every_four_years_and_skips_the_century() -> None:
    years = [s[:4] for s in slots("2092-02-29T09:00:00", "UTC", "FREQ=YEARLY", "2090-01-01T00:00:00+00:00")]
    assert years == ["2092", "2096", "2104"]


def test_the_thirty_first_skips_short_months() -> None:
    found = slots("2026-01-31T09:00:00", "UTC", "FREQ=MONTHLY", "2026-01-01T00:00:00+00:00")
    assert [s[5:10] for s in found] == ["01-31", "03-31", "05-31"]


def test_chinese_working_days_follow_the_holidays_and_the_make_up_days() -> None:
    found = slots(
        "2026-09-18T07:30:00", "Asia/Shanghai", "FREQ=DAILY", "2026-09-18T12:00:00+08:00", 6, calendar="CN-workday"
    )
    # 20 September 2026 is a Sunday on which people work; 25 September is the Mid-Autumn holiday.
    assert [s[5:10] for s in found] == ["09-20", "09-21", "09-22", "09-23", "09-24", "09-28"]


def test_a_year_whose_calendar_is_not_published_says_so() -> None:
    rule = Recurrence(rrule="FREQ=DAILY", calendar="CN-workday")
    first = datetime(2026, 1, 5, 7)
    known = next_slot(first, "Asia/Shanghai", rule, datetime(2026, 3, 2, tzinfo=UTC))
    unknown = next_slot(first, "Asia/Shanghai", rule, datetime(2031, 3, 2, tzinfo=UTC))
    assert known
    assert not known.assumed
    assert unknown
    assert unknown.assumed


def test_a_left_out_day_is_left_out() -> None:
    found = slots(
        "2026-05-01T08:00:00", "UTC", "FREQ=DAILY", "2026-04-30T09:00:00+00:00", 2, exdates=(date(2026, 5, 1),)
    )
    assert [s[:10] for s in found] == ["2026-05-02", "2026-05-03"]


def test_every_other_week_stays_in_step_after_years() -> None:
    far = slots("2020-01-06T08:00:00", "UTC", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-04-01T00:00:00+00:00", 2)
    for at in far:
        assert (datetime.fromisoformat(at).date() - date(2020, 1, 6)).days % 14 in (0, 4)


def test_a_count_ends_and_until_includes_its_day() -> None:
    assert len(slots("2026-01-01T08:00:00", "UTC", "FREQ=DAILY;COUNT=3", "2025-01-01T00:00:00+00:00", 9)) == 3
    assert len(slots("2026-01-01T08:00:00", "UTC", "FREQ=DAILY;UNTIL=20260104", "2025-01-01T00:00:00+00:00", 9)) == 4
    utc = slots(
        "2026-01-01T08:00:00", "Asia/Shanghai", "FREQ=DAILY;UNTIL=20260102T000000Z", "2025-01-01T00:00:00+00:00", 9
    )
    assert len(utc) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYSECOND=0,30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;UNTIL=20200101",
        "every day",
        "",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=DAILY\nDTSTART:20200101",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=HOURLY;BYHOUR=25",
        "FREQ=DAILY;BYMONTHDAY=0",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=DAILY;UNTIL=2026",
        "BYDAY=MO",
    ],
)
def test_nonsense_is_refused_quickly(rule: str) -> None:
    started = process_time()
    with pytest.raises(InvalidArgument):
        check(datetime(2026, 1, 1, 8), "UTC", Recurrence(rrule=rule))
    assert process_time() - started < 1.5


@pytest.mark.parametrize("calendar", ["XX-workday", "CN", "CN-holiday", "-workday"])
def test_an_unknown_calendar_is_refused(calendar: str) -> None:
    with pytest.raises(InvalidArgument):
        check(datetime(2026, 1, 1, 8), "UTC", Recurrence(rrule="FREQ=DAILY", calendar=calendar))


def test_the_end_of_time_does_not_raise_anything_else() -> None:
    last = datetime(9999, 12, 31, 23, 59)
    assert (
        next_slot(last, "Pacific/Kiritimati", Recurrence(rrule="FREQ=DAILY"), datetime(9999, 12, 1, tzinfo=UTC)) is None
    )
    with pytest.raises(InvalidArgument):
        check(last, "Pacific/Kiritimati", Recurrence(rrule="FREQ=DAILY"))


def test_an_old_rule_is_as_quick_as_a_new_one() -> None:
    started = process_time()
    assert slots("2000-01-01T00:00:00", "UTC", "FREQ=MINUTELY;INTERVAL=7", "2026-01-01T00:00:00+00:00", 20)
    assert process_time() - started < 0.5


RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,WE,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        "FREQ=MONTHLY;BYMONTHDAY=29",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=HOURLY;INTERVAL=5",
    ]
)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Cairo"])


@settings(max_examples=150, deadline=None)
@given(
    rule=RULES,
    zone=ZONES,
    first=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)),
    jump=st.integers(0, 900),
)
def test_jumping_ahead_finds_the_slot_that_walking_finds(rule: str, zone: str, first: datetime, jump: int) -> None:
    """Whoever asks late gets the same next slot as whoever took every slot on the way."""
    first = first.replace(microsecond=0)
    recurrence, moment = Recurrence(rrule=rule), at_wall(first, zone).astimezone(UTC) - timedelta(seconds=1)
    target = moment + timedelta(hours=jump)
    walked = [moment]
    while walked[-1] <= target:
        slot = next_slot(first, zone, recurrence, walked[-1])
        assert slot
        walked.append(slot.at.astimezone(UTC))
    assert all(a < b for a, b in pairwise(walked))
    jumped = next_slot(first, zone, recurrence, target)
    assert jumped
    assert jumped.at.astimezone(UTC) == walked[-1]
