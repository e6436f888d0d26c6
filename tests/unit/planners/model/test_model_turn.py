"""Whole turns with a language model behind the local planner: what goes wrong there harms nothing here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import datetime
from typing import Annotated

import pytest

from assistant import Effect, Plugin, PutFollowUp, Receipt, Say, Terms, ToolContext, ToolResult
from assistant.desk import Desk
from assistant.events import SayDelta
from assistant.planners.model import Limits
from assistant.testing import Bench, FakePlanner, call
from assistant.types import Plan
from tests.endpoint import Call, Reply, ScriptedEndpoint, calls, words
from tests.endpoint import call as model_calls
from tests.unit.planners.model.scene import planner
from tests.unit.planners.model.test_model_faults import FAULTS

bakery = Plugin("bakery", summary=Say(zh="面包店", en="Bakery"))


@bakery.tool(effect=Effect.READ)
async def look(ctx: ToolContext) -> ToolResult:
    """Say what there is."""
    return ToolResult(say=Say(zh="有两种面包。", en="There are two kinds."), data=["rye", "wheat"])


@bakery.tool(effect=Effect.CHANGE)
async def remind(ctx: ToolContext, at: Annotated[datetime, "When."]) -> ToolResult:
    """Remind of the bread."""
    say = Say(zh="取面包。", en="Fetch the bread.")
    return ToolResult(
        say=Say(zh="好，会提醒。", en="Okay, reminder set."),
        changes=(PutFollowUp.reminder(key="b", due_at=at, say=say),),
    )


@bakery.tool(effect=Effect.COMMIT)
async def order(ctx: ToolContext, terms: Terms, loaves: int) -> ToolResult:
    """Order bread."""
    say = Say(zh="订好了。", en="Ordered.")
    return ToolResult(say=say, receipt=Receipt(provider="bakery", reference="1", text=say))


@order.terms
async def quote(ctx: ToolContext, loaves: int) -> Terms:
    """What the yes is for."""
    return Terms(what=Say(zh=f"{loaves}个面包", en=f"{loaves} loaves"))


@pytest.fixture
async def bench(endpoint: ScriptedEndpoint) -> AsyncIterator[Bench]:
    made = Bench((bakery,), planner=FakePlanner())
    model = planner(endpoint.url, limits=Limits(deadline=1.0, backoff=0.01, max_bytes=100_000))
    await model.prepare()
    made.desk = Desk(store=made.store, toolbox=made.toolbox, planners=(made.planner, model), clock=made.clock)
    yield made
    await model.aclose()


@pytest.fixture(autouse=True)
def loopback_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench forbids every connection; the scripted endpoint is one."""
    monkeypatch.setattr("assistant.testing.talking.no_network", nullcontext)


@pytest.mark.parametrize(("reply", "code"), FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_has_no_effect_and_an_honest_end(
    endpoint: ScriptedEndpoint, bench: Bench, reply: Reply, code: str
) -> None:
    endpoint.script(reply)
    answer = await bench.say("something the local planner does not know")
    assert (bench.actions, bench.follow_ups, answer.started) == ((), (), ())
    assert code in answer.failed
    assert "did nothing" in answer.text
    assert answer.reply.label is None


async def test_the_local_planner_answers_and_says_so(endpoint: ScriptedEndpoint, bench: Bench) -> None:
    unsure = Plan(planner="local", calls=(call("bakery__look"),), confidence=0.3)
    bench.planner.script["bread?"] = unsure
    endpoint.script(FAULTS["broken"][0])
    answer = await bench.say("bread?")
    assert answer.started == ("bakery__look",)
    assert "There are two kinds." in answer.text
    assert "did not answer" in answer.text


async def test_a_wish_is_carried_out_once_and_told_in_the_models_words(
    endpoint: ScriptedEndpoint, bench: Bench
) -> None:
    wish = model_calls("bakery__remind", at="2099-01-01T07:00:00+00:00")
    endpoint.script(wish, wish, words("I've set your reminder."))
    answer = await bench.say("remind me of the bread on 1 January 2099 at 7")
    assert answer.text == "I've set your reminder."
    assert answer.reply.label == "ai"
    assert len(bench.follow_ups) == 1


async def test_a_model_that_falls_silent_after_acting_leaves_the_tools_words(
    endpoint: ScriptedEndpoint, bench: Bench
) -> None:
    endpoint.script(model_calls("bakery__remind", at="2099-01-01T07:00:00+00:00"), FAULTS["broken"][0])
    answer = await bench.say("remind me of the bread on 1 January 2099 at 7")
    assert "Okay, reminder set." in answer.text
    assert len(bench.follow_ups) == 1


async def test_words_are_heard_as_they_come_and_only_once(endpoint: ScriptedEndpoint, bench: Bench) -> None:
    endpoint.script(words(*"Rye is dark. Wheat is light. Both keep for days."))
    answer = await bench.say("tell me about bread")
    heard = [e.text for e in answer.events if isinstance(e, SayDelta)]
    assert heard == ["Rye is dark.", " Wheat is light.", " Both keep for days."]
    assert answer.text == "".join(heard)


async def test_a_commit_still_waits_for_a_yes(endpoint: ScriptedEndpoint, bench: Bench) -> None:
    endpoint.script(calls(Call("bakery__order", {"loaves": 2}), Call("bakery__look", {})))
    answer = await bench.say("order 2 loaves")
    assert answer.asked is not None
    assert answer.asked.call.arguments == {"loaves": 2}
    assert [a.state for a in bench.actions if a.receipt is not None] == []


async def test_no_words_of_a_model_stand_for_a_deed(endpoint: ScriptedEndpoint, bench: Bench) -> None:
    endpoint.script(words("I've ordered 2 loaves."))
    answer = await bench.say("order 2 loaves")
    assert "ordered" not in answer.text
    assert bench.actions == ()
