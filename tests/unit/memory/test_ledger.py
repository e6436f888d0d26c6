"""The ledger: no call twice, no step back, and no entry changed, dropped or cut off without it showing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from unit.memory.memory_home import Home

from assistant.changes import CancelFollowUp, DeleteRecord, PutFact, PutFollowUp, PutRecord, RetractFact
from assistant.errors import Conflict, NotFound, NotUndoable
from assistant.types import Action, ActionState, Effect, Provenance, Reason, Receipt, Say, ToolCall

S = ActionState


def action(home: Home, id: str = "a1", state: ActionState = S.PROPOSED, **more: Any) -> Action:
    call = ToolCall(
        id=id,
        tool="tickets__buy",
        arguments={"title": "流浪地球", "quantity": 2},
        provenance={"title": Provenance.USER},
    )
    return Action(
        id=id,
        user_id=home.ann.id,
        conversation="c1",
        turn_id="t1",
        call=call,
        effect=Effect.COMMIT,
        state=state,
        at=home.now,
        why=(Reason(reader="patterns", text="buy"),),
        **more,
    )


async def test_an_action_comes_back_as_it_was_put(home: Home) -> None:
    put = action(home)
    await home.do(lambda tx: tx.put_action(put))
    assert await home.see(lambda tx: tx.action("a1")) == put


async def test_the_same_call_is_never_put_twice(home: Home) -> None:
    await home.do(lambda tx: tx.put_action(action(home)))
    with pytest.raises(Conflict):
        await home.do(lambda tx: tx.put_action(action(home)))
    assert (await home.see(lambda tx: tx.verify())).entries == 1


async def test_states_go_forward_only(home: Home) -> None:
    receipt = Receipt(provider="kino", reference="K-7", text=Say(zh="已出票", en="Booked"))
    await home.do(lambda tx: tx.put_action(action(home)))
    for state in (S.APPROVED, S.DISPATCHED, S.UNKNOWN):
        await home.do(lambda tx, state=state: tx.move_action("a1", state, at=home.now))
    done = await home.do(lambda tx: tx.move_action("a1", S.SUCCEEDED, at=home.now, receipt=receipt))
    assert done.receipt == receipt
    for state in (S.DISPATCHED, S.FAILED, S.PROPOSED, S.SUCCEEDED):
        with pytest.raises(Conflict):
            await home.do(lambda tx, state=state: tx.move_action("a1", state, at=home.now))
    with pytest.raises(NotFound):
        await home.do(lambda tx: tx.move_action("a2", S.APPROVED, at=home.now))


UNDO = (
    CancelFollowUp(id="f1"),
    RetractFact(id="x", revive="y"),
    DeleteRecord(kind="note", key="k", plugin="notes"),
    PutRecord(kind="note", key="k", data={"a": [1, None]}, plugin="notes"),
    PutFact(text="I live here", id="x"),
)


async def test_what_would_undo_an_action_is_kept_in_order_and_used_once(home: Home) -> None:
    ring = PutFollowUp.alarm(key="k", due_at=home.later(hours=1), say=Say(zh="起床", en="Up"))
    await home.do(lambda tx: tx.put_action(action(home, state=S.DISPATCHED)))
    await home.do(lambda tx: tx.move_action("a1", S.SUCCEEDED, at=home.now, undo=(*UNDO, ring)))
    assert await home.see(lambda tx: tx.undo_of("a1")) == (*UNDO, ring)
    assert (await home.do(lambda tx: tx.mark_undone("a1", home.now))).undone
    with pytest.raises(NotUndoable):
        await home.do(lambda tx: tx.mark_undone("a1", home.now))


async def test_an_action_that_left_nothing_to_undo_says_so(home: Home) -> None:
    await home.do(lambda tx: tx.put_action(action(home)))
    with pytest.raises(NotUndoable):
        await home.do(lambda tx: tx.mark_undone("a1", home.now))


async def test_a_call_in_flight_at_a_crash_is_unknown_afterwards_and_not_repeated(home: Home) -> None:
    await home.do(lambda tx: tx.put_action(action(home, state=S.DISPATCHED)))
    await home.do(lambda tx: tx.put_action(action(home, id="a2")))
    assert await home.store.recover(home.now) == 1
    assert (await home.see(lambda tx: tx.action("a1"))).state is S.UNKNOWN
    assert (await home.see(lambda tx: tx.action("a2"))).state is S.PROPOSED
    assert await home.store.recover(home.now) == 0


async def filled(home: Home, count: int = 5) -> None:
    for n in range(count):
        await home.do(lambda tx, n=n: tx.put_action(action(home, id=f"a{n}", state=S.DISPATCHED)))
        await home.do(lambda tx, n=n: tx.move_action(f"a{n}", S.SUCCEEDED, at=home.now))


async def broken_at(home: Home, *statements: str) -> int | None:
    def spoil(tx: Any) -> None:
        for statement in statements:
            tx.connection.exec_driver_sql(statement)

    await home.do(spoil)
    verdict = await home.see(lambda tx: tx.verify())
    return verdict.broken_at  # type: ignore[no-any-return]


async def test_an_untouched_chain_is_whole(home: Home) -> None:
    await filled(home)
    verdict = await home.see(lambda tx: tx.verify())
    assert verdict.is_whole
    assert verdict.entries == 10


TAMPERING = {
    "a digest rewritten": ("UPDATE ledger SET digest = 'x' WHERE position = 4",),
    "a content digest rewritten": ("UPDATE ledger SET content_digest = 'x' WHERE position = 4",),
    "an entry dropped": ("DELETE FROM ledger WHERE position = 4",),
    "a salt changed": ("UPDATE ledger SET salt = '00' WHERE position = 4",),
    "two entries swapped": (
        "UPDATE ledger SET position = -4 WHERE position = 4",
        "UPDATE ledger SET position = 4 WHERE position = 5",
        "UPDATE ledger SET position = 5 WHERE position = -4",
    ),
    "content replaced by another entry's": (
        "UPDATE ledger SET content = (SELECT content FROM ledger WHERE position = 1) WHERE position = 4",
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_shows_where_it_happened(home: Home, how: str) -> None:
    await filled(home)
    assert await broken_at(home, *TAMPERING[how]) == 4


async def test_cutting_off_the_end_shows(home: Home) -> None:
    await filled(home)
    assert await broken_at(home, "DELETE FROM ledger WHERE position > 8") == 9


async def test_cutting_off_the_end_and_the_head_with_it_shows(home: Home) -> None:
    await filled(home)
    head = "(SELECT digest FROM ledger WHERE position = 8)"
    cut = "DELETE FROM ledger WHERE position > 8", f"UPDATE chains SET length = 8, head = {head}"
    assert await broken_at(home, *cut) == 9


async def test_an_action_rewritten_behind_the_ledger_shows(home: Home) -> None:
    await filled(home)
    swap = "UPDATE actions SET content = (SELECT content FROM actions WHERE id = 'a0') WHERE id = 'a3'"
    assert await broken_at(home, swap) == 8


async def test_redaction_blanks_the_content_and_the_chain_still_holds(home: Home) -> None:
    await filled(home)
    await home.do(lambda tx: tx.redact("a1"))
    verdict = await home.see(lambda tx: tx.verify())
    assert verdict.is_whole
    assert verdict.redacted == (3, 4)
    blank = await home.see(lambda tx: tx.action("a1"))
    assert blank.call == ToolCall(id="a1", tool="tickets__buy")
    assert await home.see(lambda tx: tx.action("a2")) == replace(action(home, id="a2"), state=S.SUCCEEDED)
    export = await home.store.export(home.ann.id)
    assert sum(row["content"] is None for row in export["tables"]["ledger"]) == 2
