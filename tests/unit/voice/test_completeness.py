"""What sounds finished and what does not, in both languages."""

import pytest

from voice.completeness import looks
from voice.turns import Completeness


@pytest.mark.parametrize(
    "text",
    [
        "remind me to",
        "Set a timer for",
        "wake me at half past",
        "call Anna and",
        "提醒我",
        "明天早上",
        "帮我把",
        "给妈妈打电话，",
        "我想要",
        "138 0013",
        "um",
    ],
)
def test_an_open_end_waits_for_more(text: str) -> None:
    assert looks(text) is Completeness.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "Yes.",
        "停",
        "不用了",
        "What time is it?",
        "明天天气怎么样",
        "现在几点了",
        "叫我起床",
        "wake me at seven tomorrow",
    ],
)
def test_a_whole_sentence_need_not_wait(text: str) -> None:
    assert looks(text) is Completeness.COMPLETE


@pytest.mark.parametrize(
    "text", ["", "wake me at 7:30", "set a timer for 12 minutes", "取消明天的闹钟", "明天早上7点半"]
)
def test_the_rest_waits_a_little(text: str) -> None:
    assert looks(text) is Completeness.UNSURE
