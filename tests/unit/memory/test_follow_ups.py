"""What is due rings once per slot, repeats until acknowledged, and is never lost: late, missed or snoozed, it shows."""

from __future__ import annotations

import asyncio
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from unit.memory.memory_home import NOW, Home

from assistant.changes import CancelFollowUp, PutFollowUp
from assistant.errors import InvalidArgument, NotFound, TooLong
from assistant.types import FollowUpState, Policy, Recurrence, Say, Sensitivity, ToolCall
from memory import open_store

S = FollowUpState
WORDS = Say(zh="该出门了", en="Time to go")
DAILY = Recurrence(rrule="FREQ=DAILY")


def reminder(home: Home, key: str = "go", **more: Any) -> PutFollowUp:
    return PutFollowUp.reminder(**{"key": key, "due_at": home.now + timedelta(minutes=10), "say": WORDS, **more})


async def claim(home: Home, limit: int = 100) -> list[Any]:
    return list(await home.store.due.claim(home.now, limit))


async def only(home: Home) -> Any:
    (row,) = await home.see(lambda tx: tx.follow_ups(open_only=False))
    return row


async def test_it_rings_once_at_its_time(home: Home) -> None:
    await home.apply(reminder(home, then=ToolCall(id="x", tool="weather__today")))
    assert await home.store.due.next_due() == home.now + timedelta(minutes=10)
    assert await claim(home) == []
    slot = (await only(home)).slot_id
    home.later(minutes=10)
    (ring,) = await claim(home)
    assert (ring.slot_id, ring.say, ring.late_seconds, ring.state) == (slot, WORDS, 0, "queued")
    assert await claim(home) == []
    row = await only(home)
    assert row.state is S.DELIVERED
    assert row.deliveries == (ring,)
    assert await home.store.due.next_due() is None


async def test_after_a_long_absence_it_rings_late_and_says_how_late(home: Home) -> None:
    await home.apply(reminder(home))
    home.later(hours=5)
    (ring,) = await claim(home)
    assert ring.late_seconds == 5 * 3600 - 600


async def test_a_briefing_that_is_hours_late_is_missed_and_shown_as_missed(home: Home) -> None:
    await home.apply(PutFollowUp.briefing(key="b", due_at=home.now + timedelta(minutes=1), say=WORDS))
    home.later(hours=4)
    (shown,) = await claim(home)
    assert shown.state == "missed"
    assert (await only(home)).state is S.MISSED
    assert await home.store.due.unsent() == ()


async def test_an_alarm_repeats_until_it_is_acknowledged(home: Home) -> None:
    await home.apply(PutFollowUp.alarm(key="up", due_at=home.now + timedelta(minutes=1), say=WORDS))
    home.later(minutes=1)
    (first,) = await claim(home)
    home.later(minutes=1)
    (second,) = await claim(home)
    assert second.slot_id == first.slot_id
    assert second.id != first.id
    await home.do(lambda tx: tx.acknowledge(first.follow_up_id, home.now))
    home.later(minutes=10)
    assert await claim(home) == []
    row = await only(home)
    assert row.state is S.ACKNOWLEDGED
    assert {d.state for d in row.deliveries} == {"acknowledged"}


async def test_an_alarm_nobody_hears_stops_after_its_repeats(home: Home) -> None:
    await home.apply(PutFollowUp.alarm(key="up", due_at=home.now + timedelta(minutes=1), say=WORDS))
    rings = 0
    for _ in range(30):
        home.later(minutes=1)
        rings += len(await claim(home))
    assert rings == 1 + 5
    assert (await only(home)).state is S.DELIVERED


async def test_without_an_answer_it_escalates_once(home: Home) -> None:
    policy = Policy(escalate_after=timedelta(minutes=15))
    await home.apply(
        PutFollowUp(key="pill", kind="care", due_at=home.now + timedelta(minutes=1), say=WORDS, policy=policy)
    )
    home.later(minutes=1)
    await claim(home)
    home.later(minutes=15)
    (escalated,) = await claim(home)
    assert escalated.channel == "escalation"
    assert (await only(home)).state is S.ESCALATED
    home.later(hours=5)
    assert await claim(home) == []


async def test_what_recurs_waits_for_its_next_slot_in_local_time(home: Home) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2027, 3, 27, 7, 30, tzinfo=berlin)
    await home.apply(reminder(home, due_at=first, recurrence=DAILY), home.bob)
    dues = []
    for day in range(3):
        home.now = datetime(2027, 3, 27 + day, 7, 30, tzinfo=berlin)
        (ring,) = await claim(home)
        dues.append(ring.due_at.isoformat())
        await home.do(lambda tx, ring=ring: tx.acknowledge(ring.follow_up_id, home.now), home.bob)
    assert dues == ["2027-03-27T07:30:00+01:00", "2027-03-28T07:30:00+02:00", "2027-03-29T07:30:00+02:00"]
    (row,) = await home.see(lambda tx: tx.follow_ups(), home.bob)
    assert (row.state, row.due_at.day) == (S.SCHEDULED, 30)


