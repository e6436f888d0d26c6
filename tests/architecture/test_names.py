"""The names that plugin authors, clients and tests rely on are there."""

from __future__ import annotations

import dataclasses

import pytest

import assistant
from assistant import errors, events, ports, types
from assistant.types import Effect

NOUNS = (
    "User Utterance Turn ToolSpec ToolCall Terms Plan Approval Action Fact FollowUp Reply Say Money Recurrence "
    "Parameter Item Card Receipt Question Reason Policy Delivery Record Hearing EarsState"
)
EVENTS = {
    "Heard": "heard",
    "Thinking": "thinking",
    "ToolStarted": "tool_started",
    "ToolFinished": "tool_finished",
    "Asked": "asked",
    "SayDelta": "say_delta",
    "Said": "said",
    "Failed": "failed",
}
CHANGES = ("PutFollowUp", "CancelFollowUp", "PutFact", "RetractFact", "PutRecord", "DeleteRecord")
PORTS = "Clock Planner UnitOfWork Store Due Memory FollowUps Records Places TravelTime Agenda Toolbox Ears Mouth"


@pytest.mark.parametrize("name", NOUNS.split())
def test_a_noun_is_frozen_plain_data(name: str) -> None:
    noun = getattr(types, name)
    assert dataclasses.is_dataclass(noun)
    params = noun.__dataclass_params__
    assert params.frozen
    assert hasattr(noun, "__slots__")


@pytest.mark.parametrize(("name", "wire"), EVENTS.items())
def test_an_event_has_its_name_on_the_wire(name: str, wire: str) -> None:
    assert getattr(events, name).type == wire


@pytest.mark.parametrize("name", PORTS.split())
def test_a_port_is_a_protocol(name: str) -> None:
    assert getattr(getattr(ports, name), "_is_protocol", False)


def test_effects_and_states_are_spelled_as_on_the_wire() -> None:
    assert [e.value for e in Effect] == ["READ", "CHANGE", "COMMIT"]
    assert {s.value for s in types.ActionState} == {
        "proposed", "approved", "dispatched", "succeeded", "failed", "unknown", "cancelled",
    }  # fmt: skip


def test_a_plugin_author_imports_one_name() -> None:
    needed = {
        "Effect",
        "Plugin",
        "Say",
        "Terms",
        "ToolContext",
        "ToolResult",
        "ToolError",
        "Money",
        "Receipt",
        *CHANGES,
    }
    assert needed <= set(assistant.__all__)
    assert all(hasattr(assistant, name) for name in assistant.__all__)


def kinds(root: type) -> list[type]:
    return [root, *(k for sub in root.__subclasses__() for k in kinds(sub))]


OURS = [k for k in kinds(errors.StewardError) if k.__module__ == errors.__name__]


def test_every_error_has_a_code_and_words_of_its_own_in_both_languages() -> None:
    for kind in OURS:
        error = kind()
        assert error.say.en == (kind.__doc__ or "").strip()
        assert any("\u4e00" <= c <= "\u9fff" for c in error.say.zh)
        assert 400 <= error.status < 600
    codes = [k.__dict__["code"] for k in OURS if "code" in k.__dict__]
    assert len(codes) == len(set(codes)) == len(OURS)
