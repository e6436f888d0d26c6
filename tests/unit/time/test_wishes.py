"""Standing wishes and promises by a sentence: kept, listed, dropped, met without a model, and asked about."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from harness import House


async def say(client: httpx.AsyncClient, text: str) -> str:
    answer = await client.post("/api/turns", json={"text": text})
    assert answer.status_code == 200
    return str(answer.json()["reply"]["text"])


@pytest.mark.parametrize(
    ("language", "wish", "asked", "dropped"),
    [
        (
            "en",
            "if it rains tomorrow, remind me to take my boots",
            "which wishes do you keep for me",
            "cancel my rain wish",
        ),
        ("zh", "明天要是下雨，提醒我带雨衣", "我有哪些心愿", "取消下雨的心愿"),
    ],
)
async def test_a_wish_is_kept_by_a_sentence_met_once_and_dropped(
    house: House, language: str, wish: str, asked: str, dropped: str
) -> None:
    user = await house.new_user(language=language)
    kept = await say(user, wish)
    [rule] = (await user.get("/api/rules")).json()["items"]
    assert rule["when"]["metric"] == "rain_tomorrow"
    assert rule["say"][language] in kept
    assert rule["say"][language] in await say(user, asked)
    met = await user.post("/api/observations", json={"values": {"rain_tomorrow": 80}})
    assert [fired["id"] for fired in met.json()["fired"]] == [rule["id"]]
    await say(user, dropped)
    assert (await user.get("/api/rules")).json()["items"] == []


async def test_a_wish_that_cannot_be_watched_is_not_kept(house: House) -> None:
    user = await house.new_user()
    said = await say(user, "when I get angry, remind me to breathe")
    assert "cannot watch" in said
    assert (await user.get("/api/rules")).json()["items"] == []


async def test_a_wish_can_be_taken_back(house: House) -> None:
    user = await house.new_user()
    await say(user, "when I am near a pharmacy, remind me to buy plasters")
    [action] = [a for a in (await user.get("/api/actions")).json()["items"] if a["tool"] == "wishes__add"]
    assert (await user.post(f"/api/actions/{action['id']}/undo")).status_code == 200
    assert (await user.get("/api/rules")).json()["items"] == []


@pytest.mark.parametrize(
    ("language", "promise", "question", "kept"),
    [
        (
            "en",
            "I promised to call Maria back on Friday",
            "You said you would call Maria back. Have you?",
            "I kept my promise to call Maria back",
        ),
        ("zh", "我答应了周五去接小王", "你说过要去接小王。办了吗？", "答应小王的事办完了"),
    ],
)  # fmt: skip
async def test_a_promise_is_asked_about_on_its_day_until_it_is_kept(
    house: House, language: str, promise: str, question: str, kept: str
) -> None:
    user = await house.new_user(language=language)
    await say(user, promise)
    [row] = (await user.get("/api/follow-ups")).json()["items"]
    assert (row["kind"], row["say"][language], row["due_at"][:16]) == ("check_in", question, "2026-11-27T09:00")
    await say(user, kept)
    assert (await user.get("/api/follow-ups")).json()["items"] == []


async def test_a_promise_counts_as_a_topic_of_its_own(house: House) -> None:
    """So that one tap turns it off, and ignoring it leaves everything else as it was."""
    user = await house.new_user()
    await say(user, "I promised to call Maria back on Friday")
    now = house.parts.clock.now()
    rung = await house.parts.store.due.claim(now + timedelta(days=4, minutes=1), 50)
    assert any("Maria" in delivery.say.en for delivery in rung)
    topics = (await user.get("/api/initiative")).json()["topics"]
    assert [topic["topic"] for topic in topics] == ["commitments"]