async def test_days_missed_while_off_are_shown_as_missed_and_only_the_last_rings(home: Home) -> None:
    await home.apply(reminder(home, recurrence=DAILY))
    home.later(days=3)
    shown = await claim(home)
    assert [d.state for d in shown] == ["missed", "missed", "queued"]
    assert [d.late_seconds for d in shown] == sorted((d.late_seconds for d in shown), reverse=True)
    assert len({d.slot_id for d in shown}) == 3
    assert (await only(home)).due_at > home.now


async def test_a_rule_by_the_minute_catches_up_quickly_after_a_month(home: Home) -> None:
    await home.apply(reminder(home, recurrence=Recurrence(rrule="FREQ=MINUTELY")))
    home.later(days=30)
    shown = await claim(home)
    assert shown[-1].late_seconds < 60
    assert len(shown) <= 25
    assert (await only(home)).due_at - home.now <= timedelta(minutes=1)


async def test_workdays_and_left_out_days_move_the_first_ring(home: Home) -> None:
    home.now = datetime(2026, 9, 30, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    rule = Recurrence(rrule="FREQ=DAILY", calendar="CN-workday", exdates=(date(2026, 10, 8),))
    await home.apply(reminder(home, due_at=home.now + timedelta(hours=11), recurrence=rule))
    assert (await only(home)).due_at.isoformat() == "2026-10-09T07:00:00+08:00"


async def test_snoozing_gives_a_new_slot_and_keeps_the_rule(home: Home) -> None:
    await home.apply(reminder(home, recurrence=DAILY))
    home.later(minutes=10)
    (ring,) = await claim(home)
    snoozed = await home.do(lambda tx: tx.snooze(ring.follow_up_id, home.now + timedelta(minutes=9), home.now))
    assert (snoozed.state, snoozed.snoozes, snoozed.version) == (S.SNOOZED, 1, 2)
    home.later(minutes=9)
    (again,) = await claim(home)
    assert again.slot_id == snoozed.slot_id != ring.slot_id
    row = await only(home)
    assert row.due_at == ring.due_at + timedelta(days=1)
    with pytest.raises(InvalidArgument):
        await home.do(lambda tx: tx.snooze(ring.follow_up_id, home.now, home.now))


async def test_acknowledging_a_snoozed_one_skips_the_snooze_and_keeps_tomorrow(home: Home) -> None:
    await home.apply(reminder(home, recurrence=DAILY))
    home.later(minutes=10)
    (ring,) = await claim(home)
    await home.do(lambda tx: tx.snooze(ring.follow_up_id, home.now + timedelta(minutes=9), home.now))
    row = await home.do(lambda tx: tx.acknowledge(ring.follow_up_id, home.now))
    assert (row.state, row.due_at) == (S.SCHEDULED, ring.due_at + timedelta(days=1))


async def test_the_same_key_replaces_and_the_undo_restores(home: Home) -> None:
    await home.apply(reminder(home, recurrence=DAILY))
    before = await only(home)
    undo = await home.apply(reminder(home, due_at=home.now + timedelta(hours=3), say=Say(zh="好", en="well")))
    moved = await only(home)
    assert (moved.id, moved.version) == (before.id, 2)
    await home.apply(undo)
    after = await only(home)
    assert (after.due_at, after.say, after.recurrence, after.state) == (before.due_at, WORDS, DAILY, S.SCHEDULED)


async def test_cancelling_stops_it_and_can_be_undone(home: Home) -> None:
    await home.apply(reminder(home, recurrence=DAILY))
    before = await only(home)
    undo = await home.apply(CancelFollowUp(key="go"))
    assert await home.see(lambda tx: tx.follow_ups()) == ()
    assert await home.store.due.next_due() is None
    assert await home.apply(CancelFollowUp(id=before.id)) is None
    assert await home.apply(undo) == CancelFollowUp(id=before.id)
    assert (await only(home)).due_at == before.due_at
    with pytest.raises(NotFound):
        await home.apply(CancelFollowUp(key="other"))
    with pytest.raises(NotFound):
        await home.apply(CancelFollowUp(key="go"), plugin="office")


async def test_counting_goes_on_after_a_snooze_and_its_undo(home: Home) -> None:
    await home.apply(reminder(home, recurrence=Recurrence(rrule="FREQ=DAILY;COUNT=3")))
    rings = 0
    for _ in range(6):
        home.later(hours=24, minutes=1)
        for ring in await claim(home):
            rings += 1
            row = await home.see(lambda tx, ring=ring: tx.follow_up(ring.follow_up_id))
            later = PutFollowUp.of(row)
            undo = await home.apply(later)
            await home.apply(undo)
    assert rings == 3


@pytest.mark.parametrize(
    "wish",
    [
        {"due_at": datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("UTC"))},
        {"timezone": "Mars/Olympus"},
        {"recurrence": Recurrence(rrule="FREQ=SECONDLY")},
        {"recurrence": Recurrence(rrule="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")},
        {"recurrence": Recurrence(rrule="FREQ=DAILY", calendar="moon")},
    ],
)
async def test_impossible_times_are_refused(home: Home, wish: dict[str, Any]) -> None:
    base = {"key": "k", "kind": "reminder", "due_at": home.now + timedelta(hours=1), "say": WORDS}
    with pytest.raises(InvalidArgument):
        await home.apply(PutFollowUp(**{**base, **wish}))
    with pytest.raises(TooLong):
        await home.apply(PutFollowUp(**{**base, "say": Say(zh="好" * 5000, en="")}))
    assert await home.see(lambda tx: tx.follow_ups(open_only=False)) == ()


