"""Memory that stays right: what holds for a while ends, contradictions of health are asked about, sources are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant import PutFact, ToolError
from assistant.testing import NOW, Bench, make_context
from assistant.testing.store import FakeStore
from tools.remember import plugin, remember
from tools.remember.validity import ends, until


@pytest.fixture
def bench() -> Bench:
    return Bench((plugin,))


async def told(bench: Bench, text: str) -> str:
    return (await bench.say(text, "memory__remember", text=text)).text


async def asked(bench: Bench, about: str, tool: str = "recall") -> str:
    return (await bench.say(about, f"memory__{tool}", about=about)).text


# NOW is a Monday, 23 November 2026


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("this week I'm in Shanghai", date(2026, 11, 29)),
        ("I am working from home today", date(2026, 11, 23)),
        ("Clara is away until Friday", date(2026, 11, 27)),
        ("I'm travelling for the next three days", date(2026, 11, 26)),
        ("we're at the coast next week", date(2026, 12, 6)),
        ("I'm off this month", date(2026, 11, 30)),
        ("我这周在上海", date(2026, 11, 29)),
        ("我今天在家办公", date(2026, 11, 23)),
        ("我出差到周四", date(2026, 11, 26)),
        ("我明天休假", date(2026, 11, 24)),
        ("接下来三天我在北京出差", date(2026, 11, 26)),
        ("我们下周在海边度假", date(2026, 12, 6)),
    ],
)
def test_what_is_true_for_a_while_has_a_last_day(text: str, last: date) -> None:
    end = ends(text, NOW)
    assert end is not None
    assert (end - timedelta(seconds=1)).date() == last
    assert end.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "I live in Leeds",
        "my birthday is today",
        "I moved to York this week",
        "I'm on the board since this month",
        "my passport expires next week",
        "I like tea",
        "我住在上海",
        "我女儿的生日是今天",
        "我这周搬到杭州了",
        "我今天入职了",
        "我周末喜欢爬山",
    ],
)
def test_what_lasts_has_no_end(text: str) -> None:
    assert ends(text, NOW) is None


def test_the_last_day_is_said_as_one_says_a_day() -> None:
    end = ends("我这周在上海", NOW)
    assert end is not None
    assert until(end).zh == "这条到11月29日（周日）为止。"
    assert until(end).en == "That holds until Sunday, 29 November."


async def test_a_visit_does_not_replace_home_and_is_over_after_its_week(bench: Bench) -> None:
    await told(bench, "I live in Leeds")
    said = await told(bench, "this week I'm in Shanghai")
    assert "until Sunday, 29 November" in said
    assert "Shanghai" in await asked(bench, "Shanghai")
    assert "Leeds" in await asked(bench, "where do I live")
    bench.clock.advance(days=8)
    assert "Shanghai" not in await asked(bench, "what do you know about me")
    assert "Leeds" in await asked(bench, "what do you know about me")


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("I am allergic to shrimp", "I love shrimp"),
        ("I am allergic to nuts", "I eat nuts"),
        ("我对虾过敏", "我喜欢吃虾"),
        ("my blood type is A", "my blood type is B"),
    ],
)
async def test_a_contradiction_about_health_is_asked_about(bench: Bench, known: str, new: str) -> None:
    await told(bench, known)
    question = await told(bench, new)
    assert known.rsplit(maxsplit=1)[-1].rstrip("敏") in question
    assert question.rstrip().endswith(("?", "？"))
    assert new not in [fact.text for fact in bench.store.rows(bench.user.id).facts.values()]
    await bench.say("yes" if known.isascii() else "是的")
    assert new in [fact.text for fact in bench.store.rows(bench.user.id).facts.values()]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("I am allergic to nuts", "I'm not allergic to nuts any more"),
        ("I am allergic to shrimp", "I love apples"),
        ("I am allergic to shrimp", "I don't like shrimp"),
        ("I like tea", "I hate tea now"),
        ("我对虾过敏", "我现在不对虾过敏了"),
        ("I live in York", "I live in Leeds"),
    ],
)
async def test_nothing_is_asked_where_it_does_not_matter_or_was_said(bench: Bench, known: str, new: str) -> None:
    await told(bench, known)
    await told(bench, new)
    assert new in [fact.text for fact in bench.store.rows(bench.user.id).facts.values()]


async def test_why_names_the_day_and_the_words(bench: Bench) -> None:
    await told(bench, "I am allergic to shrimp")
    bench.clock.advance(days=3)
    said = await asked(bench, "what am I allergic to", "why")
    assert said == "You told me on 23 November: “I am allergic to shrimp”."
    assert "don't know" in await asked(bench, "my shoe size", "why")


async def test_what_was_learned_says_so_with_its_counts(bench: Bench) -> None:
    habit = PutFact(
        text="I take the fastest route (5 of the last 6 times)",
        subject="habit:route",
        category="habit",
        source="learned",
        evidence={"times": 5, "of": 6},
    )
    await bench.store.transact(
        bench.user.id, lambda tx: tx.apply(habit, plugin="memory", turn_id=None, now=bench.clock.now())
    )
    said = await asked(bench, "which route")
    assert said.startswith("I noticed this: You take the fastest route (5 of the last 6 times)")
    assert "Nobody told me" in await asked(bench, "which route", "why")


async def test_an_incognito_conversation_is_not_remembered() -> None:
    from assistant.testing import make_user

    ctx = replace(make_context(FakeStore(make_user()), plugin="memory"), incognito=True)
    with pytest.raises(ToolError) as refused:
        await remember(ctx, text="I like tea")
    assert refused.value.code == "incognito"
