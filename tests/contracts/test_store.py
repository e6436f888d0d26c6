"""What the core relies on in a store: all or nothing, one user at a time, talks kept in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant import (
    CancelFollowUp,
    NotFound,
    PutFact,
    PutFollowUp,
    PutRecord,
)
from assistant.ports import Dialogue
from assistant.testing import NOW, call
from assistant.types import (
    Card,
    Item,
    Question,
    Reply,
)
from tests.contracts.conftest import Ground
from tests.contracts.store_rows import WORDS, action_of, apply, turn_of

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
