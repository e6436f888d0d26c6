"""A question in one language finds what was told in the other, by everyday words alone."""

from __future__ import annotations

import pytest
from unit.memory.memory_home import Home

from assistant.changes import PutFact
from assistant.types import Sensitivity
from memory.bilingual import translated


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("where is my violin", "violin", "小提琴"),
        ("我的小提琴呢", "小提琴", "violin"),
        ("the washing machines are old", "wash machin", "洗衣机"),
        ("我女儿的生日", "女儿", "daughter"),
    ],
)
def test_everyday_words_have_a_name_in_the_other_language(text: str, source: str, target: str) -> None:
    assert (source, target) in translated(text)


def test_a_longer_word_counts_before_its_parts() -> None:
    assert "杯子" not in [zh for _, zh in translated("the washing machine")]
    assert all(source != "wash" for source, _ in translated("the washing machine"))
    assert ("琴", "piano") not in translated("小提琴")


def test_what_is_no_everyday_word_has_no_other_name() -> None:
    assert translated("Zestoretic qwertz") == []
    assert translated("") == []


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("My violin is at the workshop", "我的小提琴在哪里"),
        ("我女儿的生日是三月五号", "when is my daughter's birthday"),
        ("I am allergic to peanuts", "我对什么过敏"),
        ("护照在书桌的抽屉里", "where is my passport"),
    ],
)
async def test_a_question_in_one_language_finds_a_fact_in_the_other(
    home: Home, told: str, asked: str, sensitivity: Sensitivity
) -> None:
    for other in ("I drink tea in the morning", "我喜欢周末去爬山", "the bank is on Elm Street", told):
        await home.apply(PutFact(text=other, sensitivity=sensitivity))
    found = await home.see(lambda tx: tx.recall(asked, now=home.now))
    assert [fact.text for fact in found][:1] == [told]


async def test_another_language_is_no_reason_to_find_what_does_not_matter(home: Home) -> None:
    await home.apply(PutFact(text="My violin is at the workshop"))
    for asked in ("十分钟后叫我", "明天天气怎么样", "我的护照在哪儿"):
        assert await home.see(lambda tx, asked=asked: tx.recall(asked, now=home.now)) == ()
