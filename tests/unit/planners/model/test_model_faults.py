"""Whatever an endpoint does, the answer is a stable code before the deadline, and no effect."""

from __future__ import annotations

import socket
import time

import pytest

from assistant.errors import PlannerUnavailable
from assistant.planners.model import Limits
from assistant.ports import Transcript
from tests.endpoint import (
    Call,
    Reply,
    ScriptedEndpoint,
    call,
    calls,
    cut,
    ended,
    endless,
    event,
    hang,
    in_stream_error,
    rubbish,
    slow,
    status,
    stream,
    words,
)
from tests.unit.planners.model.scene import TOOLS, planner, turn

CALL = calls(Call("alarms__set_alarm", {"at": "2026-11-24T07:00:00+08:00"}), shred=4)
FAULTS: dict[str, tuple[Reply, str]] = {
    "busy": (status(429), "model_rate_limited"),
    "broken": (status(500), "model_error"),
    "overloaded": (status(503), "model_error"),
    "gateway time-out": (status(504), "model_timeout"),
    "key refused": (status(401), "model_error"),
    "no such model": (status(404), "model_error"),
    "request refused": (status(400), "model_error"),
    "redirect": (status(302), "model_error"),
    "cut within words": (cut(words("I ", "think ", "that "), 2), "model_cut_off"),
    "cut within a call": (cut(CALL, 5), "model_cut_off"),
    "cut after whole arguments": (
        cut(calls(Call("alarms__set_timer", {"duration": 60}), shred=99), 2),
        "model_cut_off",
    ),
    "ends without an end": (ended(words("I ", "think ", "that "), 2), "model_cut_off"),
    "ends within a call": (ended(CALL, 5), "model_cut_off"),
    "out of tokens in a call": (calls(Call("alarms__set_alarm", '{"at": "2026'), finish="length"), "model_cut_off"),
    "out of tokens at once": (words("I think tha", finish="length"), "model_cut_off"),
    "bad JSON": (rubbish(b"data: {broken\n\n"), "model_bad_answer"),
    "JSON of another kind": (rubbish(b'data: {"choices": 7}\n\n'), "model_bad_answer"),
    "a page": (rubbish(b"<html>hello</html>", content_type="text/html"), "model_bad_answer"),
    "not text": (rubbish(bytes(range(256)) + b"\n\n"), "model_bad_answer"),
    "error in the stream": (in_stream_error(), "model_error"),
    "promises calls, sends none": (stream(event({"content": ""}), event({}, finish="tool_calls")), "model_bad_answer"),
    "nothing": (words(""), "model_bad_answer"),
    "only a thought": (words("<think>hmm, let me see</think>"), "model_bad_answer"),
    "a thought without end": (words("<think>hmm, let me see. I could"), "model_bad_answer"),
    "endless words": (endless(event({"content": "word, " * 50})), "model_cut_off"),
    "endless calls": (
        endless(event({"tool_calls": [{"index": 0, "function": {"name": "a", "arguments": "{}"}}]})),
        "model_cut_off",
    ),
    "endless keep-alive": (endless(b": ping\n\n" * 500), "model_cut_off"),
    "endless line": (endless(b"data: " + b"x" * 60_000), "model_cut_off"),
    "silence": (hang(), "model_timeout"),
    "silence after words": (hang(event({"content": "I think"})), "model_timeout"),
    "silence after a whole call": (
        hang(
            event(
                {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "alarms__set_timer", "arguments": "{}"}}]}
            )
        ),
        "model_timeout",
    ),
    "too slow": (slow(words("a ", "long ", "sentence ", "word ", "by ", "word"), 0.4), "model_timeout"),
}
SHORT = Limits(deadline=1.0, backoff=0.01, max_bytes=100_000)


