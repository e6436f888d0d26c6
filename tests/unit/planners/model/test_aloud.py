"""Words are heard while a model is still speaking, and whoever stops listening stops it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial

import pytest

from assistant.errors import PlannerUnavailable
from assistant.planners.aloud import aloud, plan_with
from assistant.planners.model import ModelPlanner
from assistant.ports import Transcript
from assistant.types import Fact, Plan, ToolSpec, Turn
from tests.endpoint import ScriptedEndpoint, event, hang, status, words
from tests.unit.planners.model.scene import TOOLS, planner, turn


def speaking(url: str) -> AsyncGenerator[str | Plan, None]:
    asked: ModelPlanner = planner(url)
    return aloud(partial(plan_with, asked, turn("how far"), Transcript(), (), TOOLS))


async def test_words_come_first_and_the_plan_last(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(words(*"It is far. Take the train."))
    got = [part async for part in speaking(endpoint.url)]
    *said, plan = got
    assert said == ["It is far.", " Take the train."]
    assert isinstance(plan, Plan)
    assert plan.text == "It is far. Take the train."


async def test_the_first_words_are_heard_before_the_last_are_made(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(hang(event({"content": "It is far. Take the "})))
    async with aclosing(speaking(endpoint.url)) as parts:
        assert await asyncio.wait_for(anext(parts), 3) == "It is far."
    running = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
    assert running == []  # who stops listening stops the model too


async def test_a_failure_is_raised_to_the_listener(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(status(401))
    with pytest.raises(PlannerUnavailable):
        [part async for part in speaking(endpoint.url)]


async def test_a_planner_that_does_not_stream_gives_its_plan() -> None:
    class Silent:
        name = "silent"

        async def plan(
            self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]
        ) -> Plan:
            return Plan(planner="silent", text="Hm.")

    got = [part async for part in aloud(partial(plan_with, Silent(), turn("how far"), Transcript(), (), TOOLS))]
    assert got == [Plan(planner="silent", text="Hm.")]
