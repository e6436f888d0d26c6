"""A scripted model endpoint, and planning at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import pytest

from assistant.ports import Transcript
from assistant.types import Fact, Plan, ToolSpec
from tests.endpoint import ScriptedEndpoint
from tests.unit.planners.model.scene import TOOLS, Plans, planner, turn

NOTHING_YET = Transcript()


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as running:
        yield running


@pytest.fixture
async def plan(endpoint: ScriptedEndpoint) -> AsyncIterator[Plans]:
    asked = planner(endpoint.url)

    async def plan_one(
        text: str,
        *,
        transcript: Transcript = NOTHING_YET,
        facts: Sequence[Fact] = (),
        tools: Sequence[ToolSpec] = TOOLS,
        on_delta: Callable[[str], None] | None = None,
        **turn_parts: Any,
    ) -> Plan:
        return await asked.plan(turn(text, **turn_parts), transcript, facts, tools, on_delta=on_delta)

    yield plan_one
    await asked.aclose()
