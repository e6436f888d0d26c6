"""Every conversation of `conversations.yaml` goes as written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from unit.planners.local.conversation import Conversation
from unit.planners.local.specs import specs

from assistant.planners.local import LocalPlanner
from assistant.types import Plan, User

TOOLS = specs()
CONVERSATIONS = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def planner() -> LocalPlanner:
    one = LocalPlanner()
    one.prepare(TOOLS)
    return one


@pytest.mark.parametrize("written", CONVERSATIONS, ids=[c["turns"][-1]["say"][:40] for c in CONVERSATIONS])
def test_the_conversation_goes_as_written(planner: LocalPlanner, written: dict[str, Any]) -> None:
    user = User(id="u", name="U", language=written["lang"], timezone="Asia/Shanghai")
    conversation = Conversation(planner, TOOLS, user=user)
    for turn in written["turns"]:
        hold(turn, conversation.say(turn["say"]), written["lang"])


def hold(turn: dict[str, Any], plan: Plan, language: str) -> None:
    called = [c.tool for c in plan.calls]
    expected = turn.get("tools") or ([turn["tool"]] if "tool" in turn else [])
    assert called == expected, turn["say"]
    if turn.get("with"):
        given = plan.calls[0].arguments
        assert {k: given.get(k) for k in turn["with"]} == turn["with"]
    assert (plan.question.parameter if plan.question else None) == turn.get("asks")
    if "says" in turn:
        assert plan.say is not None
        assert turn["says"] in plan.say.to(language)
    if turn.get("nothing"):
        assert plan.is_empty