async def test_a_private_reminder_rings_with_its_words_and_leaves_none_on_disk(home: Home, tmp_path: Path) -> None:
    say = Say(zh="吃药", en="Take your Zestoretic")
    await home.apply(PutFollowUp.care(key="zestoretic", due_at=home.now + timedelta(minutes=1), say=say))
    home.later(minutes=1)
    (ring,) = await claim(home)
    assert ring.say == say
    (unsent,) = await home.store.due.unsent()
    assert unsent == ring
    assert (await only(home)).sensitivity is Sensitivity.PRIVATE
    for file in (tmp_path / "data").iterdir():
        assert b"zestoretic" not in file.read_bytes().lower()


async def test_deliveries_are_numbered_per_user_and_can_be_caught_up_on(home: Home) -> None:
    for n in range(3):
        await home.apply(reminder(home, key=f"k{n}"))
    await home.apply(reminder(home), home.bob)
    home.later(hours=1)
    assert len(await claim(home, limit=2)) == 2
    assert len(await claim(home)) == 2
    mine = await home.see(lambda tx: tx.deliveries())
    assert [d.sequence for d in mine] == [1, 2, 3]
    assert [d.sequence for d in await home.see(lambda tx: tx.deliveries(after=2))] == [3]
    assert [d.sequence for d in await home.see(lambda tx: tx.deliveries(), home.bob)] == [1]


async def test_what_was_sent_is_not_sent_again_after_a_restart(home: Home) -> None:
    for n in range(3):
        await home.apply(reminder(home, key=f"k{n}"))
    home.later(hours=1)
    rings = await claim(home)
    await home.store.due.mark_sent([rings[0].id])
    assert [d.id for d in await home.store.due.unsent()] == [d.id for d in rings[1:]]


async def test_settling_by_the_clock_needs_no_user(home: Home) -> None:
    await home.apply(reminder(home))
    row = await only(home)
    await home.store.due.settle(row.id, S.MISSED, home.now)
    assert (await only(home)).state is S.MISSED
    assert await home.store.due.next_due() is None
    with pytest.raises(InvalidArgument):
        await home.store.due.settle(row.id, S.SNOOZED, home.now)
    with pytest.raises(NotFound):
        await home.store.due.settle("nobody", S.MISSED, home.now)


async def test_many_due_at_once_are_claimed_in_batches_none_lost_none_twice(home: Home) -> None:
    def fill(tx: Any) -> None:
        for n in range(500):
            rule = DAILY if n % 2 else None
            tx.apply(reminder(home, key=f"k{n}", recurrence=rule), plugin="alarms", turn_id=None, now=home.now)

    await home.do(fill)
    home.later(minutes=10)
    rung: list[Any] = []
    while batch := await claim(home, 64):
        rung += batch
    assert len(rung) == len({d.slot_id for d in rung}) == 500


_DYING = """
import asyncio, os, signal, sys
from datetime import datetime
from memory import open_store

async def main():
    store = open_store(sys.argv[1])
    now = datetime.fromisoformat(sys.argv[2])
    rung = await store.due.claim(now, 3)
    print("\\n".join(d.slot_id for d in rung), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_killed_between_ringing_and_sending_nothing_is_lost_and_slots_keep_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = open_store(folder)
    ann = await store.people.add("Ann", now=NOW)
    for n in range(7):
        wish = PutFollowUp.reminder(key=f"k{n}", due_at=NOW + timedelta(minutes=n), say=WORDS)
        await store.transact(ann.id, lambda tx, wish=wish: tx.apply(wish, plugin="alarms", turn_id=None, now=NOW))
    names = {f.slot_id for f in await store.read(ann.id, lambda tx: tx.follow_ups())}
    store.close()
    now = (NOW + timedelta(hours=1)).isoformat()
    command = [sys.executable, "-c", _DYING, str(folder), now]
    died = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    claimed = set((await died.communicate())[0].decode().split())
    assert len(claimed) == 3
    store = open_store(folder)
    resent = {d.slot_id for d in await store.due.unsent()}
    rest = {d.slot_id for d in await store.due.claim(NOW + timedelta(hours=1), 100)}
    assert resent == claimed
    assert rest == names - claimed
    store.close()
