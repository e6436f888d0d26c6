"""Instants know their zone, survive the clock change, and are said as a native says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import PutFollowUp, Recurrence, Say, Terms
from assistant.moments import at_wall, parse_instant, require_zone, spoken_clock, spoken_moment, spoken_span, zone
from assistant.rhythms import spoken_end, spoken_rhythm
from assistant.testing import NOW, make_turn

NAIVE = datetime(2026, 11, 23, 9, 0)


def test_a_time_without_a_zone_is_refused_everywhere() -> None:
    words = Say(zh="响", en="ring")
    for refuse in (
        lambda: require_zone(NAIVE),
        lambda: parse_instant("2026-11-23T09:00"),
        lambda: PutFollowUp.alarm(key="k", due_at=NAIVE, say=words),
        lambda: Terms(what="x", when=NAIVE),
        lambda: make_turn(now=NAIVE),
    ):
        with pytest.raises(ValueError, match="naive"):
            refuse()


def test_an_unknown_zone_is_a_value_error() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        with pytest.raises(ValueError, match="time zone"):
            zone(name)


def test_a_wall_time_skipped_in_spring_moves_forward() -> None:
    wall = datetime(2026, 3, 8, 2, 30)
    assert at_wall(wall, "America/New_York").isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_wall_time_doubled_in_autumn_is_the_first() -> None:
    wall = datetime(2026, 11, 1, 1, 30)
    assert at_wall(wall, "America/New_York").astimezone(UTC).hour == 5


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Helsinki", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_every_wall_time_is_an_instant_that_exists(wall: datetime, name: str) -> None:
    moment = at_wall(wall, name)
    assert moment.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) == moment.replace(tzinfo=None)
    assert abs(moment.replace(tzinfo=None) - wall) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("hour", "minute", "zh", "en"),
    [
        (0, 0, "凌晨0点", "midnight"), (6, 45, "早上6点45分", "6:45 am"), (7, 30, "早上7点半", "7:30 am"),
        (9, 5, "上午9点05分", "9:05 am"), (12, 0, "中午12点", "noon"), (12, 30, "中午12点半", "12:30 pm"),
        (15, 0, "下午3点", "3 pm"), (21, 0, "晚上9点", "9 pm"), (0, 15, "凌晨0点15分", "12:15 am"),
    ],
)  # fmt: skip
def test_the_clock_as_said(hour: int, minute: int, zh: str, en: str) -> None:
    moment = NOW.replace(hour=hour, minute=minute)
    assert (spoken_clock(moment, "zh"), spoken_clock(moment, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "今天晚上8点", "today at 8 pm"),
        (1, "明天晚上8点", "tomorrow at 8 pm"),
        (2, "后天晚上8点", "Wednesday, 8 pm"),
        (3, "周四晚上8点", "Thursday, 8 pm"),
        (6, "周日晚上8点", "Sunday, 8 pm"),
        (7, "11月30日周一晚上8点", "Mon 30 Nov, 8 pm"),
        (60, "2027年1月22日周五晚上8点", "Fri 22 Jan 2027, 8 pm"),
        (-1, "昨天晚上8点", "yesterday at 8 pm"),
    ],
)
def test_the_day_as_said_today(days: int, zh: str, en: str) -> None:
    moment = NOW.replace(hour=20) + timedelta(days=days)
    assert (spoken_moment(moment, NOW, "zh"), spoken_moment(moment, NOW, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(minutes=12), "12分钟", "12 minutes"),
        (timedelta(hours=1, minutes=20), "1小时20分钟", "1 hour 20 minutes"),
        (timedelta(seconds=1), "1秒", "1 second"),
        (timedelta(0), "0秒", "0 seconds"),
        (timedelta(days=2, hours=3, minutes=4), "2天3小时", "2 days 3 hours"),
    ],
)
def test_a_duration_as_said(span: timedelta, zh: str, en: str) -> None:
    assert (spoken_span(span, "zh"), spoken_span(span, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("FREQ=DAILY", "每天上午9点", "every day at 9 am"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日上午9点", "every weekday at 9 am"),
        ("FREQ=WEEKLY;BYDAY=TH", "每周四上午9点", "every Thursday at 9 am"),
        ("FREQ=WEEKLY;BYDAY=SU,SA", "每周六和周日上午9点", "every Saturday and Sunday at 9 am"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "每隔一周的周二上午9点", "every other Tuesday at 9 am"),
        ("FREQ=WEEKLY", "每周一上午9点", "every Monday at 9 am"),
        ("FREQ=DAILY;INTERVAL=2", "每隔一天上午9点", "every other day at 9 am"),
        ("FREQ=DAILY;INTERVAL=3", "每3天上午9点", "every 3 days at 9 am"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "每月15号上午9点", "on the 15th of every month at 9 am"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天上午9点", "on the last day of every month at 9 am"),
        ("FREQ=MONTHLY;BYDAY=1MO", "每月第一个周一上午9点", "on the first Monday of every month at 9 am"),
        ("FREQ=MONTHLY;INTERVAL=2", "每2个月23号上午9点", "on the 23rd of every other month at 9 am"),
        ("FREQ=YEARLY", "每年11月23日上午9点", "every year on 23 Nov at 9 am"),
        ("FREQ=HOURLY;INTERVAL=2", "每2小时", "every 2 hours"),
        ("FREQ=YEARLY;BYWEEKNO=20", "按设定的规律上午9点", "on its own schedule at 9 am"),
    ],
)
def test_a_rhythm_as_said(rule: str, zh: str, en: str) -> None:
    assert spoken_rhythm(Recurrence(rrule=rule), NOW) == Say(zh=zh, en=en)


def test_a_country_s_working_days_are_named() -> None:
    said = spoken_rhythm(Recurrence(rrule="FREQ=DAILY", calendar="CN-workday"), NOW)
    assert said.zh == "每个法定工作日上午9点"


def test_how_long_it_goes_on_is_said() -> None:
    assert spoken_end(Recurrence(rrule="FREQ=DAILY;COUNT=5")) == Say(zh="，共5次", en=", 5 times")
    until = spoken_end(Recurrence(rrule="FREQ=DAILY;UNTIL=20261201T000000Z"))
    assert until == Say(zh="，到2026年12月1日为止", en=", until 1 Dec 2026")
    assert spoken_end(Recurrence(rrule="FREQ=DAILY")) == Say(zh="", en="")
