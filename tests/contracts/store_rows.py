"""What the store's tests write and read: an action, an approval, a change, the open follow-ups."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assistant import (
    Change,
    Money,
    Say,
    Terms,
)
from assistant.approvals import ask
from assistant.testing import NOW, call, make_turn
from assistant.types import (
    Action,
    ActionState,
    Approval,
    Effect,
    FollowUp,
    Reason,
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