@pytest.mark.parametrize(("reply", "code"), FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_is_a_stable_code_before_the_deadline(
    endpoint: ScriptedEndpoint, reply: Reply, code: str
) -> None:
    endpoint.script(reply)
    asked = planner(endpoint.url, limits=SHORT)
    await asked.prepare()
    started = time.monotonic()
    with pytest.raises(PlannerUnavailable) as failed:
        await asked.plan(turn("wake me at seven"), Transcript(), (), TOOLS)
    assert failed.value.code == code
    assert time.monotonic() - started < SHORT.deadline + 1.0  # one second of grace for a busy machine
    assert failed.value.say.zh != failed.value.say.en
    await asked.aclose()


async def test_nobody_there(endpoint: ScriptedEndpoint) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    asked = planner(url)
    with pytest.raises(PlannerUnavailable) as failed:
        await asked.plan(turn("hello"), Transcript(), (), TOOLS)
    assert failed.value.code == "model_error"


@pytest.mark.parametrize("passing", [status(429), status(500), cut(words("I ", "think"), 1), rubbish(b"data: {\n\n")])
async def test_what_passes_is_tried_again(endpoint: ScriptedEndpoint, passing: Reply) -> None:
    endpoint.script(passing, passing, words("Good morning."))
    got = await planner(endpoint.url).plan(turn("good morning"), Transcript(), (), TOOLS)
    assert got.text == "Good morning."
    assert len(endpoint.requests) == 3


async def test_a_refused_key_is_not_tried_again(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(status(401))
    with pytest.raises(PlannerUnavailable):
        await planner(endpoint.url).plan(turn("hello"), Transcript(), (), TOOLS)
    assert len(endpoint.requests) == 1


async def test_it_waits_as_long_as_it_is_told_but_not_past_the_deadline(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(status(429, retry_after="600"), words("Hello."))
    started = time.monotonic()
    with pytest.raises(PlannerUnavailable) as failed:
        await planner(endpoint.url).plan(turn("hello"), Transcript(), (), TOOLS)
    assert failed.value.code == "model_rate_limited"
    assert time.monotonic() - started < 3


async def test_an_open_line_after_the_answer_keeps_nobody_waiting(endpoint: ScriptedEndpoint) -> None:
    done = (event({"content": "Hello."}), event({}, finish="stop"), event(usage=(5, 2)))
    endpoint.script(hang(*done))
    got = await planner(endpoint.url).plan(turn("hello"), Transcript(), (), TOOLS)
    assert got.text == "Hello."


@pytest.mark.parametrize("fault", ["broken", "key refused", "bad JSON", "silence", "nothing", "endless words"])
async def test_the_fallback_model_answers_instead(endpoint: ScriptedEndpoint, fault: str) -> None:
    endpoint.script(FAULTS[fault][0])
    with ScriptedEndpoint() as second:
        second.script(call("alarms__set_timer", duration=60))
        asked = planner(endpoint.url, fallback=second.url, limits=Limits(deadline=3.0, first_share=0.4, backoff=0.01))
        got = await asked.plan(turn("one minute"), Transcript(), (), TOOLS)
        assert [c.tool for c in got.calls] == ["alarms__set_timer"]
        assert got.why[0].data["model"] == "second"
        assert second.requests[0].body["model"] == "second"
        await asked.aclose()


async def test_both_down_is_the_second_ones_code(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(status(500))
    with ScriptedEndpoint() as second:
        second.script(status(429))
        with pytest.raises(PlannerUnavailable) as failed:
            await planner(endpoint.url, fallback=second.url).plan(turn("hello"), Transcript(), (), TOOLS)
    assert failed.value.code == "model_rate_limited"


async def test_an_answer_cut_by_the_token_limit_keeps_its_whole_sentences(endpoint: ScriptedEndpoint) -> None:
    endpoint.script(words("It is far. You could take the tra", finish="length"))
    assert (await planner(endpoint.url).plan(turn("how far?"), Transcript(), (), TOOLS)).text == "It is far."
