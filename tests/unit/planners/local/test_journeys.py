"""Whole conversations with the local planner: what would be started, asked and filled in, turn by turn."""

from __future__ import annotations

from typing import Any

import pytest
from unit.planners.local.conversation import Conversation, made
from unit.planners.local.specs import specs

from assistant.planners.local import LocalPlanner
from assistant.types import Fact, User

TOOLS = specs()
ZH = User(id="u", name="U", language="zh", timezone="Asia/Shanghai")
EN = User(id="u", name="U", language="en", timezone="Asia/Shanghai")


@pytest.fixture(scope="module")
def planner() -> LocalPlanner:
    made_once = LocalPlanner()
    made_once.prepare(TOOLS)
    return made_once


def talk(planner: LocalPlanner, user: User) -> Conversation:
    return Conversation(planner, TOOLS, user=user)


ONE_TURN: list[tuple[User, str, str, dict[str, Any]]] = [
    (ZH, "明天早上七点半叫我起床", "alarms__set_alarm", {"at": "2026-11-24T07:30:00+08:00"}),
    (
        ZH,
        "每天晚上九点提醒我吃降压药",
        "alarms__set_reminder",
        {"at": "2026-11-23T21:00:00+08:00", "recurrence": {"rrule": "FREQ=DAILY"}, "what": "吃降压药"},
    ),
    (ZH, "明天 3pm 提醒我 call the dentist", "alarms__set_reminder", {"what": "call the dentist"}),
    (EN, "set a timer for 12 minutes", "alarms__set_timer", {"duration": 720}),
    (
        EN,
        "remind me to take out the trash every Thursday at 8 pm",
        "alarms__set_reminder",
        {"what": "take out the trash", "recurrence": {"rrule": "FREQ=WEEKLY;BYDAY=TH"}},
    ),
    (
        ZH,
        "从 Kiasma 到集市广场怎么走红绿灯最少",
        "navigation__route",
        {"origin": "Kiasma", "destination": "集市广场", "prefer": "fewest_lights"},
    ),
    (EN, "I need to see a dentist on Wednesday morning", "medical__find_doctor", {"kind": "dentist"}),
    (ZH, "记住我不吃辣，对花生过敏", "memory__remember", {"text": "我不吃辣，对花生过敏"}),
    (
        EN,
        "I changed jobs, I work at Globex now, remember that",
        "memory__remember",
        {"text": "I changed jobs, I work at Globex now"},
    ),
]


@pytest.mark.parametrize(("user", "text", "tool", "arguments"), ONE_TURN, ids=[t[1] for t in ONE_TURN])
def test_one_sentence_is_one_call(
    planner: LocalPlanner, user: User, text: str, tool: str, arguments: dict[str, Any]
) -> None:
    [(called, given)] = made(talk(planner, user).say(text))
    assert called == tool
    assert {k: given.get(k) for k in arguments} == arguments


def test_a_missing_time_is_asked_for_and_the_answer_completes_the_call(planner: LocalPlanner) -> None:
    conversation = talk(planner, ZH)
    asked = conversation.say("提醒我给妈妈打电话")
    assert not asked.calls
    assert asked.question is not None
    assert asked.question.parameter == "at"
    [(tool, given)] = made(conversation.say("二十分钟后"))
    assert (tool, given) == ("alarms__set_reminder", {"what": "给妈妈打电话", "at": "2026-11-23T09:20:00+08:00"})


