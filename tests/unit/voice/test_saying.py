"""What is written is said as a person would read it aloud, in pieces of which the first comes soon."""

import pytest

from voice.runs import runs
from voice.saying import speakable
from voice.sentences import FIRST, sentences, weight


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("明天7:30叫你起床。", "明天7点半叫你起床。"),
        ("19:00开会，8:05出发", "19点整开会，8点零5分出发"),
        ("票价¥128.50", "票价128.5元"),
        ("共CNY 1,280", "共1280元"),
        ("订在2026-11-24", "订在11月24日"),
        ("降水概率30%", "降水概率百分之30"),
        ("3-5天", "3到5天"),
        ("约2.5km", "约2.5公里"),
        ("电话13800138000", "电话幺三八，零零幺三，八零零零"),
        ("详情见https://www.example.com/a?b=1", "详情见链接"),
        ("- 牛奶\n- 鸡蛋\n- 面包", "牛奶。 鸡蛋。 面包"),
        ("**重要**：`今天`", "重要：今天"),
    ],
)
def test_chinese_is_read_aloud(written: str, said: str) -> None:
    assert speakable(written, "zh") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Your alarm is at 7:30.", "Your alarm is at 7 30 a m."),
        ("The train leaves at 19:05.", "The train leaves at 7 oh 5 p m."),
        ("at 7:30 pm", "at 7 30 p m"),
        ("from 0:15 on", "from 12 15 a m on"),
        ("It costs $45.50.", "It costs 45.5 dollars."),
        ("1 USD or 100 CNY", "1 dollar or 100 yuan"),
        ("on 2026-11-24", "on November 24"),
        ("30% in 3-5 days", "30 percent in 3 to 5 days"),
        ("call 555-123-4567", "call 5 5, 5 1 2 3, 4 5 6 7"),
        ("see https://example.com/a.", "see a link to example dot com"),
        ("see [the menu](https://example.com/m)", "see the menu"),
        ("1. milk\n2. eggs", "milk. eggs"),
        ("12,500 steps 🎉", "12500 steps"),
        ("room 12:61 and v1.2.3", "room 12:61 and v1.2.3"),
    ],
)
def test_english_is_read_aloud(written: str, said: str) -> None:
    assert speakable(written, "en") == said


def test_sentences_are_cut_where_one_takes_a_breath() -> None:
    assert sentences("好的。明天七点叫你。还有别的吗？") == ["好的。", "明天七点叫你。", "还有别的吗？"]
    assert sentences("Done. Dr. Lee expects you at 3.30. Anything else?") == [
        "Done.",
        "Dr. Lee expects you at 3.30.",
        "Anything else?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "你下周有三件事，星期一上午和王医生见面，星期三坐高铁去上海，星期五下午团队开会，晚上和李娜吃饭。",
        "Tomorrow morning, if nothing comes between, you could take the early train to Boston and be back for dinner.",
    ],
)
def test_the_first_piece_is_short_and_nothing_is_lost(text: str) -> None:
    pieces = sentences(text)
    assert weight(pieces[0]) <= FIRST
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


def test_an_endless_sentence_is_cut_at_commas() -> None:
    pieces = sentences("，".join(["这是一个很长的分句"] * 30))
    assert len(pieces) > 3
    assert all(weight(piece) <= 62 for piece in pieces)


@pytest.mark.parametrize("text", ["", "  \n ", "...", "。"])
def test_nothing_to_say_is_nothing(text: str) -> None:
    assert sentences(text) == []


def test_times_and_numbers_are_not_torn_apart() -> None:
    assert sentences("At 7:30 there are 1,000 people, more or less, in the hall.")[0].startswith(
        "At 7:30 there are 1,000 people,"
    )


def test_a_mixed_sentence_is_split_by_language() -> None:
    assert runs("提醒Anna Smith给李娜打电话。", "zh") == [
        ("提醒", "zh"),
        ("Anna Smith", "en"),
        ("给李娜打电话。", "zh"),
    ]
    assert runs("call 李娜 at 7", "en") == [("call ", "en"), ("李娜", "zh"), (" at 7", "en")]
    assert runs("明天7点", "zh") == [("明天7点", "zh")]
