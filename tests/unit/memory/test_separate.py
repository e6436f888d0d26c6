"""Nothing crosses between two users: every method, asked with the other's ids, sees and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from unit.memory.memory_home import Home

from assistant.changes import CancelFollowUp, DeleteRecord, PutFact, PutFollowUp, PutRecord, RetractFact
from assistant.errors import ApprovalUnusable, Conflict, Denied, NotFound
from assistant.ports import Dialogue
from assistant.types import (
    Action,
    ActionState,
    Approval,
    ApprovalState,
    Effect,
    FollowUpState,
    Reply,
    Say,
    Terms,
    ToolCall,
)

SAY = Say(zh="好", en="well")
CALL = ToolCall(id="a1", tool="tickets__buy")


async def full(home: Home) -> dict[str, str]:
    """One of everything for Ann; what it is called."""
    turn = home.turn("t1", "where is my violin")
    await home.do(lambda tx: tx.open_turn(turn))
    fact = await home.apply(PutFact(text="My violin is at the workshop", subject="violin"))
    ring = await home.apply(PutFollowUp.reminder(key="k", due_at=home.now + timedelta(minutes=1), say=SAY))
    await home.apply(PutRecord(kind="visit", key="1", data={"who": "Dr. Lee"}))
    action = Action(
        id="a1",
        user_id=home.ann.id,
        conversation="c1",
        turn_id="t1",
        call=CALL,
        effect=Effect.COMMIT,
        state=ActionState.PROPOSED,
        at=home.now,
    )
    asked = Approval(
        id="q1",
        user_id=home.ann.id,
        conversation="c1",
        call=CALL,
        terms=Terms(what="tickets"),
        digest="d",
        question=SAY,
        asked_at=home.now,
        expires_at=home.now + timedelta(hours=1),
    )
    await home.do(lambda tx: (tx.put_action(action), tx.put_approval(asked)))
    await home.do(lambda tx: tx.close_turn(turn, Reply(text="At the workshop", language="en"), Dialogue(topic="x"), []))
    home.later(minutes=2)
    await home.store.due.claim(home.now, 10)
    return {"fact": fact.id, "ring": ring.id}


def readings(ids: dict[str, str], now: Any) -> list[Any]:
    """What Bob's transaction answers to every question that can be asked with Ann's ids."""
    return [
        lambda tx: tx.lines("c1"),
        lambda tx: tx.turns("c1"),
        lambda tx: tx.turn("t1"),
        lambda tx: tx.conversations(),
        lambda tx: tx.dialogue("c1").topic,
        lambda tx: tx.action("a1"),
        lambda tx: tx.actions(),
        lambda tx: tx.approval("q1"),
        lambda tx: tx.approvals(),
        lambda tx: tx.pending("c1", now),
        lambda tx: tx.facts(active_only=False),
        lambda tx: tx.fact(ids["fact"]),
        lambda tx: tx.recall("where is my violin", now=now),
        lambda tx: tx.follow_ups(open_only=False),
        lambda tx: tx.follow_up(ids["ring"]),
        lambda tx: tx.deliveries(),
        lambda tx: tx.records("alarms", "visit"),
        lambda tx: tx.record("alarms", "visit", "1"),
        lambda tx: tx.verify().entries,
    ]


async def test_reading_with_the_others_ids_finds_nothing(home: Home) -> None:
    ids = await full(home)
    for n, ask in enumerate(readings(ids, home.now)):
        assert await home.see(ask), f"Ann sees her own: {n}"
        assert not await home.see(ask, home.bob), f"Bob sees Ann's: {n}"


async def test_writing_with_the_others_ids_changes_nothing(home: Home) -> None:
    ids = await full(home)
    before = await home.store.export(home.ann.id)
    now = home.now
    attempts: list[tuple[Any, type[Exception]]] = [
        (lambda tx: tx.move_action("a1", ActionState.CANCELLED, at=now), NotFound),
        (lambda tx: tx.mark_undone("a1", now), NotFound),
        (lambda tx: tx.undo_of("a1"), NotFound),
        (lambda tx: tx.redact("a1"), NotFound),
        (lambda tx: tx.decide("q1", ApprovalState.APPROVED, by="bob", now=now), ApprovalUnusable),
        (lambda tx: tx.acknowledge(ids["ring"], now), NotFound),
        (lambda tx: tx.snooze(ids["ring"], now + timedelta(hours=1), now), NotFound),
        (lambda tx: tx.settle(ids["ring"], FollowUpState.MISSED, now), NotFound),
        (lambda tx: tx.erase_fact(ids["fact"]), NotFound),
    ]
    for work, refusal in attempts:
        with pytest.raises(refusal):
            await home.do(work, home.bob)
    for change in (RetractFact(id=ids["fact"]), CancelFollowUp(id=ids["ring"]), CancelFollowUp(key="k")):
        with pytest.raises(NotFound):
            await home.apply(change, home.bob)
    assert await home.apply(DeleteRecord(kind="visit", key="1"), home.bob) is None
    assert await home.store.export(home.ann.id) == before


async def test_the_same_names_live_side_by_side(home: Home) -> None:
    await full(home)
    theirs = home.turn("t1", "hello", who=home.bob)
    await home.do(lambda tx: tx.open_turn(theirs), home.bob)
    await home.apply(PutFact(text="I live in Bonn", subject="violin"), home.bob)
    await home.apply(PutRecord(kind="visit", key="1", data={"who": "Dr. Kim"}), home.bob)
    assert [f.text for f in await home.see(lambda tx: tx.facts())] == ["My violin is at the workshop"]
    assert (await home.see(lambda tx: tx.record("alarms", "visit", "1"))).data == {"who": "Dr. Lee"}
    assert [c.title for c in await home.see(lambda tx: tx.conversations(), home.bob)] == ["hello"]


async def test_a_plugin_reads_and_writes_only_its_own_rows(home: Home) -> None:
    await full(home)
    assert await home.see(lambda tx: tx.records("notes", "visit")) == ()
    with pytest.raises(Denied):
        await home.apply(PutRecord(kind="visit", key="1", data={}, plugin="alarms"), plugin="notes")
    with pytest.raises(Denied):
        await home.apply(DeleteRecord(kind="visit", key="1", plugin="alarms"), plugin="notes")


async def test_an_action_cannot_be_put_into_another_users_ledger(home: Home) -> None:
    await full(home)
    theirs = await home.see(lambda tx: tx.action("a1"))
    with pytest.raises(NotFound):
        await home.do(lambda tx: tx.put_action(theirs), home.bob)
    with pytest.raises(Conflict):
        await home.do(lambda tx: tx.put_action(theirs))


async def test_a_sealed_row_moved_to_another_user_does_not_open(home: Home) -> None:
    await full(home)
    await home.do(lambda tx: tx.open_turn(home.turn("t2", "hello", who=home.bob)), home.bob)
    steal = "UPDATE turns SET content = (SELECT content FROM turns WHERE id = 't1') WHERE id = 't2'"
    await home.do(lambda tx: tx.connection.exec_driver_sql(steal))
    with pytest.raises(Exception, match="key"):
        await home.see(lambda tx: tx.turns("c1"), home.bob)
