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
