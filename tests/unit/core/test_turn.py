"""One turn: what is heard, planned, done and said, in that order, with the reply stored before it is shown."""

from __future__ import annotations

import pytest

from assistant import words
from assistant.events import Failed, Heard, Said, SayDelta, Thinking, ToolFinished, ToolStarted
from assistant.ports import Transcript
from assistant.testing import Bench, FakePlanner, call
from assistant.turn import MAX_CALLS, MAX_STEPS
from assistant.types import Plan, Question, Say, Turn
from tests.unit.core.shop import Vendor, shop


def model(script: dict[str, object], *, fails: bool = False) -> FakePlanner:
    return FakePlanner(script, name="model", fails=fails)  # type: ignore[arg-type]


def with_planners(bench: Bench, *planners: FakePlanner) -> Bench:
    from dataclasses import replace

    bench.desk._parts = replace(bench.desk._parts, planners=planners)
    return bench


async def test_the_events_come_in_order(bench: Bench) -> None:
    answer = await bench.say("how many", "shop__look")
    kinds = [type(e) for e in answer.events]
    assert kinds == [Heard, Thinking, ToolStarted, ToolFinished, SayDelta, Said]


async def test_what_was_said_is_what_the_history_says(bench: Bench) -> None:
    answer = await bench.say("how many", "shop__look")
    lines = await bench.store.read(bench.user.id, lambda tx: tx.lines("conversation-1"))
    assert [(line.role, line.text) for line in lines] == [("user", "how many"), ("assistant", answer.text)]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
async def test_silence_is_answered_as_silence(bench: Bench, text: str) -> None:
    answer = await bench.say(text, language="zh")
    assert answer.text == words.HEARD_NOTHING.zh
    assert not answer.started


async def test_what_nobody_understands_is_said_and_nothing_is_done(bench: Bench) -> None:
    answer = await bench.say("colourless green ideas")
    assert answer.text == words.NOT_UNDERSTOOD.en
    assert not bench.actions


async def test_the_reply_is_in_the_language_of_the_sentence(bench: Bench) -> None:
    assert (await bench.say("还有几把伞", "shop__look")).text == "还有5把。"
    assert (await bench.say("how many left", "shop__look")).text == "There are 5."


async def test_several_wishes_in_one_sentence_are_all_done(bench: Bench) -> None:
    bench.planner.script["two notes"] = (call("shop__note", text="a", key="a"), call("shop__note", text="b", key="b"))
    answer = await bench.say("two notes")
    assert answer.text == "Noted. Noted."
    assert len(bench.follow_ups) == 2


async def test_cancel_that_with_nothing_waiting_goes_to_the_planner(bench: Bench) -> None:
    await bench.say("cancel that", "shop__note", text="the planner was asked")
    assert [f.text for f in bench.facts] == ["the planner was asked"]


async def test_cancel_that_nobody_can_place_changes_nothing(bench: Bench) -> None:
    await bench.say("note", "shop__note", text="x")
    answer = await bench.say("cancel that")
    assert answer.text == words.NOTHING_TO_CANCEL.en
    assert len(bench.facts) == 1


async def test_an_open_question_is_dropped_by_never_mind(bench: Bench) -> None:
    await bench.say("pick one", "shop__which")
    assert (await bench.say("never mind")).text == words.DROPPED.en
    assert bench.store.rows(bench.user.id).dialogues["conversation-1"].question is None


async def test_say_that_again_repeats_the_last_words(bench: Bench) -> None:
    said = (await bench.say("how many", "shop__look")).text
    assert (await bench.say("say that again")).text == said


async def test_undo_takes_back_the_last_change_once(bench: Bench) -> None:
    await bench.say("note", "shop__note", text="x")
    assert (await bench.say("undo")).text == words.UNDONE.en
    assert (await bench.say("undo")).text == words.NOTHING_TO_UNDO.en


async def test_the_next_sentence_may_refer_to_what_was_done(bench: Bench) -> None:
    await bench.say("note", "shop__note", text="x")
    await bench.say("and now?")
    _, transcript = bench.planner.seen[-1]
    assert [c.tool for c in transcript.dialogue.calls] == ["shop__note"]
    assert len(transcript.dialogue.actions) == 1
    assert [line.role for line in transcript.lines] == ["user", "assistant"]


