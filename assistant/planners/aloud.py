"""Planning out loud: the words of a planner that streams, as they come, and then its plan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol, runtime_checkable

from assistant.ports import Planner, Transcript
from assistant.types import Fact, Plan, ToolSpec, Turn


@runtime_checkable
class StreamingPlanner(Protocol):
    """What it hands to `on_delta` is the beginning of the plan's text, if the plan has one."""

    streams: bool

    async def plan(
        self,
        turn: Turn,
        transcript: Transcript,
        facts: Sequence[Fact],
        tools: Sequence[ToolSpec],
        *,
        on_delta: Callable[[str], None] | None = None,
    ) -> Plan: ...


async def plan_aloud(
    planner: Planner, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]
) -> AsyncGenerator[str | Plan, None]:
    """Words (maybe none), then the plan. Raises PlannerUnavailable; whoever stops listening stops the planner."""
    if not isinstance(planner, StreamingPlanner):
        yield await planner.plan(turn, transcript, facts, tools)
        return
    words: asyncio.Queue[str | None] = asyncio.Queue()
    planning = asyncio.ensure_future(planner.plan(turn, transcript, facts, tools, on_delta=words.put_nowait))
    planning.add_done_callback(lambda _: words.put_nowait(None))
    try:
        while (word := await words.get()) is not None:
            yield word
        yield await planning
    finally:
        if not planning.done():
            planning.cancel()
            await asyncio.gather(planning, return_exceptions=True)
