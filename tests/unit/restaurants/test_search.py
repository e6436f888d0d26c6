"""Finding a house: what is remembered about eating is applied and said, closed ones come last."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant import PutFact
from assistant.moments import zone
from assistant.testing import Bench

NOON = datetime(2026, 11, 23, 12, tzinfo=zone("Europe/Helsinki"))


async def remember(bench: Bench, subject: str, text: str) -> None:
    fact = PutFact(subject=subject, text=text)
    await bench.store.transact(
        bench.user.id, lambda tx: tx.apply(fact, plugin="memory", turn_id=None, now=bench.clock.now())
    )


@pytest.mark.parametrize(("subject", "text"), [("allergy:nuts", "I am allergic to nuts"), ("diet:辣", "我不吃辣")])
async def test_an_allergy_is_said_when_looking_and_when_booked(bench: Bench, subject: str, text: str) -> None:
    await remember(bench, subject, text)
    assert text in (await bench.say("find", "restaurants__search")).text
    at = NOON.replace(hour=20).isoformat()
    await bench.say("book", "restaurants__reserve", restaurant="Napoli", at=at, party_size=2)
    assert text in (await bench.say("yes")).text


async def test_a_house_of_just_that_kitchen_comes_last(bench: Bench) -> None:
    bench.clock.set(NOON)
    before = [row["name"] for row in (await bench.say("find", "restaurants__search")).finished[0].data]
    assert before[-1] != "Napoli"
    await remember(bench, "diet:italian", "I don't eat Italian food")
    found = [row["name"] for row in (await bench.say("find", "restaurants__search")).finished[0].data]
    assert found[-1] == "Napoli"


async def test_nothing_remembered_is_nothing_said(bench: Bench) -> None:
    await remember(bench, "name:cat", "my cat is called Nuts")
    assert "Nuts" not in (await bench.say("find", "restaurants__search")).text


async def test_no_such_kitchen_is_said(bench: Bench) -> None:
    answer = await bench.say("find", "restaurants__search", cuisine="peruvian")
    assert "found no" in answer.text
    assert not answer.reply.cards


async def test_an_unknown_area_is_said(bench: Bench) -> None:
    answer = await bench.say("find", "restaurants__search", place="Zzyzx")
    assert answer.finished[0].error == "place_unknown"


async def test_each_house_is_told_with_what_speaks_for_it(bench: Bench) -> None:
    bench.clock.set(NOON)
    await remember(bench, "diet:italian food", "I can eat Italian food again")  # allowed again: leaves nothing out
    answer = await bench.say("find", "restaurants__search", cuisine="italian")
    assert "Napoli" in answer.text
    assert "open now" in answer.text
    assert "demonstration" not in answer.text


async def test_a_free_table_is_a_reason_and_said_to_be_a_demonstration(bench: Bench) -> None:
    bench.clock.set(NOON)
    tonight = NOON.replace(hour=19).isoformat()
    answer = await bench.say("find", "restaurants__search", at=tonight, party_size=2)
    assert "a table is free" in answer.text
    assert "Free tables are demonstration data." in answer.text


@pytest.mark.parametrize(("amount", "there"), [("3", False), ("60", True)])
async def test_what_a_dish_may_cost_decides(bench: Bench, amount: str, there: bool) -> None:
    bench.clock.set(NOON)
    budget = {"amount": amount, "currency": "EUR"}
    answer = await bench.say("find", "restaurants__search", cuisine="italian", budget=budget)
    assert ("Napoli" in answer.text) is there
    if there:
        assert "a dish" in answer.text
        assert "Prices are demonstration data." in answer.text
