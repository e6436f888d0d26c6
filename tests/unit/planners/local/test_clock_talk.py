"""The time and the date are answered from the turn's clock; nothing is started for them."""

from __future__ import annotations

import pytest
from unit.planners.local.conversation import Conversation
from unit.planners.local.specs import specs

from assistant.planners.local import LocalPlanner
from assistant.planners.local.clock_talk import zone_of
from assistant.types import User

TOOLS = specs("alarms", "almanac")
PLANNER = LocalPlanner()


def _said(text: str, language: str) -> str:
    user = User(id="u", name="U", language=language, timezone="Asia/Shanghai")  # type: ignore[arg-type]
    plan = Conversation(PLANNER, TOOLS, user=user).say(text)
    assert not plan.calls
    assert plan.say is not None
    return plan.say.zh if language == "zh" else plan.say.en


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("what time is it", "en", "It is 9 am."),
        ("tell me what time it is please", "en", "It is 9 am."),
        ("what time is it in adelaide, australia right now", "en", "It is 11:30 am in Adelaide, Australia."),
        ("what time is it in New York", "en", "It is 8 pm in New York, still yesterday."),
        ("what's the time in Atlantis", "en", "I don't know which time zone Atlantis is in."),
        ("what's the date", "en", "Today is Monday, 23 November 2026."),
        ("what day of the week is Christmas", "en", "Christmas is Friday, 25 December 2026."),
        ("现在几点了", "zh", "现在是上午9点。"),
        ("東京現在幾點", "zh", "东京现在是上午10点。"),
        ("阿特兰蒂斯现在几点", "zh", "我不知道阿特兰蒂斯在哪个时区。"),
        ("明天星期几", "zh", "明天是2026年11月24日，星期二。"),
    ],
)
def test_the_clock_is_read(text: str, language: str, answer: str) -> None:
    assert _said(text, language) == answer


def test_a_question_that_waits_still_waits() -> None:
    conversation = Conversation(PLANNER, TOOLS)
    asked = conversation.say("提醒我交房租").question
    assert asked is not None
    assert conversation.say("现在几点").question == asked


@pytest.mark.parametrize("text", ["wake me at the time it is in London", "what time is the meeting", "几点开会"])
def test_other_questions_about_times_are_not_the_clocks(text: str) -> None:
    plan = Conversation(PLANNER, TOOLS, user=User(id="u", name="U", language="en", timezone="UTC")).say(text)
    assert plan.say is None or "It is" not in plan.say.en


def test_zones_are_known_by_their_own_names_and_by_what_people_say() -> None:
    assert zone_of("Adelaide") == "Australia/Adelaide"
    assert zone_of("the UK") == "Europe/London"
    assert zone_of("旧金山") == "America/Los_Angeles"
    assert zone_of("Atlantis") is None