def test_a_digression_is_answered_and_the_question_stays(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    conversation.say("remind me to call the plumber")
    aside = conversation.say("set a timer for ten minutes")
    assert made(aside) == [("alarms__set_timer", {"duration": 600})]
    assert aside.question is not None
    [(tool, given)] = made(conversation.say("tomorrow at nine am"))
    assert (tool, given["what"], given["at"]) == (
        "alarms__set_reminder",
        "call the plumber",
        "2026-11-24T09:00:00+08:00",
    )


def test_a_question_nobody_answers_is_put_twice_and_then_left_alone(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    conversation.say("remind me to call the plumber")
    assert conversation.say("set a timer for ten minutes").question is not None
    again = conversation.say("wake me at six tomorrow")
    assert [tool for tool, _ in made(again)] == ["alarms__set_alarm"]
    assert again.question is None


@pytest.mark.parametrize(
    ("user", "text"), [(EN, "where do I work"), (ZH, "我在哪里上班"), (EN, "what is my shoe size")]
)
def test_what_was_never_told_is_said_to_be_unknown(planner: LocalPlanner, user: User, text: str) -> None:
    plan = talk(planner, user).say(text)
    assert not plan.calls
    assert plan.say is not None
    assert "told" in plan.say.en


def test_what_was_just_set_is_moved_not_set_twice(planner: LocalPlanner) -> None:
    conversation = talk(planner, ZH)
    [(_, first)] = made(conversation.say("定一个下午三点的闹钟"))
    assert first == {"at": "2026-11-23T15:00:00+08:00"}
    [(tool, given)] = made(conversation.say("不对，改成四点"))
    assert tool == "alarms__change"
    assert given["at"] == "2026-11-23T16:00:00+08:00"
    assert given["which"] == conversation.transcript.dialogue.items[0].id


def test_that_alarm_is_the_one_just_set(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    conversation.say("set an alarm for 5 pm")
    [(tool, given)] = made(conversation.say("actually cancel that alarm"))
    assert tool == "alarms__cancel"
    assert given["which"] == conversation.transcript.dialogue.items[0].id


def test_the_second_of_a_list_is_booked_with_what_was_said(planner: LocalPlanner) -> None:
    conversation = talk(planner, ZH)
    assert made(conversation.say("附近有没有好吃的日本料理")) == [("restaurants__search", {"cuisine": "日本料理"})]
    [(tool, given)] = made(conversation.say("订第二家，今晚七点，两个人"))
    assert (tool, given) == (
        "restaurants__reserve",
        {"restaurant": "r2", "at": "2026-11-23T19:00:00+08:00", "party_size": 2},
    )


def test_a_waiting_booking_is_changed_with_a_new_call(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    conversation.say("find me a good italian restaurant")
    before = conversation.say("book the first one for three people at eight tonight").calls[0]
    after = conversation.say("make it half past eight").calls[0]
    assert after.tool == before.tool
    assert after.id != before.id
    assert after.arguments == {**before.arguments, "at": "2026-11-23T20:30:00+08:00"}


def test_booking_without_a_place_looks_first_and_books_the_one_chosen(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    [(tool, given)] = made(conversation.say("reserve a table for two at a sushi place tomorrow at 7pm"))
    assert (tool, given["party_size"], given["at"]) == ("restaurants__search", 2, "2026-11-24T19:00:00+08:00")
    [(tool, given)] = made(conversation.say("the first one please"))
    assert (tool, given) == (
        "restaurants__reserve",
        {"restaurant": "r1", "at": "2026-11-24T19:00:00+08:00", "party_size": 2},
    )


def test_a_question_about_the_user_is_looked_up_when_memory_has_something(planner: LocalPlanner) -> None:
    conversation = talk(planner, EN)
    assert not conversation.say("where do I work?").calls
    conversation.facts = (Fact(id="f", user_id="u", text="I work at Globex", observed_at=conversation.now),)
    assert made(conversation.say("where do I work?")) == [("memory__recall", {"about": "where do I work?"})]


@pytest.mark.parametrize(
    ("user", "text"),
    [
        (EN, "I was alarmed by the movie I booked last week"),
        (ZH, "我昨天订的闹钟没响"),
        (EN, "what is the square root of 81"),
        (ZH, "十七乘二十三等于几"),
    ],
)
def test_talk_about_commands_and_other_questions_start_nothing(planner: LocalPlanner, user: User, text: str) -> None:
    plan = talk(planner, user).say(text)
    assert not plan.calls
    assert plan.question is None


def test_help_names_what_is_installed(planner: LocalPlanner) -> None:
    plan = talk(planner, ZH).say("你好，你能做什么")
    assert plan.say is not None
    assert "定闹钟" in plan.say.zh
    alarms = specs("alarms")
    small = LocalPlanner()
    few = Conversation(small, alarms, user=EN).say("what can you do").say
    assert few is not None
    assert "set an alarm" in few.en
    assert "restaurant" not in few.en


def test_a_capability_that_is_not_installed_starts_nothing() -> None:
    alarms = specs("alarms", "memory")
    planner = LocalPlanner()
    for text in ("find me a good italian restaurant", "how do I get to the airport", "买两张电影票"):
        assert not Conversation(planner, alarms, user=EN).say(text).calls


def test_two_wishes_are_two_calls(planner: LocalPlanner) -> None:
    plan = talk(planner, ZH).say("明天七点叫我起床，然后八点提醒我带伞")
    assert [t for t, _ in made(plan)] == ["alarms__set_alarm", "alarms__set_reminder"]


def test_not_yet_starts_nothing(planner: LocalPlanner) -> None:
    for user, text in ((EN, "don't book a table yet"), (ZH, "先别订餐厅")):
        assert not talk(planner, user).say(text).calls
