"""Briefings: set and stopped by a sentence, short, and opened in the morning as a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from harness import House, open_house

from assistant.types import Say
from tools.briefing.words import told

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data") as opened:
        yield opened


async def say(client: httpx.AsyncClient, text: str) -> str:
    answer = await client.post("/api/turns", json={"text": text})
    assert answer.status_code == 200
    return str(answer.json()["reply"]["text"])


@pytest.mark.parametrize(
    ("set_it", "stop_it", "clock"),
    [
        ("give me a briefing every morning at half past seven", "no more briefings", "07:30"),
        ("每天早上七点半给我做简报", "不要简报了", "07:30"),
    ],
)
async def test_a_sentence_sets_it_and_a_sentence_stops_it(house: House, set_it: str, stop_it: str, clock: str) -> None:
    owner = house.client()
    await say(owner, set_it)
    [row] = (await owner.get("/api/follow-ups")).json()["items"]
    assert (row["kind"], row["due_at"][11:16], row["recurrence"]["rrule"][:10]) == ("briefing", clock, "FREQ=DAILY")
    await say(owner, stop_it)
    assert (await owner.get("/api/follow-ups")).json()["items"] == []


async def test_in_the_morning_a_conversation_opens_with_what_is_due(house: House) -> None:
    owner = house.client()
    await owner.post("/api/turns", json={"text": "give me a briefing every day at nine"})
    await owner.post(
        "/api/follow-ups", json={"kind": "reminder", "due_at": "2026-11-24T15:00:00+08:00", "say": "Call the bank"}
    )
    parts = house.parts
    parts.clock.base += timedelta(days=1)
    [delivery] = await parts.store.due.claim(parts.clock.now(), 10)
    await parts.courier.openings.open(delivery)
    [row] = [r for r in (await owner.get("/api/follow-ups")).json()["items"] if r["kind"] == "briefing"]
    said = row["deliveries"][0]["say"]["en"]
    assert said == "Good morning, here is your briefing. Today: at 3 pm Call the bank."


def test_a_full_day_is_told_in_less_than_half_a_minute() -> None:
    long = Say(
        zh="跟项目组讨论明年的预算和人员安排以及其他许多事情",
        en="Talk about next year's budget and staff and many other things",
    )
    due = [(NINE + timedelta(minutes=7 * n), long) for n in range(40)]
    said = told(due, [long] * 9, [long] * 4)
    # Spoken at an unhurried pace: 4 Chinese characters or 2.5 English words in a second.
    assert len(said.zh) / 4 < 30
    assert len(said.en.split()) / 2.5 < 30
    assert "还有37件" in said.zh
    assert "and 37 more" in said.en


def test_an_empty_day_says_so() -> None:
    assert told([], [], []).en == "Nothing is due today, and nothing waits for you."
