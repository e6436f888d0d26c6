"""A question is answered once, in time, by its own user."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from unit.memory.memory_home import Home

from assistant.errors import ApprovalUnusable, Conflict, NotFound
from assistant.types import Approval, ApprovalState, Money, Say, Terms, ToolCall

S = ApprovalState


def approval(home: Home, id: str = "q1", **more: Any) -> Approval:
    terms = Terms(what=Say(zh="两张票", en="two tickets"), price=Money(amount=Decimal("120.50"), currency="CNY"))
    return Approval(
        id=id,
        user_id=home.ann.id,
        conversation="c1",
        call=ToolCall(id="a1", tool="tickets__buy", arguments={"quantity": 2}),
        terms=terms,
        digest="d",
        question=Say(zh="买吗？", en="Buy?"),
        asked_at=home.now,
        expires_at=home.now + timedelta(minutes=5),
        **more,
    )


async def test_a_question_comes_back_as_it_was_asked(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))
    assert await home.see(lambda tx: tx.pending("c1", home.now)) == approval(home)
    assert await home.see(lambda tx: tx.pending("c2", home.now)) is None


async def test_of_two_questions_the_newest_is_the_one_answered(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))
    await home.do(lambda tx: tx.put_approval(approval(home, "q2")))
    assert (await home.see(lambda tx: tx.pending("c1", home.now))).id == "q2"
    assert [a.id for a in await home.see(lambda tx: tx.approvals(open_at=home.now))] == ["q2", "q1"]


async def test_twenty_answers_at_once_use_it_once(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))

    async def answer(n: int) -> bool:
        try:
            await home.do(lambda tx: tx.decide("q1", S.APPROVED, by=f"device {n}", now=home.now))
        except ApprovalUnusable:
            return False
        return True

    assert sum(await asyncio.gather(*(answer(n) for n in range(20)))) == 1


async def test_it_cannot_be_used_after_it_expired(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))
    home.later(minutes=5)
    with pytest.raises(ApprovalUnusable):
        await home.do(lambda tx: tx.decide("q1", S.APPROVED, by="ann", now=home.now))
    assert await home.see(lambda tx: tx.pending("c1", home.now)) is None
    withdrawn = await home.do(lambda tx: tx.decide("q1", S.VOID, by="core", now=home.now))
    assert withdrawn == replace(
        approval(home), asked_at=withdrawn.asked_at, expires_at=withdrawn.expires_at, state=S.VOID, decided_by="core"
    )


async def test_nobody_else_can_see_or_answer_it(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))
    assert await home.see(lambda tx: tx.approval("q1"), home.bob) is None
    with pytest.raises(ApprovalUnusable):
        await home.do(lambda tx: tx.decide("q1", S.APPROVED, by="bob", now=home.now), home.bob)
    with pytest.raises(NotFound):
        await home.do(lambda tx: tx.put_approval(approval(home, "q9")), home.bob)
    assert (await home.see(lambda tx: tx.approval("q1"))).state is S.PENDING


async def test_an_id_is_used_once(home: Home) -> None:
    await home.do(lambda tx: tx.put_approval(approval(home)))
    with pytest.raises(Conflict):
        await home.do(lambda tx: tx.put_approval(approval(home)))
