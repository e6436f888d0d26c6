"""The user's own words make the decoder listen for them, and are never mistaken for speech."""

import pytest

from voice.script import written
from voice.vocabulary import MOST, echoes, near, prompt, uses


def test_english_is_not_led_astray_by_chinese_words() -> None:
    assert prompt(["Siobhan", "钱钟瑜", " Siobhan ", ""], "en") == "Siobhan"
    assert prompt(["Siobhan", "钱钟瑜"], "zh") == "钱钟瑜、Siobhan"


def test_a_long_list_is_cut() -> None:
    assert prompt([f"name{at}" for at in range(500)], "en").count(",") == MOST - 1


@pytest.mark.parametrize(
    ("text", "hint"),
    [("Anna, Bob", "Anna, Bob, Carol"), ("Bob, Carol.", "Anna, Bob, Carol"), ("钱钟瑜、闹钟", "提醒、钱钟瑜、闹钟")],
)
def test_the_hint_recited_is_an_echo(text: str, hint: str) -> None:
    assert echoes(text, hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Anna", "Anna, Bob"),
        ("call Anna", "Anna, Bob"),
        ("Mood lighting", "Party time, Mood lighting"),
        ("闹钟", "提醒、闹钟"),
        ("hi", ""),
    ],
)
def test_one_word_of_the_hint_may_be_what_was_said(text: str, hint: str) -> None:
    assert not echoes(text, hint)


@pytest.mark.parametrize(
    ("heard", "read"),
    [
        ("明天早上7點半叫我起床。", "明天早上7点半叫我起床。"),
        ("幫我 訂一家 川菜館", "帮我订一家川菜馆"),
        ("提醒我 call Anna", "提醒我 call Anna"),
        ("Call Anna at 7.", "Call Anna at 7."),
        ("８點", "8点"),
        ("闹钟改到了8.15分", "闹钟改到了8点15分"),
        ("跑了8.15公里", "跑了8.15公里"),
    ],
)
def test_chinese_is_written_simplified(heard: str, read: str) -> None:
    assert written(heard) == read


def test_only_entries_that_sound_like_what_was_heard_are_hinted_at() -> None:
    mine = ["Mood lighting", "Siobhan", "Zhongguancun", "Boston", "钱钟瑜"]
    assert near(mine, "Activate blues lighting.") == ["Mood lighting"]
    assert near(mine, "Stop.") == []
    assert near(mine, "what time is it") == []


def test_what_is_heard_right_already_needs_no_second_try() -> None:
    assert near(["Anna", "Anneliese"], "call Anna") == []


def test_a_hint_has_helped_when_one_of_its_words_is_there() -> None:
    assert uses("turn on mood lighting", ["Mood lighting"])
    assert not uses("stomper", ["Boston"])
