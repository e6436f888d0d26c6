"""Which language a sentence is in."""

from __future__ import annotations

import pytest

from assistant.language import hear, language_of
from assistant.listener import to_listener
from assistant.testing import make_user


@pytest.mark.parametrize(
    ("text", "fallback", "expected"),
    [
        ("wake me up at seven", "zh", "en"),
        ("明天早上七点半叫我", "en", "zh"),
        ("从 Kiasma 到集市广场怎么走红绿灯最少", "en", "zh"),
        ("明天 3pm 提醒我 call the dentist", "zh", "zh"),
        ("明天 3pm 提醒我 call the dentist", "en", "en"),
        ("8:30", "zh", "zh"),
        ("8:30", "en", "en"),
        ("", "zh", "zh"),
    ],
)
def test_a_sentence_is_in_the_language_that_carries_it(text: str, fallback: str, expected: str) -> None:
    assert language_of(text, "zh" if fallback == "zh" else "en") == expected


def test_a_language_that_is_given_is_not_guessed() -> None:
    assert hear("8:30", make_user(language="en"), language="zh").language == "zh"


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("call my mom", "call your mom"),
        ("I work at Globex", "You work at Globex"),
        ("I'm allergic to nuts", "You're allergic to nuts"),
        ("我不吃辣", "你不吃辣"),
        ("给我妈打电话", "给妈妈打电话"),
        ("我们的片子", "我们的片子"),
        ("写自我介绍", "写自我介绍"),
        ("tell John I love you", "tell John I love you"),
        ('write "I am late"', 'write "I am late"'),
        ("告诉她我想你", "告诉她我想你"),
        ("the iPhone in my bag", "the iPhone in your bag"),
    ],
)
def test_words_are_turned_to_the_listener_only_where_that_is_safe(said: str, heard: str) -> None:
    assert to_listener(said) == heard
