"""Thinking aloud: the words of a planner that streams, as they come, and then what it arrived at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from assistant.ports import Planner, Transcript
from assistant.types import Fact, Plan, ToolSpec, Turn

T = TypeVar("T")
OnDelta = Callable[[str], None]


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
        on_delta: OnDelta | None = None,
    ) -> Plan: ...


async def plan_with(
    planner: Planner,
    turn: Turn,
    transcript: Transcript,
    facts: Sequence[Fact],
    tools: Sequence[ToolSpec],
    on_delta: OnDelta | None,
) -> Plan:
    """The plan of any planner; one that streams speaks meanwhile. Raises PlannerUnavailable."""
    if isinstance(planner, StreamingPlanner):
        return await planner.plan(turn, transcript, facts, tools, on_delta=on_delta)
    return await planner.plan(turn, transcript, facts, tools)


async def aloud(work: Callable[[OnDelta], Coroutine[Any, Any, T]]) -> AsyncGenerator[str | T, None]:
    """The words that `work` hands on (maybe none), then its result. Whoever stops listening stops the work."""
    words: asyncio.Queue[str | None] = asyncio.Queue()
    working = asyncio.create_task(work(words.put_nowait))
    working.add_done_callback(lambda _: words.put_nowait(None))
    try:
        while (word := await words.get()) is not None:
            yield word
        yield await working
    finally:
        if not working.done():
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
