"""An emergency is heard before everything else: alone, beside another wish, as an answer, inside another matter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from harness import House, open_house
from unit.medical.test_emergencies import SETS, sentences


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def say(client: Any, text: str, conversation: str | None = None) -> dict[str, Any]:
    answer = await client.post("/api/turns", json={"text": text, "conversation_id": conversation})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (None, "my dad is not breathing and set a timer for ten minutes"),
        (None, "明早七点叫我起床，我爸没有呼吸了"),
        ("remind me to call mum", "my husband suddenly can't move his right arm"),
        ("提醒我给妈妈打电话", "我老公突然左边手脚都动不了了"),
        ("I have a sore throat", "since this morning, and now my throat is swelling and I can't breathe"),
        ("我嗓子疼", "昨天开始的，现在嘴唇肿了，喘不上气"),
    ],
)
async def test_the_number_comes_first_whatever_was_going_on(house: House, before: str | None, text: str) -> None:
    client = await house.new_user()
    conversation = (await say(client, before))["conversation_id"] if before else None
    turn = await say(client, text, conversation)
    assert "120" in turn["reply"]["text"]
    tools = [e["tool"] for e in turn["events"] if e["type"] == "tool_started"]
    assert tools == ["medical__symptoms"]
    assert (await client.get("/api/follow-ups")).json()["items"] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_emergency_of_the_test_sets_reaches_the_number_end_to_end(house: House, language: str) -> None:
    client = await house.new_user(language)
    missed = []
    for text in sentences("emergency", *SETS):
        if (any("\u4e00" <= c <= "\u9fff" for c in text)) is (language == "zh"):
            turn = await say(client, text)
            if "120" not in turn["reply"]["text"]:
                missed.append((text, turn["reply"]["text"]))
    assert missed == []
