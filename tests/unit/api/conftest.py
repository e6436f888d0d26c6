"""A house whose planner takes tool calls literally, and a small car park with something to lose."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from harness import House, open_house

from assistant import Effect, Money, Plugin, PutFollowUp, Receipt, Say, Terms, ToolContext, ToolResult
from assistant.ports import Transcript
from assistant.types import Fact, Plan, Provenance, ToolCall, ToolSpec, Turn


class LiteralPlanner:
    """Plans what a sentence says letter for letter: `parking__reserve {"lot": "north"}`. Anything else is not its."""

    name = "literal"

    async def plan(self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]) -> Plan:
        tool, _, rest = turn.utterance.text.partition(" ")
        if "__" not in tool:
            return Plan(planner=self.name)
        arguments = json.loads(rest or "{}")
        call = ToolCall(
            id=str(uuid.uuid4()),
            tool=tool,
            arguments=arguments,
            provenance=dict.fromkeys(arguments, Provenance.USER),
        )
        return Plan(planner=self.name, calls=(call,), confidence=1.0)


class CarPark:
    """Ten places; a price that may change; and a record of who really got one."""

    def __init__(self) -> None:
        self.price, self.reserved = Decimal(5), list[str]()


def parking(park: CarPark) -> Plugin:
    plugin = Plugin("parking", summary="Parking")

    @plugin.tool(effect=Effect.COMMIT)
    async def reserve(ctx: ToolContext, terms: Terms, lot: str) -> ToolResult:
        """Reserve a place."""
        park.reserved.append(ctx.call_id)
        receipt = Receipt(provider="City", reference=f"P{len(park.reserved)}", text=Say(zh="已预订", en="Reserved"))
        return ToolResult(say=Say(zh="订好了。", en="It is yours."), receipt=receipt)

    @reserve.terms
    async def quote(ctx: ToolContext, lot: str) -> Terms:
        return Terms(what=lot, price=Money(amount=park.price, currency="EUR"), provider="City")

    @plugin.tool(effect=Effect.CHANGE)
    async def remind(ctx: ToolContext, minutes: int) -> ToolResult:
        """Speak up when the time is over."""
        over = PutFollowUp.reminder(
            key="over", due_at=ctx.now + timedelta(minutes=minutes), say=Say(zh="时间到了", en="Time is up")
        )
        return ToolResult(say=Say(zh="好的。", en="Okay."), changes=(over,))

    @plugin.tool(effect=Effect.READ)
    async def burst(ctx: ToolContext) -> ToolResult:
        """Breaks."""
        raise RuntimeError("a secret of the vendor")

    return plugin


@pytest.fixture
def park() -> CarPark:
    return CarPark()


@pytest.fixture
async def house(tmp_path: Path, park: CarPark) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", planners=[LiteralPlanner()], plugins=[parking(park)]) as opened:
        yield opened


def says(body: Any) -> str:
    return str(body["reply"]["text"])
