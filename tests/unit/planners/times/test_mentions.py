"""What a mention tells besides the instant: where it stood, what was really said, what is not certain."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.planners.local.times import TimeMention, read_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


def only(text: str, now: datetime = NOW, country: str = "CN") -> TimeMention:
    found = read_times(text, now, country=country)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("明天 3pm 提醒我 call the dentist", "明天 3pm"),
        ("remind me 后天早上8点 to take 阿司匹林", "后天早上8点"),
        ("next Friday 下午两点 见", "next Friday 下午两点"),
        ("提醒我 ７：３０ 起床", "７：３０"),
        ("remind me to take out the trash every Thursday at 8 pm", "every Thursday at 8 pm"),
        ("從後天開始，每天早上七點叫我", "從後天開始，每天早上七點"),
    ],
)
def test_the_span_is_the_very_words(text: str, said: str) -> None:
    mention = only(text)
    assert text[mention.start : mention.end] == said == mention.text


@pytest.mark.parametrize(
    ("text", "has_date", "has_clock"),
    [("at five pm", False, True), ("tomorrow", True, False), ("明天下午三点", True, True), ("晚上", False, False)],
)
def test_only_what_was_said_counts_as_said(text: str, has_date: bool, has_clock: bool) -> None:
    mention = only(text)
    assert (mention.has_date, mention.has_clock) == (has_date, has_clock)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("三点", "am_pm"),
        ("make it eight", "bare_number"),
        ("next Friday", "which_week"),
        ("上周五", "past"),
        ("明天下午", "part_only"),
        ("国庆假期后的第一个工作日早上九点", "unannounced_year"),
        ("每年农历八月十五", "moves_each_year"),
        ("提前半小时提醒我", "unknown_anchor"),
        ("周末早上十点", "which_day"),
    ],
)
def test_what_is_not_certain_is_named(text: str, code: str) -> None:
    assert code in only(text).uncertain


@pytest.mark.parametrize(
    "text", ["下午三点", "明天早上七点半", "in 20 minutes", "19:30", "every Monday at 7 am", "Dec 25 at 8am"]
)
def test_a_clear_time_is_not_called_uncertain(text: str) -> None:
    assert only(text).uncertain == ()


def test_an_arrangement_that_is_not_announced_is_not_guessed() -> None:
    mention = only("国庆假期后的第一个工作日早上九点")
    assert mention.at is None or mention.day is None
    announced = datetime(2026, 9, 14, 15, 30, tzinfo=SHANGHAI)
    assert only("国庆假期后的第一个工作日早上九点", announced).at == datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)


def test_a_statutory_working_day_may_be_a_saturday() -> None:
    friday_evening = datetime(2026, 10, 9, 20, 0, tzinfo=SHANGHAI)
    mention = only("每个法定工作日早上七点叫我", friday_evening)
    assert mention.at == datetime(2026, 10, 10, 7, 0, tzinfo=SHANGHAI)
    assert mention.recurrence is not None
    assert mention.recurrence.calendar == "CN-workday"


def test_from_a_day_on_the_first_is_not_before_it() -> None:
    for text in ("从元旦前一天开始，每个法定工作日早上七点叫我", "每个法定工作日早上七点，从元旦前一天开始"):
        mention = only(text)
        assert mention.at == datetime(2026, 12, 31, 7, 0, tzinfo=SHANGHAI)


def test_the_only_clock_of_a_sentence_lies_on_its_only_day() -> None:
    day, clock = read_times("remind me tomorrow to call mom at 5 pm", NOW)
    assert day.day == date(2026, 11, 24)
    assert clock.at == datetime(2026, 11, 24, 17, 0, tzinfo=SHANGHAI)


def test_two_dates_stay_two() -> None:
    found = read_times("not Friday, Saturday", NOW)
    assert [mention.day for mention in found] == [date(2026, 11, 27), date(2026, 11, 28)]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("wake me up tomorrow at six", 6), ("dinner tomorrow at six", 18), ("明天六点起床", 6), ("明天六点吃饭", 18)],
)
def test_what_it_is_about_decides_the_half_of_the_day(text: str, hour: int) -> None:
    at = only(text).at
    assert at is not None
    assert at.hour == hour


def test_thanksgiving_depends_on_the_country() -> None:
    now = datetime(2026, 10, 1, 9, 0, tzinfo=ZoneInfo("America/Toronto"))
    assert only("Thanksgiving", now, "CA").day == date(2026, 10, 12)
    assert only("Thanksgiving", now, "US").day == date(2026, 11, 26)


def test_hours_count_real_time_and_days_the_wall_clock_over_a_change_of_the_clocks() -> None:
    now = datetime(2026, 3, 28, 12, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert only("in 24 hours", now).at == datetime(2026, 3, 29, 13, 0, tzinfo=now.tzinfo)
    assert only("tomorrow at noon", now).at == datetime(2026, 3, 29, 12, 0, tzinfo=now.tzinfo)


def test_a_skipped_time_moves_forward_and_a_doubled_one_is_the_first() -> None:
    helsinki = ZoneInfo("Europe/Helsinki")
    gap = only("tomorrow at 3:30 am", datetime(2026, 3, 28, 12, 0, tzinfo=helsinki)).at
    assert gap is not None
    assert gap.isoformat() == "2026-03-29T04:30:00+03:00"
    fold = only("tomorrow at 3:30 am", datetime(2026, 10, 24, 12, 0, tzinfo=helsinki)).at
    assert fold is not None
    assert fold.isoformat() == "2026-10-25T03:30:00+03:00"


def test_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        read_times("tomorrow", datetime(2026, 11, 23, 9, 0))


def test_a_fixed_offset_will_do_for_a_zone() -> None:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert only("in 20 minutes", now).at == now + timedelta(minutes=20)


def test_a_span_says_how_long() -> None:
    assert only("明天下午两点到四点").duration == timedelta(hours=2)


@pytest.mark.parametrize(
    "text", ["", " ", "。", "!!!", "x" * 5000, "一" * 300, "9" * 400, "at at at on on", "每每每", "下下下下下"]
)
def test_nonsense_is_borne(text: str) -> None:
    read_times(text, NOW)
