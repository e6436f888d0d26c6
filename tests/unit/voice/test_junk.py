"""Words that nobody said are dropped; short, unsure, true words are kept."""

import pytest

from voice.decoded import Decoded
from voice.junk import is_junk, loops, once


def decoded(text: str, *, logprob: float = -0.4, no_speech: float = 0.05, language: str = "en") -> Decoded:
    return Decoded(text=text, language=language, language_probability=0.9, mean_logprob=logprob, no_speech=no_speech)


@pytest.mark.parametrize(
    "heard",
    [
        decoded(""),
        decoded(" . "),
        decoded("Yeah.", logprob=-0.92, no_speech=0.79),
        decoded("Xylo zebra", logprob=-1.9),
        decoded("字幕由 Amara.org 社区提供", language="zh"),
        decoded("請不吝點贊訂閱", language="zh"),
        decoded("谢谢大家收看", language="zh"),
        decoded("Thanks for watching!"),
        decoded("♪ la la"),
        decoded("never mind " * 8),
        decoded("谢谢" * 9, language="zh"),
    ],
)
def test_invented_words_are_dropped(heard: Decoded) -> None:
    assert is_junk(heard, 3.0)


@pytest.mark.parametrize(
    "heard",
    [
        decoded("stop", logprob=-1.3),
        decoded("Never mind.", logprob=-0.83, no_speech=0.33),
        decoded("Book a table for four.", logprob=-0.46, no_speech=0.7),
        decoded("no no no"),
        decoded("停停停停", language="zh"),
        decoded("谢谢", language="zh"),
        decoded("thank you"),
        decoded("订阅天气提醒", language="zh"),
    ],
)
def test_true_words_are_kept(heard: Decoded) -> None:
    assert not is_junk(heard, 1.5)


def test_more_words_than_a_mouth_can_say_are_dropped() -> None:
    many = "please remind me to call my mother tomorrow at nine in the morning and then again"
    assert is_junk(decoded(many), 0.6)
    assert not is_junk(decoded(many), 4.5)


def test_a_phone_number_is_no_loop() -> None:
    assert not loops("one one one two two two three three three")
    assert not loops("13800138000")


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("20分钟后,提醒我给妈妈打电话。20分钟后,提醒我给妈妈打电话。", "20分钟后,提醒我给妈妈打电话。"),
        ("wake me up at seven wake me up at seven wake me", "wake me up at seven"),
        ("停停停停", "停停停停"),
        ("no no no", "no no no"),
        ("call my mother and call my father", "call my mother and call my father"),
    ],
)
def test_a_sentence_written_twice_was_said_once(heard: str, kept: str) -> None:
    assert once(heard) == kept
