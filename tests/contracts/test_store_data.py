"""What the core relies on in a store: follow-ups, facts and records come back whole, and every change can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant import (
    CancelFollowUp,
    Change,
    DeleteRecord,
    InvalidArgument,
    NotFound,
    PutFact,
    PutFollowUp,
    PutRecord,
    Recurrence,
    RetractFact,
    Sensitivity,
)
from assistant.errors import Denied
from assistant.testing import NOW, call
from assistant.types import (
    FactStatus,
    FollowUpState,
)
from tests.contracts.conftest import Ground
from tests.contracts.store_rows import WORDS, apply, open_rows

# follow-ups


async def test_a_follow_up_comes_back_whole(ground: Ground) -> None:
    rule = Recurrence(rrule="FREQ=WEEKLY;BYDAY=TH", exdates=(datetime(2026, 12, 3).date(),))
    then = call("calendar__list")
    put = PutFollowUp.reminder(key="k", due_at=NOW + timedelta(days=3), say=WORDS, recurrence=rule, then=then)
    await apply(ground, put)
    [row] = await open_rows(ground)
    assert (row.plugin, row.key, row.kind, row.say, row.recurrence, row.then, row.policy) == (
        "alarms", "k", "reminder", WORDS, rule, then, put.policy,
    )  # fmt: skip
    assert (row.due_at, row.timezone, row.state) == (put.due_at, "Asia/Shanghai", FollowUpState.SCHEDULED)
    assert row.source_turn == "turn-1"


async def test_the_same_key_of_a_plugin_is_replaced_and_another_plugins_is_not(ground: Ground) -> None:
    first = PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=WORDS)
    await apply(ground, first)
    await apply(ground, replace(first, due_at=NOW + timedelta(hours=2)))
    await apply(ground, first, plugin="tickets")
    rows = await open_rows(ground)
    assert [(r.plugin, r.due_at) for r in rows] == [
        ("tickets", NOW + timedelta(hours=1)),
        ("alarms", NOW + timedelta(hours=2)),
    ]


async def test_a_new_time_is_a_new_slot(ground: Ground) -> None:
    put = PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=WORDS)
    await apply(ground, put)
    [before] = await open_rows(ground)
    await apply(ground, replace(put, id=before.id, due_at=NOW + timedelta(hours=2)))
    [after] = await open_rows(ground)
    assert after.id == before.id
    assert after.slot_id != before.slot_id
    assert after.version == before.version + 1


async def test_a_follow_up_of_another_plugin_can_be_moved_by_its_id_and_stays_its_own(ground: Ground) -> None:
    await apply(ground, PutFollowUp.reminder(key="film", due_at=NOW + timedelta(hours=1), say=WORDS), plugin="tickets")
    [row] = await open_rows(ground)
    await apply(ground, replace(PutFollowUp.of(row), due_at=NOW + timedelta(hours=2)), plugin="alarms")
    [moved] = await open_rows(ground)
    assert (moved.plugin, moved.key, moved.due_at) == ("tickets", "film", NOW + timedelta(hours=2))


@pytest.mark.parametrize("step", ["move", "cancel", "snooze"])
async def test_undo_brings_a_follow_up_back_exactly(ground: Ground, step: str) -> None:
    rule = Recurrence(rrule="FREQ=DAILY")
    await apply(ground, PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=WORDS, recurrence=rule))
    [before] = await open_rows(ground)
    later = replace(PutFollowUp.of(before), due_at=NOW + timedelta(hours=5))
    changes: dict[str, Change] = {
        "move": later,
        "cancel": CancelFollowUp(id=before.id),
        "snooze": replace(later, state=FollowUpState.SNOOZED, snoozes=1),
    }
    inverse = await apply(ground, changes[step])
    assert inverse is not None
    await apply(ground, inverse)
    [after] = await open_rows(ground)
    assert replace(after, version=0) == replace(before, version=0)


async def test_undoing_the_making_cancels_it(ground: Ground) -> None:
    inverse = await apply(ground, PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=WORDS))
    assert inverse is not None
    await apply(ground, inverse)
    assert await open_rows(ground) == ()


async def test_a_snoozed_recurring_alarm_keeps_its_own_time(ground: Ground) -> None:
    daily = Recurrence(rrule="FREQ=DAILY")
    first = NOW + timedelta(hours=1)
    await apply(ground, PutFollowUp.alarm(key="k", due_at=first, say=WORDS, recurrence=daily))
    [row] = await open_rows(ground)
    until = first + timedelta(minutes=10)
    await apply(ground, replace(PutFollowUp.of(row), due_at=until, state=FollowUpState.SNOOZED, snoozes=1), now=first)
    [snoozed] = await open_rows(ground)
    assert (snoozed.due_at, snoozed.state) == (until, FollowUpState.SNOOZED)
    ring = getattr(ground.store, "ring", None)
    rung = await (ring(ground.user.id, until) if ring else ground.store.due.claim(until, 10))
    assert len(rung) == 1
    [after] = await open_rows(ground)
    assert after.due_at == first + timedelta(days=1)


async def test_the_first_slot_is_one_the_rule_has(ground: Ground) -> None:
    thursdays = Recurrence(rrule="FREQ=WEEKLY;BYDAY=TH")
    await apply(ground, PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=WORDS, recurrence=thursdays))
    [row] = await open_rows(ground)
    assert row.due_at == NOW + timedelta(days=3, hours=1)


async def test_a_fraction_of_a_second_does_not_put_the_first_slot_off(ground: Ground) -> None:
    daily, at = Recurrence(rrule="FREQ=DAILY"), NOW + timedelta(hours=1)
    await apply(ground, PutFollowUp.alarm(key="k", due_at=at + timedelta(microseconds=7), say=WORDS, recurrence=daily))
    [row] = await open_rows(ground)
    assert row.due_at == at


@pytest.mark.parametrize("rule", ["BANANA", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
async def test_a_rule_that_makes_no_sense_is_refused(ground: Ground, rule: str) -> None:
    bad = PutFollowUp.alarm(key="k", due_at=NOW, say=WORDS, recurrence=Recurrence(rrule=rule))
    with pytest.raises(InvalidArgument):
        await apply(ground, bad)


@pytest.mark.parametrize("change", [CancelFollowUp(id="nobody"), CancelFollowUp(key="nobody")])
async def test_what_is_not_there_is_not_found(ground: Ground, change: Change) -> None:
    with pytest.raises(NotFound):
        await apply(ground, change)


async def test_moving_what_is_not_there_makes_nothing(ground: Ground) -> None:
    with pytest.raises(NotFound):
        await apply(ground, PutFollowUp(id="nobody", key="k", kind="alarm", due_at=NOW, say=WORDS))
    assert await open_rows(ground) == ()


# facts


async def test_a_newer_fact_of_one_subject_takes_over_and_history_stays(ground: Ground) -> None:
    await apply(ground, PutFact(text="I work at Acme", subject="work"))
    await apply(ground, PutFact(text="I work at Globex", subject="work"), now=NOW + timedelta(days=1))
    active = await ground.store.read(ground.user.id, lambda tx: tx.facts())
    assert [f.text for f in active] == ["I work at Globex"]
    found = await ground.store.read(ground.user.id, lambda tx: tx.recall("where do I work", now=NOW))
    assert [f.text for f in found] == ["I work at Globex"]
    history = await ground.store.read(ground.user.id, lambda tx: tx.facts(active_only=False))
    assert {f.text: f.status for f in history} == {
        "I work at Acme": FactStatus.SUPERSEDED,
        "I work at Globex": FactStatus.ACTIVE,
    }


async def test_facts_without_a_subject_do_not_push_each_other_out(ground: Ground) -> None:
    await apply(ground, PutFact(text="I like tea"))
    await apply(ground, PutFact(text="I like coffee"))
    assert len(await ground.store.read(ground.user.id, lambda tx: tx.facts())) == 2


async def test_the_same_fact_again_changes_nothing(ground: Ground) -> None:
    assert await apply(ground, PutFact(text="I like tea")) is not None
    assert await apply(ground, PutFact(text="i like  TEA")) is None


async def test_a_chinese_fact_is_found_by_a_chinese_question(ground: Ground) -> None:
    await apply(ground, PutFact(text="我对花生过敏", language="zh", sensitivity=Sensitivity.PRIVATE))
    await apply(ground, PutFact(text="我喜欢爬山", language="zh"))
    found = await ground.store.read(ground.user.id, lambda tx: tx.recall("我能吃花生吗", now=NOW))
    assert [f.text for f in found] == ["我对花生过敏"]


async def test_undoing_a_correction_brings_the_older_fact_back(ground: Ground) -> None:
    await apply(ground, PutFact(text="I work at Acme", subject="work"))
    inverse = await apply(ground, PutFact(text="I work at Globex", subject="work"))
    assert inverse is not None
    again = await apply(ground, inverse)
    assert [f.text for f in await ground.store.read(ground.user.id, lambda tx: tx.facts())] == ["I work at Acme"]
    assert again is not None
    await apply(ground, again)
    assert [f.text for f in await ground.store.read(ground.user.id, lambda tx: tx.facts())] == ["I work at Globex"]


async def test_forgetting_can_be_taken_back_once(ground: Ground) -> None:
    await apply(ground, PutFact(text="I like tea"))
    [fact] = await ground.store.read(ground.user.id, lambda tx: tx.facts())
    inverse = await apply(ground, RetractFact(id=fact.id))
    assert await ground.store.read(ground.user.id, lambda tx: tx.facts()) == ()
    assert await apply(ground, RetractFact(id=fact.id)) is None
    assert inverse is not None
    await apply(ground, inverse)
    [back] = await ground.store.read(ground.user.id, lambda tx: tx.facts())
    assert (back.id, back.text) == (fact.id, "I like tea")


async def test_forgetting_what_is_not_known_is_not_found(ground: Ground) -> None:
    with pytest.raises(NotFound):
        await apply(ground, RetractFact(id="nobody"))


# records


async def test_a_plugins_rows_are_its_own(ground: Ground) -> None:
    await apply(ground, PutRecord(kind="k", key="x", data={"list": [1, {"a": None}], "zh": "中"}), plugin="parking")
    [row] = await ground.store.read(ground.user.id, lambda tx: tx.records("parking", "k"))
    assert (row.key, row.data) == ("x", {"list": [1, {"a": None}], "zh": "中"})
    assert await ground.store.read(ground.user.id, lambda tx: tx.records("other", "k")) == ()
    with pytest.raises(Denied):
        await apply(ground, DeleteRecord(kind="k", key="x", plugin="parking"), plugin="other")


async def test_writing_deleting_and_undoing_a_record(ground: Ground) -> None:
    async def data() -> list[object]:
        rows = await ground.store.read(ground.user.id, lambda tx: tx.records("parking", "k"))
        return [r.data for r in rows]

    await apply(ground, PutRecord(kind="k", key="x", data={"n": 1}), plugin="parking")
    assert await apply(ground, PutRecord(kind="k", key="x", data={"n": 1}), plugin="parking") is None
    back = await apply(ground, PutRecord(kind="k", key="x", data={"n": 2}), plugin="parking")
    assert back is not None
    await apply(ground, back, plugin="parking")
    assert await data() == [{"n": 1}]
    restored = await apply(ground, DeleteRecord(kind="k", key="x"), plugin="parking")
    assert await data() == []
    assert restored is not None
    await apply(ground, restored, plugin="parking")
    assert await data() == [{"n": 1}]
    assert await apply(ground, DeleteRecord(kind="k", key="nobody"), plugin="parking") is None
