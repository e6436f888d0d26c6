"""Tokens are counted per user and day, and a spent allowance asks no model."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.errors import PlannerUnavailable
from assistant.planners.model import Budget
from assistant.planners.model.budget import estimate
from assistant.ports import Transcript
from assistant.types import User
from tests.endpoint import ScriptedEndpoint, cut, status, words
from tests.unit.planners.model.scene import TOOLS, planner, turn


async def test_what_the_endpoint_reports_is_counted(endpoint: ScriptedEndpoint) -> None:
    budget = Budget(10_000)
    endpoint.script(words("Hello.", usage=(321, 9)))
    got = await planner(endpoint.url, budget=budget).plan(turn("hi"), Transcript(), (), TOOLS)
    assert await budget.spent(turn("hi")) == 330
    assert (got.why[0].data["prompt_tokens"], got.why[0].data["answer_tokens"]) == (321, 9)


async def test_where_nothing_is_reported_it_is_estimated(endpoint: ScriptedEndpoint) -> None:
    budget = Budget(10_000)
    endpoint.script(words("Hello.", usage=None))
    await planner(endpoint.url, budget=budget).plan(turn("hi"), Transcript(), (), TOOLS)
    assert 300 < await budget.spent(turn("hi")) < 3_000


async def test_a_spent_allowance_asks_nobody(endpoint: ScriptedEndpoint) -> None:
    budget = Budget(3_000)
    endpoint.script(words("Hello.", usage=(2_500, 100)))
    asked = planner(endpoint.url, budget=budget)
    await asked.plan(turn("hi"), Transcript(), (), TOOLS)
    with pytest.raises(PlannerUnavailable) as failed:
        await asked.plan(turn("hi"), Transcript(), (), TOOLS)
    assert failed.value.code == "model_budget"
    assert len(endpoint.requests) == 1


async def test_another_user_and_another_day_have_their_own(endpoint: ScriptedEndpoint) -> None:
    budget = Budget(3_000)
    endpoint.script(words("Hello.", usage=(2_900, 50)))
    asked, now = planner(endpoint.url, budget=budget), turn("hi")
    await asked.plan(now, Transcript(), (), TOOLS)
    await asked.plan(replace(now, user=User(id="wang", name="Wang")), Transcript(), (), TOOLS)
    await asked.plan(replace(now, now=now.now + timedelta(hours=16)), Transcript(), (), TOOLS)
    assert len(endpoint.requests) == 3


async def test_a_refusal_costs_nothing_and_a_broken_answer_does(endpoint: ScriptedEndpoint) -> None:
    budget = Budget(100_000)
    asked = planner(endpoint.url, budget=budget)
    for reply, is_counted in ((status(429), False), (cut(words("I ", "think"), 1), True)):
        endpoint.script(reply)
        with pytest.raises(PlannerUnavailable):
            await asked.plan(turn("hi"), Transcript(), (), TOOLS)
        assert (await budget.spent(turn("hi")) > 0) is is_counted


async def test_turns_side_by_side_cannot_overrun_together(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(words("Hello.", usage=(1_000, 10)))
    asked = planner(endpoint.url, budget=Budget(2_500))
    answers = await asyncio.gather(
        *(asked.plan(turn("hi"), Transcript(), (), TOOLS) for _ in range(8)), return_exceptions=True
    )
    refused = [a for a in answers if isinstance(a, PlannerUnavailable)]
    assert refused
    assert len(endpoint.requests) == 8 - len(refused) < 4


def test_an_estimate_counts_han_characters_one_by_one() -> None:
    assert estimate("明天早上七点") == 6
    assert estimate("wake me up tomorrow!") == 5
