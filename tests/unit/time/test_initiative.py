"""Quiet hours, late rings, and openings that learn when they are not welcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from unit.time.conftest import NOON, Flat, tea

from assistant.changes import PutFollowUp
from assistant.initiative import Initiative, Quiet, heard, opened, overlooked, quiet_until, refusal
from assistant.types import FollowUpState, Policy, Recurrence, Say

NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
WATER = Say(zh="要不要喝点水？", en="A glass of water?")
DAILY = Recurrence(rrule="FREQ=DAILY")


def check_in(at: datetime, key: str = "water") -> PutFollowUp:
    return PutFollowUp.check_in(key=key, due_at=at, say=WATER)


@pytest.mark.parametrize(
    ("clock", "zone", "until"),
    [
        ("2026-11-23T22:00:00+00:00", "UTC", "2026-11-24T07:00:00+00:00"),
        ("2026-11-24T06:59:00+00:00", "UTC", "2026-11-24T07:00:00+00:00"),
        ("2026-11-24T07:00:00+00:00", "UTC", None),
        ("2026-11-23T15:00:00+00:00", "Asia/Shanghai", "2026-11-24T07:00:00+08:00"),
        # The night in which the clock is set back: seven is seven.
        ("2026-11-01T04:30:00+00:00", "America/New_York", "2026-11-01T07:00:00-05:00"),
    ],
)
def test_quiet_hours_are_those_of_the_users_own_clock(clock: str, zone: str, until: str | None) -> None:
    found = quiet_until(Initiative(), "check_in", Policy(quiet_hours=True), datetime.fromisoformat(clock), zone)
    assert found == (datetime.fromisoformat(until) if until else None)


async def test_a_check_in_waits_for_the_morning_and_an_alarm_does_not(flat: Flat) -> None:
    flat.at = NIGHT
    await flat.put(check_in(NIGHT), "medical")
    await flat.put(PutFollowUp.alarm(key="a", due_at=NIGHT, say=Say(zh="起床", en="Wake up")))
    assert [d.kind for d in await flat.ring()] == ["alarm"]
    [quiet] = [d for d in await flat.ring(hours=8) if d.kind == "check_in"]
    assert quiet.state == "queued"
    assert quiet.why is not None
    assert "11 pm" in quiet.why.en


async def test_a_reminder_keeps_quiet_too_when_its_user_wants_that(flat: Flat) -> None:
    flat.at = NIGHT
    await flat.store.transact(
        flat.user.id, lambda tx: tx.put_initiative(Initiative(quiet=Quiet(exceptions=("alarm",))))
    )
    await flat.put(tea(NIGHT))
    assert await flat.ring() == ()
    assert len(await flat.ring(hours=8)) == 1


async def test_a_late_medicine_asks_and_the_doses_before_it_are_missed(flat: Flat) -> None:
    pill = PutFollowUp.care(key="p", due_at=NOON, say=Say(zh="吃药", en="Take the pill"), recurrence=DAILY)
    await flat.put(pill, "medical")
    rings = await flat.ring(days=2, hours=2)
    assert [(d.state, d.due_at.day) for d in rings] == [("missed", 23), ("missed", 24), ("queued", 25)]
    assert rings[-1].why == Say(zh="本来是中午12点的。你已经吃了吗？", en="This was for noon. Did you take it already?")


async def test_what_still_rang_when_the_next_slot_came_was_missed(flat: Flat) -> None:
    pill = PutFollowUp.care(key="p", due_at=NOON, say=Say(zh="吃药", en="Take the pill"), recurrence=DAILY)
    row = await flat.put(pill, "medical")
    await flat.ring()
    await flat.ring(days=1)
    assert [d.state for d in (await flat.again(row)).deliveries if d.due_at == NOON] == ["missed"]


async def test_a_suggestion_that_nobody_answers_stops_coming(flat: Flat) -> None:
    await flat.put(
        PutFollowUp(key="w", kind="check_in", due_at=NOON, say=WATER, recurrence=DAILY, policy=Policy(late="drop")),
        "wellbeing",
    )
    states = [(await flat.ring())[0].state]
    for _ in range(20):
        states += [d.state for d in await flat.ring(days=1)]
    assert states[0] == "queued"
    assert 2 <= states.count("queued") <= 4
    assert set(states[-8:]) == {"missed"}


async def test_who_answers_goes_on_being_asked(flat: Flat) -> None:
    row = await flat.put(
        PutFollowUp(key="w", kind="check_in", due_at=NOON, say=WATER, recurrence=DAILY, policy=Policy(late="drop")),
        "wellbeing",
    )
    states = []
    for day in range(10):
        states += [d.state for d in await flat.ring(days=min(day, 1))]
        await flat.store.transact(flat.user.id, lambda tx: tx.acknowledge(row.id, flat.at))
    assert states == ["queued"] * 10


async def test_the_day_has_a_budget_and_the_rest_is_only_listed(flat: Flat) -> None:
    rows = [await flat.put(check_in(NOON, f"k{n}"), f"plugin{n}") for n in range(7)]
    deliveries = await flat.ring()
    assert [d.state for d in deliveries].count("queued") == 5
    silent = next(d for d in deliveries if d.state == "missed")
    assert silent.why == Say(zh="今天主动说的话已经够多了。", en="I have spoken up often enough today.")
    assert {(await flat.again(row)).state for row in rows} == {FollowUpState.DELIVERED, FollowUpState.MISSED}


def test_not_now_is_for_now_and_off_is_for_good() -> None:
    state = heard(Initiative(), "medical", "not_now", NOON)
    assert refusal(state, "medical", NOON + timedelta(hours=1), "UTC")
    assert refusal(state, "medical", NOON + timedelta(hours=4), "UTC") is None
    off = heard(state, "medical", "off", NOON)
    assert refusal(off, "medical", NOON + timedelta(days=400), "UTC")
    assert refusal(heard(off, "medical", "on", NOON), "medical", NOON, "UTC") is None


def test_one_opening_without_an_answer_counts_once() -> None:
    state = opened(Initiative(), "medical", NOON, "UTC")
    once = overlooked(state, "medical", NOON + timedelta(days=1))
    assert once.topic("medical").score == 1
    assert overlooked(once, "medical", NOON + timedelta(days=2)).topic("medical").score == 1
