"""A correction changes the half it names and keeps the other."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.planners.local.times import merge, read_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("old", "said", "new"),
    [
        ("2026-11-23T20:00", "make it half past eight", "2026-11-23T20:30"),
        ("2026-11-23T15:00", "不对，改成四点", "2026-11-23T16:00"),
        ("2026-11-24T07:00", "改成六点半", "2026-11-24T06:30"),
        ("2026-11-25T19:00", "make it eight", "2026-11-25T20:00"),
        ("2026-11-27T19:00", "no, Saturday", "2026-11-28T19:00"),
        ("2026-11-24T15:00", "后天吧", "2026-11-25T15:00"),
        ("2026-11-24T15:00", "下周三上午十点", "2026-12-02T10:00"),
        ("2026-11-24T07:00", "no, in the evening", "2026-11-24T19:00"),
        ("2026-11-24T15:00", "half an hour later", "2026-11-24T15:30"),
        ("2026-11-24T15:00", "an hour earlier please", "2026-11-24T14:00"),
        ("2026-11-24T15:00", "推迟二十分钟", "2026-11-24T15:20"),
        ("2026-11-24T15:00", "提前一刻钟", "2026-11-24T14:45"),
        ("2026-11-24T15:00", "明天这个时候", "2026-11-24T09:00"),
        ("2026-11-23T10:00", "改成八点", "2026-11-23T20:00"),  # eight in the morning is over
    ],
)
def test_the_half_that_was_said_changes(old: str, said: str, new: str) -> None:
    mention = read_times(said, NOW)[-1]
    assert merge(at(old), mention, NOW) == at(new)


def test_an_old_time_of_another_zone_is_understood() -> None:
    old = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("UTC"))  # 20:00 here
    mention = read_times("make it half past eight", NOW)[0]
    assert merge(old, mention, NOW) == at("2026-11-23T20:30")


def test_times_without_a_zone_are_refused() -> None:
    mention = read_times("make it half past eight", NOW)[0]
    with pytest.raises(ValueError, match="naive"):
        merge(datetime(2026, 11, 23, 20, 0), mention, NOW)
