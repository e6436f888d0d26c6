"""A yes is for exactly one question, once, by somebody who may give it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from harness import House, events_of

RESERVE = {"text": 'parking__reserve {"lot": "North"}'}


async def _ask(client: httpx.AsyncClient) -> dict[str, str]:
    body = (await client.post("/api/turns", json=RESERVE)).json()
    assert body["pending"]["tool"] == "parking__reserve"
    return body["pending"]


async def test_nothing_runs_before_a_yes_and_a_yes_brings_a_receipt(ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    assert park.reserved == []
    assert "€5" in pending["question"]["en"]
    (waiting,) = (await ann.get("/api/approvals")).json()["items"]
    assert waiting["id"] == pending["id"]
    turn = (await ann.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})).json()
    assert (turn["heard"], turn["pending"], len(park.reserved)) == (None, None, 1)
    action = (await ann.get("/api/actions")).json()["items"][0]
    assert (action["state"], action["receipt"]["reference"]) == ("succeeded", "P1")
    assert (await ann.get("/api/approvals")).json()["items"] == []


async def test_no_means_nothing_runs(ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    await ann.post(f"/api/approvals/{pending['id']}", json={"decision": "reject"})
    assert park.reserved == []
    assert (await ann.get("/api/actions")).json()["items"][0]["state"] == "cancelled"


async def test_the_answer_streams_like_any_turn(ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    answer = await ann.post(
        f"/api/approvals/{pending['id']}", json={"decision": "approve"}, headers={"Accept": "text/event-stream"}
    )
    names = [name for name, _ in events_of(answer.text)]
    assert names[-1] == "turn"
    assert "tool_started" in names


async def test_a_used_question_is_not_usable_again(ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    for _ in range(3):
        await ann.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})
    assert len(park.reserved) == 1


async def test_a_yes_after_it_expired_does_nothing(house: House, ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    house.parts.clock.base += timedelta(hours=1)
    body = (await ann.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})).json()
    assert park.reserved == []
    assert any(e["type"] == "failed" and e["code"] == "approval_not_open" for e in body["events"])
    assert (await ann.get("/api/approvals")).json()["items"] == []


async def test_a_price_that_changed_voids_the_yes_and_asks_anew(ann: httpx.AsyncClient, park) -> None:
    pending = await _ask(ann)
    park.price = Decimal(9)
    turn = (await ann.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})).json()
    assert park.reserved == []
    assert turn["pending"]["id"] != pending["id"]
    assert "€9" in turn["pending"]["question"]["en"]


async def test_a_newer_question_voids_the_older_one(ann: httpx.AsyncClient, park) -> None:
    first = (await ann.post("/api/turns", json=RESERVE)).json()
    again = {**RESERVE, "conversation_id": first["conversation_id"]}
    second = (await ann.post("/api/turns", json=again)).json()
    await ann.post(f"/api/approvals/{first['pending']['id']}", json={"decision": "approve"})
    assert park.reserved == []
    await ann.post(f"/api/approvals/{second['pending']['id']}", json={"decision": "approve"})
    assert len(park.reserved) == 1


async def test_a_token_that_may_only_talk_cannot_say_yes_in_any_way(house: House, ann: httpx.AsyncClient, park) -> None:
    made = (await ann.post("/api/tokens", json={"name": "kitchen", "scopes": ["talk"]})).json()
    kitchen = house.client(made["token"])
    pending = await _ask(kitchen)
    answer = await kitchen.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "scope_missing")
    said = {"text": "yes", "conversation_id": pending["conversation_id"]}
    body = (await kitchen.post("/api/turns", json=said)).json()
    assert any(e.get("code") == "may_not_approve" for e in body["events"])
    assert park.reserved == []
    assert len((await ann.get("/api/approvals")).json()["items"]) == 1


async def test_nobody_says_yes_through_the_model_door(ann: httpx.AsyncClient, park) -> None:
    def ask(*messages: tuple[str, str]):
        rows = [{"role": role, "content": text} for role, text in messages]
        return ann.post("/v1/chat/completions", json={"model": "steward", "messages": rows})

    first = (await ask(("user", RESERVE["text"]))).json()["choices"][0]["message"]["content"]
    assert "€5" in first
    await ask(("user", RESERVE["text"]), ("assistant", first), ("user", "yes"))
    assert park.reserved == []
    assert len((await ann.get("/api/approvals")).json()["items"]) == 1


@pytest.mark.parametrize("body", [{}, {"decision": "maybe"}, {"decision": "approve", "arguments": {"lot": "South"}}])
async def test_a_tampered_answer_is_refused(ann: httpx.AsyncClient, park, body: dict[str, object]) -> None:
    pending = await _ask(ann)
    assert (await ann.post(f"/api/approvals/{pending['id']}", json=body)).status_code == 422
    assert park.reserved == []


async def test_two_answers_at_once_run_it_once(ann: httpx.AsyncClient, park) -> None:
    import asyncio

    pending = await _ask(ann)
    path = f"/api/approvals/{pending['id']}"
    await asyncio.gather(*(ann.post(path, json={"decision": "approve"}) for _ in range(5)))
    assert len(park.reserved) == 1
