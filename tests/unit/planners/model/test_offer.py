"""Of many tools the ones the sentence is about are offered."""

from __future__ import annotations

import pytest

from assistant.planners.offer import offer
from assistant.types import Effect, ToolSpec

TOPICS = {
    "alarms__set_alarm": ("Wake the user at a time.", "wake me at six", "明天六点叫我起床"),
    "alarms__cancel": ("Cancel an alarm or reminder.", "cancel my alarm", "取消闹钟"),
    "navigation__route": ("The way from one place to another.", "how do I get to the airport", "去机场怎么走"),
    "restaurants__reserve": ("Reserve a table.", "book a table for two", "订一张两人桌"),
    "tickets__buy": ("Buy tickets for trains, flights and films.", "get me a train ticket", "买一张火车票"),
    "medical__book": ("Book a doctor.", "I need a dentist", "挂一个牙科的号"),
    "weather__forecast": ("The weather.", "will it rain", "会下雨吗"),
    "hotel__book": ("Book a hotel room.", "book a room", "订一个房间"),
}
FILLERS = tuple(
    ToolSpec(name=f"gadget{n}__do", description=f"Control gadget number {n}.", effect=Effect.READ) for n in range(52)
)
TOOLS = FILLERS + tuple(
    ToolSpec(name=name, description=about, effect=Effect.READ, examples={"en": (en,), "zh": (zh,)})
    for name, (about, en, zh) in TOPICS.items()
)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("could you wake me up around half past five", "alarms__set_alarm"),
        ("后天五点半叫我", "alarms__set_alarm"),
        ("what's the fastest way to the airport", "navigation__route"),
        ("到浦东机场怎么去最快", "navigation__route"),
        ("we need a table tonight", "restaurants__reserve"),
        ("今晚想订个四人桌", "restaurants__reserve"),
        ("two tickets to Hangzhou", "tickets__buy"),
        ("帮我买两张去杭州的票", "tickets__buy"),
        ("牙疼，想挂号", "medical__book"),
        ("is it raining tomorrow", "weather__forecast"),
    ],
)
def test_the_tool_the_sentence_is_about_comes_first(sentence: str, wanted: str) -> None:
    assert wanted in {t.name for t in offer(sentence, TOOLS, limit=3)}


def test_few_tools_are_all_offered() -> None:
    assert offer("anything", TOOLS[:16]) == TOOLS[:16]


def test_never_more_than_the_limit_and_in_their_own_order() -> None:
    chosen = offer("book a table", TOOLS, limit=16)
    assert len(chosen) == 16
    assert list(chosen) == sorted(chosen, key=TOOLS.index)


def test_what_the_conversation_is_about_stays() -> None:
    kept = offer("make it eight", TOOLS, limit=2, keep=("gadget7__do", "no__such"))
    assert "gadget7__do" in {t.name for t in kept}


def test_what_was_said_before_helps_a_short_sentence() -> None:
    assert "weather__forecast" in {
        t.name for t in offer("and on Friday?", TOOLS, limit=2, context="will it rain today")
    }
