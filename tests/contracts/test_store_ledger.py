"""What the core relies on in a store: an action is taken once, an approval is used once, an undo stays exact."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Receipt,
    RetractFact,
)
from assistant.errors import ApprovalUnusable, Conflict, NotUndoable
from assistant.testing import NOW, call
from assistant.types import (
    Action,
    ActionState,
    ApprovalState,
)
from tests.contracts.conftest import Ground
from tests.contracts.store_rows import WORDS, action_of, approval_of

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
