"""What the core relies on in a store: all or nothing, one user at a time, single use, exact undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assistant import (
    CancelFollowUp,
    Change,
    DeleteRecord,
    InvalidArgument,
    Money,
    NotFound,
    PutFact,
    PutFollowUp,
    PutRecord,
    Receipt,
    Recurrence,
    RetractFact,
    Say,
    Sensitivity,
    Terms,
)
from assistant.approvals import ask
from assistant.errors import ApprovalUnusable, Conflict, Denied, NotUndoable
from assistant.ports import Dialogue
from assistant.testing import NOW, call, make_turn
from assistant.types import (
    Action,
    ActionState,
    Approval,
    ApprovalState,
    Card,
    Effect,
    FactStatus,
    FollowUp,
    FollowUpState,
    Item,
    Question,
    Reason,
    Reply,
    ToolCall,
    Turn,
)
from tests.contracts.conftest import Ground

WORDS = Say(zh="响", en="ring")


def turn_of(ground: Ground, text: str = "hello") -> Turn:
    return make_turn(text, user=ground.user, now=NOW)


def action_of(ground: Ground, wish: ToolCall, state: ActionState = ActionState.DISPATCHED) -> Action:
    return Action(
        id=wish.id,
        user_id=ground.user.id,
        conversation="c",
        turn_id="t",
        call=wish,
        effect=Effect.CHANGE,
        state=state,
        at=NOW,
        why=(Reason(reader="patterns", text="because", data={"score": 0.9}),),
        rule="change",
    )


def approval_of(ground: Ground, name: str = "a1", conversation: str = "conversation-1") -> Approval:
    terms = Terms(what=WORDS, when=NOW, price=Money(amount=Decimal("12.50"), currency="EUR"), details={"seats": ["F7"]})
    turn = replace(turn_of(ground), conversation=conversation)
    return ask(call("shop__buy", count=2), terms, turn, name)


async def apply(ground: Ground, change: Change, plugin: str = "alarms", now: datetime = NOW) -> Change | None:
    return await ground.store.transact(
        ground.user.id, lambda tx: tx.apply(change, plugin=plugin, turn_id="turn-1", now=now)
    )


async def open_rows(ground: Ground) -> tuple[FollowUp, ...]:
    return await ground.store.read(ground.user.id, lambda tx: tx.follow_ups())


# all or nothing, one user at a time


async def test_what_raises_halfway_leaves_nothing(ground: Ground) -> None:
    def half(tx: Any) -> None:
        tx.apply(PutFact(text="I like tea"), plugin="memory", turn_id=None, now=NOW)
        tx.put_action(action_of(ground, call("a__b")))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await ground.store.transact(ground.user.id, half)
    assert await ground.store.read(ground.user.id, lambda tx: tx.facts()) == ()


async def test_an_unknown_user_is_not_found(ground: Ground) -> None:
    for method in (ground.store.transact, ground.store.read):
        with pytest.raises(NotFound):
            await method("nobody", lambda tx: tx.user())


async def test_a_user_sees_only_what_is_theirs(ground: Ground) -> None:
    await apply(ground, PutFact(text="I like tea"))
    await apply(ground, PutRecord(kind="k", key="x", data={"a": 1}))
    undo = await apply(ground, PutFollowUp.alarm(key="k", due_at=NOW, say=WORDS))
    assert isinstance(undo, CancelFollowUp)

    def look(tx: Any) -> Any:
        return tx.facts(), tx.records("alarms", "k"), tx.follow_ups(), tx.follow_up(undo.id), tx.recall("tea", now=NOW)

    assert await ground.store.read(ground.other.id, look) == ((), (), (), None, ())
    with pytest.raises(NotFound):
        await ground.store.transact(
            ground.other.id,
            lambda tx: tx.apply(CancelFollowUp(id=undo.id), plugin="alarms", turn_id=None, now=NOW),
        )


async def test_a_unit_of_work_knows_whose_it_is(ground: Ground) -> None:
    assert await ground.store.read(ground.other.id, lambda tx: tx.user()) == ground.other


# conversations


async def test_a_talk_is_kept_in_the_order_it_was_held(ground: Ground) -> None:
    for text in ("one", "two", "three"):
        turn = turn_of(ground, text)
        reply = Reply(text=f"to {text}", language="en")
        await ground.store.transact(ground.user.id, lambda tx, turn=turn: tx.open_turn(turn))
        await ground.store.transact(
            ground.user.id, lambda tx, turn=turn, reply=reply: tx.close_turn(turn, reply, Dialogue(), [])
        )
    lines = await ground.store.read(ground.user.id, lambda tx: tx.lines("conversation-1", 4))
    assert [(line.role, line.text) for line in lines] == [
        ("user", "two"),
        ("assistant", "to two"),
        ("user", "three"),
        ("assistant", "to three"),
    ]


async def test_what_was_heard_is_kept_even_if_nothing_was_answered(ground: Ground) -> None:
    await ground.store.transact(ground.user.id, lambda tx: tx.open_turn(turn_of(ground, "lost?")))
    [line] = await ground.store.read(ground.user.id, lambda tx: tx.lines("conversation-1"))
    assert line.text == "lost?"


async def test_the_dialogue_comes_back_as_it_was_left(ground: Ground) -> None:
    item = Item(id="1", kind="alarm", label=WORDS, argument="which", data={"due_at": NOW.isoformat()})
    left = Dialogue(
        question=Question(text=WORDS, call=call("a__b", at=NOW.isoformat()), parameter="at", options=(item,)),
        items=(item,),
        calls=(call("a__c", count=2),),
        actions=("x",),
        reply=Reply(text="ok", language="zh", cards=(Card(type="day", title=WORDS, text=WORDS),)),
        asked="a1",
        untrusted=True,
    )
    await ground.store.transact(ground.user.id, lambda tx: tx.close_turn(turn_of(ground), None, left, []))
    assert await ground.store.read(ground.user.id, lambda tx: tx.dialogue("conversation-1")) == left
    assert await ground.store.read(ground.user.id, lambda tx: tx.dialogue("another")) == Dialogue()


async def test_an_incognito_turn_is_not_kept(ground: Ground) -> None:
    secret = replace(turn_of(ground, "secret"), incognito=True)
    await ground.store.transact(ground.user.id, lambda tx: tx.open_turn(secret))
    reply = Reply(text="psst", language="en")
    await ground.store.transact(ground.user.id, lambda tx: tx.close_turn(secret, reply, Dialogue(), []))
    assert await ground.store.read(ground.user.id, lambda tx: tx.lines("conversation-1")) == ()


# the ledger


async def test_an_idempotency_key_is_taken_once(ground: Ground) -> None:
    wish = call("a__b")
    await ground.store.transact(ground.user.id, lambda tx: tx.put_action(action_of(ground, wish)))
    with pytest.raises(Conflict):
        await ground.store.transact(ground.user.id, lambda tx: tx.put_action(action_of(ground, wish)))


async def test_an_action_comes_back_whole(ground: Ground) -> None:
    action = action_of(ground, call("a__b", text="x", count=2))
    await ground.store.transact(ground.user.id, lambda tx: tx.put_action(action))
    assert await ground.store.read(ground.user.id, lambda tx: tx.action(action.id)) == action
    assert await ground.store.read(ground.user.id, lambda tx: tx.action("nobody")) is None


@pytest.mark.parametrize("final", [ActionState.SUCCEEDED, ActionState.FAILED, ActionState.CANCELLED])
async def test_what_is_over_does_not_start_again(ground: Ground, final: ActionState) -> None:
    wish = call("a__b")

    def over(tx: Any) -> None:
        tx.put_action(action_of(ground, wish))
        tx.move_action(wish.id, final, at=NOW)

    await ground.store.transact(ground.user.id, over)
    for state in (ActionState.DISPATCHED, ActionState.PROPOSED, ActionState.SUCCEEDED):
        with pytest.raises(Conflict):
            await ground.store.transact(ground.user.id, lambda tx, state=state: tx.move_action(wish.id, state, at=NOW))


async def test_a_receipt_and_an_undo_stay_with_the_action(ground: Ground) -> None:
    wish = call("a__b")
    receipt = Receipt(provider="p", reference="r", text=WORDS, data={"n": 1})
    inverse = (CancelFollowUp(id="f1"), RetractFact(id="x", revive="y"), DeleteRecord(kind="k", key="z", plugin="a"))

    def work(tx: Any) -> Action:
        tx.put_action(action_of(ground, wish))
        return tx.move_action(wish.id, ActionState.SUCCEEDED, at=NOW, receipt=receipt, undo=inverse)

    moved = await ground.store.transact(ground.user.id, work)
    assert (moved.receipt, moved.undoable) == (receipt, True)
    assert await ground.store.read(ground.user.id, lambda tx: tx.undo_of(wish.id)) == inverse
    undone = await ground.store.transact(ground.user.id, lambda tx: tx.mark_undone(wish.id, NOW))
    assert undone.undone
    with pytest.raises(NotUndoable):
        await ground.store.transact(ground.user.id, lambda tx: tx.mark_undone(wish.id, NOW))


async def test_after_a_start_what_was_in_flight_is_unknown(ground: Ground) -> None:
    wish = call("a__b")
    await ground.store.transact(ground.user.id, lambda tx: tx.put_action(action_of(ground, wish)))
    assert await ground.store.recover(NOW) == 1
    action = await ground.store.read(ground.user.id, lambda tx: tx.action(wish.id))
    assert action.state is ActionState.UNKNOWN
    assert await ground.store.recover(NOW) == 0


# approvals


async def test_an_approval_comes_back_whole_and_waits_in_its_conversation(ground: Ground) -> None:
    approval = approval_of(ground)
    await ground.store.transact(ground.user.id, lambda tx: tx.put_approval(approval))
    assert await ground.store.read(ground.user.id, lambda tx: tx.approval("a1")) == approval
    assert await ground.store.read(ground.user.id, lambda tx: tx.pending("conversation-1", NOW)) == approval
    assert await ground.store.read(ground.user.id, lambda tx: tx.pending("another", NOW)) is None
    late = approval.expires_at
    assert await ground.store.read(ground.user.id, lambda tx: tx.pending("conversation-1", late)) is None
    assert await ground.store.read(ground.other.id, lambda tx: tx.approval("a1")) is None


@pytest.mark.parametrize("first", [ApprovalState.APPROVED, ApprovalState.REJECTED, ApprovalState.VOID])
async def test_an_approval_is_used_up_once(ground: Ground, first: ApprovalState) -> None:
    await ground.store.transact(ground.user.id, lambda tx: tx.put_approval(approval_of(ground)))
    used = await ground.store.transact(ground.user.id, lambda tx: tx.decide("a1", first, by="me", now=NOW))
    assert (used.state, used.decided_by) == (first, "me")
    with pytest.raises(ApprovalUnusable):
        await ground.store.transact(
            ground.user.id, lambda tx: tx.decide("a1", ApprovalState.APPROVED, by="me", now=NOW)
        )


async def test_a_late_yes_is_refused_and_a_withdrawal_is_not(ground: Ground) -> None:
    approval = approval_of(ground)
    await ground.store.transact(ground.user.id, lambda tx: tx.put_approval(approval))
    late = approval.expires_at
    with pytest.raises(ApprovalUnusable):
        await ground.store.transact(
            ground.user.id, lambda tx: tx.decide("a1", ApprovalState.APPROVED, by="me", now=late)
        )
    used = await ground.store.transact(
        ground.user.id, lambda tx: tx.decide("a1", ApprovalState.VOID, by="me", now=late)
    )
    assert used.state is ApprovalState.VOID


async def test_nobody_answers_for_somebody_else(ground: Ground) -> None:
    await ground.store.transact(ground.user.id, lambda tx: tx.put_approval(approval_of(ground)))
    with pytest.raises(ApprovalUnusable):
        await ground.store.transact(
            ground.other.id, lambda tx: tx.decide("a1", ApprovalState.APPROVED, by="me", now=NOW)
        )


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