async def test_an_unsure_plan_gives_way_to_a_surer_one(bench: Bench) -> None:
    unsure = FakePlanner({"hm": Plan(planner="local", say=Say(zh="？", en="unsure"), confidence=0.3)})
    sure = model({"hm": Plan(planner="model", text="sure", confidence=0.9, made_by_model=True)})
    answer = await with_planners(bench, unsure, sure).say("hm")
    assert (answer.text, answer.reply.label) == ("sure", "ai")


async def test_an_unsure_plan_is_used_when_the_model_is_down(bench: Bench) -> None:
    unsure = FakePlanner({"hm": Plan(planner="local", say=Say(zh="也许。", en="Perhaps."), confidence=0.3)})
    answer = await with_planners(bench, unsure, model({}, fails=True)).say("hm")
    assert answer.failed == ("model_unavailable",)
    assert answer.text.startswith("Perhaps.")
    assert answer.reply.label is None


async def test_a_model_reads_then_words_what_it_found(bench: Bench) -> None:
    def plan(_: Turn, transcript: Transcript) -> Plan:
        if not transcript.done:
            return Plan(planner="model", calls=(call("shop__look"),), confidence=1.0, made_by_model=True)
        said = transcript.done[0].result.say
        assert said is not None
        return Plan(planner="model", text=f"I looked: {said.en}", confidence=1.0, made_by_model=True)

    answer = await with_planners(bench, model({"look": plan})).say("look")
    assert answer.text == "I looked: There are 5."


async def test_a_model_that_falls_silent_leaves_the_tools_words(bench: Bench) -> None:
    class Fading(FakePlanner):
        async def plan(self, turn: Turn, transcript: Transcript, facts: object, tools: object) -> Plan:  # type: ignore[override]
            self.fails = bool(transcript.done)
            return await super().plan(turn, transcript, (), ())

    first = Plan(planner="model", calls=(call("shop__look"),), confidence=1.0, made_by_model=True)
    answer = await with_planners(bench, Fading({"look": first}, name="model")).say("look")
    assert answer.text.startswith("There are 5.")


async def test_a_model_going_round_in_circles_is_stopped(bench: Bench) -> None:
    def again(_: Turn, __: Transcript) -> Plan:
        return Plan(planner="model", calls=(call("shop__look"),), confidence=1.0, made_by_model=True)

    answer = await with_planners(bench, model({"loop": again})).say("loop")
    assert len(answer.started) <= MAX_STEPS
    assert words.TOO_MANY_STEPS.en in answer.text


async def test_a_plan_with_too_many_calls_is_cut_off(bench: Bench) -> None:
    bench.planner.script["all"] = tuple(call("shop__look") for _ in range(MAX_CALLS + 5))
    answer = await bench.say("all")
    assert len(answer.started) == MAX_CALLS
    assert answer.failed == ("too_many_steps",)


async def test_a_question_of_the_planner_is_kept_for_the_answer(bench: Bench) -> None:
    ask = Question(text=Say(zh="几把？", en="How many?"), call=call("shop__buy"), parameter="count")
    bench.planner.script["buy some"] = Plan(planner="local", question=ask, confidence=1.0)
    answer = await bench.say("buy some")
    assert answer.text == "How many?"
    assert bench.store.rows(bench.user.id).dialogues["conversation-1"].question == ask


async def test_a_broken_tool_is_said_once_and_the_talk_goes_on(vendor: Vendor) -> None:
    bench = Bench((shop,), providers={"shop": object()})  # no vendor behind it
    answer = await bench.say("how many", "shop__look")
    assert answer.failed == ()
    assert answer.finished[0].error == "tool_broke"
    assert (await bench.say("hello")).text == words.NOT_UNDERSTOOD.en


async def test_an_incognito_turn_leaves_no_line(bench: Bench) -> None:
    from dataclasses import replace

    from assistant.testing import make_turn

    turn = replace(make_turn("secret", user=bench.user, now=bench.clock.now()), incognito=True)
    [event async for event in bench.desk.take(turn)]
    lines = await bench.store.read(bench.user.id, lambda tx: tx.lines("conversation-1"))
    assert lines == ()


async def test_failed_events_carry_a_code_and_words(bench: Bench) -> None:
    answer = await bench.say("飞", "wings__fly")
    [failed] = [e for e in answer.events if isinstance(e, Failed)]
    assert (failed.code, failed.message) == ("denied", words.DENIED.zh)
