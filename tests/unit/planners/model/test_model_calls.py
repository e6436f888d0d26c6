"""Tool calls of a model: the good ones become ours, the bad ones are sent back once, and then nothing is done."""

from __future__ import annotations

import uuid

import pytest

from assistant.errors import PlannerUnavailable
from assistant.ports import Outcome, Transcript
from assistant.results import ToolResult
from assistant.types import Provenance, Say, ToolCall
from tests.endpoint import Call, ScriptedEndpoint, call, calls, words
from tests.unit.planners.model.scene import Plans

BAD = {
    "unknown tool": call("bank__transfer", amount=1000),
    "wrong type": call("restaurants__reserve", title="Lotus", party_size="a few"),
    "not in the enum": call("restaurants__reserve", title="Lotus", party_size=2, seat="roof"),
    "unknown argument": call("restaurants__search", cuisine="thai", sudo=True),
    "arguments that are a list": calls(Call("restaurants__search", "[1, 2]")),
    "arguments cut in the middle": calls(Call("restaurants__search", '{"cuisine": "tha')),
    "no JSON number": calls(Call("alarms__set_timer", '{"duration": NaN}')),
    "infinite number": calls(Call("alarms__set_timer", '{"duration": 1e999}')),
    "huge arguments": calls(Call("restaurants__search", {"cuisine": "x" * 25_000}), shred=5_000),
    "nested without end": calls(Call("restaurants__search", '{"cuisine":' + "[" * 9_000), shred=5_000),
    "nine calls": calls(*(Call("alarms__set_timer", {"duration": n}) for n in range(1, 10))),
    "two calls with one id": calls(
        Call("alarms__set_timer", {"duration": 60}, id="same"), Call("alarms__set_timer", {"duration": 90}, id="same")
    ),
}


async def test_a_call_gets_an_id_of_our_own_and_canonical_arguments(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(call("alarms__set_alarm", at="2026-11-24T07:00:00"))
    got = await plan("wake me tomorrow at seven")
    [made] = got.calls
    assert made.tool == "alarms__set_alarm"
    assert made.arguments == {"at": "2026-11-24T07:00:00+08:00"}  # a naive time is taken in the user's zone
    assert uuid.UUID(made.id).version == 4
    assert made.provenance == {"at": Provenance.USER}
    assert (got.made_by_model, got.planner, got.text) == (True, "model", None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-24T07:00:00Z", "2026-11-24T15:00:00+08:00"),
        ("2026-11-24T07:00+01:00", "2026-11-24T14:00:00+08:00"),
    ],
)
async def test_instants_come_in_the_users_zone(endpoint: ScriptedEndpoint, plan: Plans, said: str, meant: str) -> None:
    endpoint.script(call("alarms__set_alarm", at=said))
    assert (await plan("wake me tomorrow")).calls[0].arguments["at"] == meant


@pytest.mark.parametrize("said", [720, 720.0, "720", "PT12M"])
async def test_durations_come_in_seconds(endpoint: ScriptedEndpoint, plan: Plans, said: object) -> None:
    endpoint.script(call("alarms__set_timer", duration=said))
    assert (await plan("12 minutes")).calls[0].arguments["duration"] == 720


