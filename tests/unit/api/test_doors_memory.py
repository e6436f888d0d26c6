"""The doors of memory: what may be learned, what was said, incognito turns, guests."""

from __future__ import annotations

from datetime import timedelta

import httpx
from harness import House


async def test_consent_is_asked_kind_by_kind_and_health_by_itself(ann: httpx.AsyncClient) -> None:
    before = {row["category"]: row["kept"] for row in (await ann.get("/api/memory/consent")).json()["items"]}
    assert set(before) == {"profile", "person", "place", "preference", "habit", "health", "work", "other"}
    assert set(before.values()) == {None}
    made = await ann.post("/api/memory/consent", json={"category": "health", "kept": True})
    assert made.json() == {"category": "health", "kept": True}
    after = {row["category"]: row["kept"] for row in (await ann.get("/api/memory/consent")).json()["items"]}
    assert after == {**before, "health": True}
    assert (await ann.post("/api/memory/consent", json={"category": "dreams", "kept": True})).status_code == 422


async def test_what_was_said_is_found_again_and_by_nobody_else(ann: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    await ann.post("/api/turns", json={"text": "my bicycle key is with the porter"})
    [line, *_] = (await ann.get("/api/memory/said?q=bicycle key")).json()["items"]
    assert (line["role"], line["text"]) == ("user", "my bicycle key is with the porter")
    assert (await bob.get("/api/memory/said?q=bicycle key")).json()["items"] == []


async def test_incognito_words_are_in_no_history_and_the_talk_goes_on(ann: httpx.AsyncClient) -> None:
    first = (await ann.post("/api/turns", json={"text": "psst quokka", "incognito": True})).json()
    again = await ann.post(
        "/api/turns",
        json={"text": "still quokka", "incognito": True, "conversation_id": first["conversation_id"]},
    )
    assert again.status_code == 200
    assert (await ann.get("/api/conversations")).json()["items"] == []
    assert (await ann.get("/api/memory/said?q=quokka")).json()["items"] == []
    assert "quokka" not in (await ann.get("/api/me/export")).text


async def test_a_guest_talks_for_a_day_and_leaves_nothing(house: House, owner: httpx.AsyncClient) -> None:
    made = await owner.post("/api/users", json={"name": "Passing", "guest": True})
    guest = house.client(made.json()["token"])
    assert (await guest.get("/api/me")).json()["scopes"] == ["talk"]
    await guest.post("/api/turns", json={"text": "a quokka"})
    assert (await guest.get("/api/conversations")).json()["items"] == []
    assert (await guest.get("/api/me/export")).status_code == 403
    [token] = await house.parts.store.people.tokens(made.json()["id"])
    assert token.expires_at is not None
    late = token.expires_at + timedelta(seconds=1)
    assert [g.name for g in await house.parts.store.people.gone_guests(late)] == ["Passing"]
    assert await house.parts.store.people.gone_guests(token.created_at) == ()


async def test_a_corrected_habit_is_the_users_own_word(house: House, ann: httpx.AsyncClient) -> None:
    made = (await ann.post("/api/memory/facts", json={"text": "I take my usual route", "category": "habit"})).json()
    assert made["source"] == {"kind": "said", "turn_id": None, "evidence": None}
    changed = await ann.patch(f"/api/memory/facts/{made['id']}", json={"text": "I take the scenic road"})
    assert changed.json()["source"]["kind"] == "said"
