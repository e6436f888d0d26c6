"""Appointments: found on the map, booked once, moved without losing the old one, cancelled, in the day, reminded of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest


async def say(client: httpx.AsyncClient, text: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    body = {"text": text, **({"conversation_id": before["conversation_id"]} if before else {})}
    answer = await client.post("/api/turns", json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def decide(client: httpx.AsyncClient, turn: dict[str, Any], decision: str = "approve") -> dict[str, Any]:
    assert turn["pending"], turn["reply"]["text"]
    answer = await client.post(f"/api/approvals/{turn['pending']['id']}", json={"decision": decision})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def offered(turn: dict[str, Any]) -> list[dict[str, Any]]:
    cards = [card for card in turn["reply"]["cards"] if card["type"] == "slots"]
    return list(cards[0]["data"]["slots"])


async def keys(client: httpx.AsyncClient) -> list[str]:
    return [f["key"].split(":")[0] for f in (await client.get("/api/follow-ups")).json()["items"]]


@pytest.fixture
async def booked(helsinki: httpx.AsyncClient) -> dict[str, Any]:
    found = await say(helsinki, "find me a dentist")
    told = await decide(helsinki, await say(helsinki, "the first one", found))
    assert "Booked" in told["reply"]["text"], told["reply"]["text"]
    return {"slots": offered(found), "turn": told}


@pytest.fixture
async def helsinki(house: Any) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await house.new_user("en", "Europe/Helsinki")
    return client


async def test_a_booking_is_reminded_of_asked_about_afterwards_and_in_the_day(
    helsinki: httpx.AsyncClient, booked: dict[str, Any]
) -> None:
    assert sorted(await keys(helsinki)) == ["after", "leave"]
    start = datetime.fromisoformat(booked["slots"][0]["start"])
    day = await say(helsinki, f"what is on my calendar on {start:%d %B}")
    assert "appointment" in day["reply"]["text"].lower()


async def test_another_user_does_not_get_the_same_time(house: Any, booked: dict[str, Any]) -> None:
    other = await house.new_user("en", "Europe/Helsinki")
    taken = booked["slots"][0]["id"]
    assert taken not in [s["id"] for s in offered(await say(other, "find me a dentist"))]


async def test_moving_takes_the_new_time_and_leaves_one_appointment(
    helsinki: httpx.AsyncClient, booked: dict[str, Any]
) -> None:
    first, *others = booked["slots"]
    other = next(s for s in others if s["place"] == first["place"] and s["start"] != first["start"])
    start = datetime.fromisoformat(other["start"])
    moved = await decide(helsinki, await say(helsinki, f"move my dentist appointment to {start:%d %B at %H:%M}"))
    assert "Booked" in moved["reply"]["text"], moved["reply"]["text"]
    listed = await say(helsinki, "my medical appointments")
    assert listed["reply"]["text"].count(first["place"]) == 1
    assert sorted(await keys(helsinki)) == ["after", "leave"]
    again = await house_slots(helsinki)
    assert first["id"] in again
    assert other["id"] not in again


async def house_slots(client: httpx.AsyncClient) -> list[str]:
    return [s["id"] for s in offered(await say(client, "find me a dentist"))]


async def test_a_no_moves_nothing_and_a_time_that_is_not_free_comes_with_others(
    helsinki: httpx.AsyncClient, booked: dict[str, Any]
) -> None:
    night = await say(helsinki, "move my dentist appointment to tomorrow at 6:10 am")
    assert night["pending"] is None
    assert "would do" in night["reply"]["text"], night["reply"]["text"]
    first = booked["slots"][0]
    assert first["place"] in (await say(helsinki, "my medical appointments"))["reply"]["text"]


async def test_cancelling_frees_the_time_and_ends_the_reminders(
    helsinki: httpx.AsyncClient, booked: dict[str, Any]
) -> None:
    told = await decide(helsinki, await say(helsinki, "cancel my dentist appointment"))
    assert "cancelled" in told["reply"]["text"]
    assert await keys(helsinki) == []
    assert booked["slots"][0]["id"] in await house_slots(helsinki)
    nothing = await say(helsinki, "cancel my dentist appointment")
    assert nothing["pending"] is None


async def test_what_the_map_does_not_know_of_a_doctor_is_said(helsinki: httpx.AsyncClient) -> None:
    told = await say(helsinki, "find a female dentist who speaks Chinese")
    assert "does not tell" in told["reply"]["text"]