async def test_two_wishes_become_two_calls(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(
        calls(
            Call("alarms__set_alarm", {"at": "2026-11-24T07:00:00+08:00"}),
            Call("restaurants__search", {"cuisine": "川菜"}),
        )
    )
    got = await plan("明早七点叫我，再找一家川菜馆")
    assert [c.tool for c in got.calls] == ["alarms__set_alarm", "restaurants__search"]
    assert endpoint.requests[0].body["parallel_tool_calls"] is True


async def test_servers_that_number_every_call_zero_are_understood(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(
        calls(
            Call("alarms__set_timer", {"duration": 60}, id="a", index=0),
            Call("alarms__set_timer", {"duration": 90}, id="b", index=0),
        )
    )
    got = await plan("two timers, 60 and 90 seconds")
    assert [c.arguments["duration"] for c in got.calls] == [60, 90]


async def test_the_same_call_twice_is_one_wish(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    once = {"title": "Lotus", "party_size": 2}
    endpoint.script(
        calls(Call("restaurants__reserve", once, id="same"), Call("restaurants__reserve", once, id="same"), shred=99)
    )
    assert len((await plan("book Lotus for 2")).calls) == 1


async def test_what_has_just_run_does_not_run_again(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    ran = ToolCall(id="c", tool="alarms__set_timer", arguments={"duration": 60})
    done = Transcript(done=(Outcome(call=ran, result=ToolResult(say=Say(zh="好", en="Set."))),))
    endpoint.script(call("alarms__set_timer", duration=60.0), words("Your timer of one minute is set."))
    got = await plan("a timer of one minute", transcript=done)
    assert (got.calls, got.text) == ((), "Your timer of one minute is set.")
    endpoint.script(call("alarms__set_timer", duration="PT1M"))
    with pytest.raises(PlannerUnavailable):
        await plan("a timer of one minute", transcript=done)


WRITTEN = {
    "fenced": '```json\n{"name": "restaurants__search", "arguments": {"cuisine": "thai"}}\n```',
    "bare": '{"name": "restaurants__search", "parameters": {"cuisine": "thai"}}',
    "tagged": 'I look. <tool_call>\n{"name": "restaurants__search", "arguments": {"cuisine": "thai"}}\n</tool_call>',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
async def test_a_call_written_as_words_is_a_call_and_is_not_said(
    endpoint: ScriptedEndpoint, plan: Plans, written: str
) -> None:
    heard: list[str] = []
    endpoint.script(words(*written))
    got = await plan("thai food please", on_delta=heard.append)
    assert [(c.tool, c.arguments) for c in got.calls] == [("restaurants__search", {"cuisine": "thai"})]
    assert heard == []


async def test_a_written_call_is_checked_as_any_other(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(words('{"name": "bank__transfer", "arguments": {"amount": 1000}}'))
    with pytest.raises(PlannerUnavailable):
        await plan("do something")


async def test_other_json_is_only_words(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(words('{"name": "Lotus"}'))
    got = await plan("show me a JSON object")
    assert (got.calls, got.text) == ((), '{"name": "Lotus"}')


async def test_words_beside_a_call_are_not_an_answer(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    endpoint.script(calls(Call("restaurants__search", {"cuisine": "thai"}), preamble="Let me look. "))
    got = await plan("thai food?", on_delta=heard.append)
    assert got.calls
    assert got.text is None
    assert heard == []


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_a_bad_call_is_sent_back_once_and_then_nothing_is_done(
    endpoint: ScriptedEndpoint, plan: Plans, bad: object
) -> None:
    endpoint.script(bad)  # type: ignore[arg-type]
    with pytest.raises(PlannerUnavailable) as failed:
        await plan("do something")
    assert failed.value.code == "model_bad_answer"
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_a_model_that_mends_its_call_is_believed(endpoint: ScriptedEndpoint, plan: Plans, bad: object) -> None:
    endpoint.script(bad, call("restaurants__search", cuisine="thai"))  # type: ignore[arg-type]
    got = await plan("thai food please")
    assert [c.tool for c in got.calls] == ["restaurants__search"]
    assert got.why[0].data["repaired"]
    assert "not from the user" in endpoint.requests[1].text


async def test_endless_arguments_are_cut(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(calls(Call("restaurants__search", {"cuisine": "x" * 500_000}), shred=10_000))
    with pytest.raises(PlannerUnavailable) as failed:
        await plan("thai")
    assert failed.value.code == "model_cut_off"


@pytest.mark.parametrize("nothing", [{}, {"at": None}, {"at": ""}, {"at": "unknown"}, {"at": "未知"}])
async def test_what_is_missing_is_asked_for(
    endpoint: ScriptedEndpoint, plan: Plans, nothing: dict[str, object]
) -> None:
    endpoint.script(calls(Call("alarms__set_alarm", nothing)))
    got = await plan("set an alarm, call it gym")
    assert got.calls == ()
    assert got.question is not None
    assert got.question.text.en == "When shall I wake you?"
    assert got.question.parameter == "at"
    assert got.question.call is not None
    assert got.question.call.tool == "alarms__set_alarm"


async def test_the_question_keeps_what_is_already_known(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(call("restaurants__reserve", title="Lotus"))
    got = await plan("a table at Lotus")
    assert got.question is not None
    assert got.question.call is not None
    assert got.question.call.arguments == {"title": "Lotus"}
    assert got.question.call.provenance == {"title": Provenance.USER}
    assert got.question.text.zh == "几位？"


async def test_a_model_may_ask_in_its_own_words(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(call("restaurants__reserve", title="Lotus"), words("For how many people?"))
    assert (await plan("a table at Lotus")).text == "For how many people?"
    assert "party_size" in endpoint.requests[1].text


async def test_what_is_clear_is_done_although_something_else_is_missing(
    endpoint: ScriptedEndpoint, plan: Plans
) -> None:
    endpoint.script(calls(Call("alarms__set_timer", {"duration": 60}), Call("alarms__set_alarm", {})))
    got = await plan("a timer of one minute and an alarm")
    assert [c.tool for c in got.calls] == ["alarms__set_timer"]
