"""What a model makes up is sent back once, then left out or asked for; what was said stays."""

from __future__ import annotations

import pytest

from assistant.ports import Dialogue, Line, Outcome, Transcript
from assistant.results import ToolResult
from assistant.types import Effect, Fact, Json, Parameter, Provenance, ToolCall, ToolSpec
from tests.endpoint import ScriptedEndpoint, call, words
from tests.unit.planners.model.scene import NOW, TEXT, Plans

TRAINS = ToolSpec(
    name="tickets__search",
    description="Find trains.",
    effect=Effect.READ,
    parameters=(
        Parameter(name="destination", schema=TEXT, slot="place", required=False),
        Parameter(name="at", schema={"type": "string", "format": "date-time"}, slot="instant", required=False),
        Parameter(name="quantity", schema={"type": "integer"}, slot="number", required=False, default=1),
    ),
)
LATE = "2026-11-23T21:00:00+08:00"


@pytest.mark.parametrize(
    ("sentence", "arguments", "kept"),
    [
        ("find me a train", {"destination": "New York"}, {}),
        ("找一趟火车", {"destination": "上海虹桥"}, {}),
        ("find me a train", {"at": LATE}, {}),
        ("帮我找火车", {"at": LATE}, {}),
        ("find trains to Lyon", {"destination": "Lyon", "at": LATE}, {"destination": "Lyon"}),
        ("find trains to Lyon tonight", {"destination": "Lyon", "at": LATE}, {"destination": "Lyon", "at": LATE}),
        ("今晚去杭州的火车", {"destination": "杭州东站", "at": LATE}, {"destination": "杭州东站", "at": LATE}),
        ("今晚去杭州的火车", {"destination": "Hangzhou"}, {"destination": "Hangzhou"}),  # maybe a translation
        ("a train to the airports", {"destination": "Airport"}, {"destination": "Airport"}),
        ("a train home", {"destination": "home", "quantity": 1}, {"destination": "home", "quantity": 1}),
    ],
)
async def test_what_nobody_said_is_left_out(
    endpoint: ScriptedEndpoint, plan: Plans, sentence: str, arguments: dict[str, Json], kept: dict[str, Json]
) -> None:
    endpoint.script(call("tickets__search", **arguments))
    got = await plan(sentence, tools=(TRAINS,))
    assert got.calls[0].arguments == kept
    assert set(got.calls[0].provenance) == set(kept)
    assert len(endpoint.requests) == (1 if kept == arguments else 2)


@pytest.mark.parametrize("sentence", ["set an alarm", "wake me up please", "帮我设个闹钟"])
async def test_a_time_nobody_said_is_asked_for(endpoint: ScriptedEndpoint, plan: Plans, sentence: str) -> None:
    endpoint.script(call("alarms__set_alarm", at=LATE))
    got = await plan(sentence)
    assert got.calls == ()
    assert got.question is not None
    assert got.question.parameter == "at"


async def test_a_model_told_so_may_ask(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(call("alarms__set_alarm", at=LATE), words("When should I wake you?"))
    assert (await plan("set an alarm")).text == "When should I wake you?"
    assert "nobody said at" in endpoint.requests[1].text


@pytest.mark.parametrize(
    ("transcript", "facts"),
    [
        (Transcript(lines=(Line(role="assistant", text="There is Villa Nova.", turn_id="t", at=NOW),)), ()),
        (Transcript(), (Fact(id="f", user_id="li", text="loves Villa Nova", observed_at=NOW),)),
        (Transcript(dialogue=Dialogue(calls=(ToolCall(id="c", tool="x", arguments={"title": "Villa Nova"}),))), ()),
        (
            Transcript(
                done=(Outcome(call=ToolCall(id="c", tool="restaurants__search"), result=ToolResult(data="Villa Nova")),)
            ),
            (),
        ),
    ],
    ids=["we said it", "remembered", "in the call before", "found"],
)
async def test_what_is_known_is_not_invented(
    endpoint: ScriptedEndpoint, plan: Plans, transcript: Transcript, facts: tuple[Fact, ...]
) -> None:
    endpoint.script(call("restaurants__reserve", title="Villa Nova", party_size=2))
    got = await plan("book it for 2", transcript=transcript, facts=facts)
    assert got.calls[0].arguments["title"] == "Villa Nova"
    assert len(endpoint.requests) == 1


async def test_what_is_kept_from_the_call_before_keeps_its_origin(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    before = ToolCall(
        id="c",
        tool="restaurants__reserve",
        arguments={"title": "Lotus", "party_size": 2},
        provenance={"title": Provenance.USER, "party_size": Provenance.UNTRUSTED},
    )
    endpoint.script(call("restaurants__reserve", title="Lotus", party_size=2, seat="outside"))
    tainted = Transcript(dialogue=Dialogue(calls=(before,), untrusted=True))
    got = await plan("outside please", transcript=tainted)
    assert got.calls[0].provenance == {
        "title": Provenance.USER,
        "party_size": Provenance.UNTRUSTED,
        "seat": Provenance.USER,
    }
