"""Alarms follow the day: earlier for an early or far first meeting, silent on days off, moved when it moves."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from assistant.day import mornings
from assistant.moments import zone
from assistant.ports import Engagement
from assistant.testing import Bench
from tools.calendar import plugin

SHANGHAI = zone("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 24, tzinfo=SHANGHAI)


def meeting(hour: int, minute: int = 0, title: str = "meeting") -> Engagement:
    start = TUESDAY.replace(hour=hour, minute=minute)
    return Engagement(id=title, title=title, start=start, end=start + timedelta(hours=1))


def wake(*engagements: Engagement, works: bool = True, way: dict[str, timedelta] | None = None) -> str | None:
    [found] = mornings([TUESDAY.date()], time(7), "Asia/Shanghai", engagements, works=lambda _: works, travel=way or {})
    return f"{found.at:%H:%M}" if found.at else None


def test_a_late_or_empty_morning_wakes_as_usual() -> None:
    assert wake() == "07:00"
    assert wake(meeting(10)) == "07:00"


def test_an_early_meeting_wakes_an_hour_before_it() -> None:
    assert wake(meeting(7, 30)) == "06:30"


def test_a_far_meeting_wakes_earlier_by_the_way_there() -> None:
    assert wake(meeting(9), way={"meeting": timedelta(minutes=90)}) == "06:30"


def test_the_one_that_must_be_left_for_first_counts() -> None:
    way = {"far": timedelta(hours=2)}
    assert wake(meeting(8, 30, "near"), meeting(9, 0, "far"), way=way) == "06:00"


def test_a_day_off_is_silent_unless_something_is_early() -> None:
    assert wake(works=False) is None
    assert wake(meeting(7), works=False) == "06:00"


def test_nobody_is_woken_before_four() -> None:
    assert wake(meeting(4, 30)) == "04:00"


def alarms(bench: Bench) -> list[str]:
    return [f"{f.due_at:%m-%d %H:%M}" for f in bench.follow_ups if f.kind == "alarm"]


async def test_it_moves_with_the_meeting_is_said_the_evening_before_and_is_undone_with_it() -> None:
    bench = Bench((plugin,))
    await bench.say("follow", "calendar__follow_day", on=True, at="2026-11-24T07:00:00+08:00")
    assert alarms(bench)[:2] == ["11-24 07:00", "11-25 07:00"]
    assert "11-28 07:00" not in alarms(bench)  # a Saturday
    await bench.say("add", "calendar__add", title="standup", at="2026-11-24T07:30:00+08:00")
    assert alarms(bench)[0] == "11-24 06:30"
    told = next(f for f in bench.follow_ups if f.key == "evening:2026-11-24")
    assert f"{told.due_at:%m-%d %H:%M}" == "11-23 21:00"
    assert told.say.zh == "明天早上6点半叫你，早上7点半有standup。"
    await bench.say("move", "calendar__change", which="standup", at="2026-11-24T11:00:00+08:00")
    assert alarms(bench)[0] == "11-24 07:00"
    await bench.desk.undo(bench.user, bench.actions[-1].id)
    assert alarms(bench)[0] == "11-24 06:30"
    await bench.say("off", "calendar__follow_day", on=False)
    assert alarms(bench) == []
