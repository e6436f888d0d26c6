"""A phone's retry does nothing twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import House, open_house

ALARM = {"kind": "alarm", "due_at": "2026-11-23T10:00:00+08:00", "say": "tea"}
KEY = {"Idempotency-Key": "3f0c6e62-retry"}


async def _alarms(client: httpx.AsyncClient) -> int:
    return len((await client.get("/api/follow-ups")).json()["items"])


async def test_the_same_request_again_gets_the_same_answer_and_does_nothing(ann: httpx.AsyncClient) -> None:
    first = await ann.post("/api/follow-ups", json=ALARM, headers=KEY)
    second = await ann.post("/api/follow-ups", json=ALARM, headers=KEY)
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["idempotent-replayed"] == "true"
    assert await _alarms(ann) == 1
    assert len((await ann.get("/api/actions")).json()["items"]) == 1


async def test_a_turn_said_twice_is_one_turn(ann: httpx.AsyncClient) -> None:
    body = {"text": 'parking__remind {"minutes": 20}'}
    first = (await ann.post("/api/turns", json=body, headers=KEY)).json()
    second = (await ann.post("/api/turns", json=body, headers=KEY)).json()
    assert second == first
    assert len((await ann.get("/api/actions")).json()["items"]) == 1


async def test_a_stream_is_replayed_as_a_stream(ann: httpx.AsyncClient) -> None:
    headers = {**KEY, "Accept": "text/event-stream"}
    first = await ann.post("/api/turns", json={"text": "stop"}, headers=headers)
    second = await ann.post("/api/turns", json={"text": "stop"}, headers=headers)
    assert second.text == first.text
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["x-turn-id"] == first.headers["x-turn-id"]


async def test_another_body_or_door_under_the_key_is_refused(ann: httpx.AsyncClient) -> None:
    await ann.post("/api/follow-ups", json=ALARM, headers=KEY)
    for answer in (
        await ann.post("/api/follow-ups", json={**ALARM, "say": "coffee"}, headers=KEY),
        await ann.post("/api/turns", json={"text": "stop"}, headers=KEY),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert await _alarms(ann) == 1


async def test_keys_of_different_people_have_nothing_to_do_with_each_other(
    ann: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    for client in (ann, bob):
        assert (await client.post("/api/follow-ups", json=ALARM, headers=KEY)).status_code == 201
        assert await _alarms(client) == 1


async def test_many_at_once_do_it_once_and_the_others_are_told_to_wait(ann: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(ann.post("/api/follow-ups", json=ALARM, headers=KEY) for _ in range(8)))
    assert await _alarms(ann) == 1
    assert {a.status_code for a in answers} <= {201, 409}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["error"]["code"] == "request_in_flight"
            assert int(answer.headers["retry-after"]) >= 1
    later = await ann.post("/api/follow-ups", json=ALARM, headers=KEY)
    assert later.status_code == 201
    assert await _alarms(ann) == 1


async def test_a_refused_request_leaves_its_key_free(ann: httpx.AsyncClient) -> None:
    assert (await ann.post("/api/follow-ups", json={**ALARM, "say": ""}, headers=KEY)).status_code == 422
    assert (await ann.post("/api/follow-ups", json=ALARM, headers=KEY)).status_code == 201


async def test_a_recording_sent_again_in_a_new_envelope_is_the_same_recording() -> None:
    from api.idempotency import _mark

    def scope(boundary: str) -> dict[str, Any]:
        kind = f"multipart/form-data; boundary={boundary}".encode()
        return {"path": "/api/turns/audio", "query_string": b"", "headers": [(b"content-type", kind)]}

    assert _mark(scope("aaa111"), b"--aaa111\r\nRIFF\r\n--aaa111--") == _mark(scope("b2"), b"--b2\r\nRIFF\r\n--b2--")
    assert _mark(scope("aaa111"), b"--aaa111\r\nRIFF\r\n--aaa111--") != _mark(scope("b2"), b"--b2\r\nRIFX\r\n--b2--")


@pytest.mark.parametrize("key", ["", "with space", "x" * 201])
async def test_a_key_that_is_none_is_refused_and_nothing_is_done(ann: httpx.AsyncClient, key: str) -> None:
    answer = await ann.post("/api/follow-ups", json=ALARM, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert await _alarms(ann) == 0


async def test_answers_are_still_there_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path, planners=[]) as house:
        first = (await house.client().post("/api/follow-ups", json=ALARM, headers=KEY)).json()
    async with open_house(tmp_path, planners=[]) as house:
        assert (await house.client().post("/api/follow-ups", json=ALARM, headers=KEY)).json() == first


async def test_a_request_cut_off_by_a_crash_is_met_and_not_done_again(house: House, ann: httpx.AsyncClient) -> None:
    """The answer was lost between doing and keeping it: the row of the key is there, without an answer."""
    body = {"text": 'parking__remind {"minutes": 20}'}
    done = (await ann.post("/api/turns", json=body, headers=KEY)).json()
    user_id = (await ann.get("/api/me")).json()["id"]
    await _lose_the_answer(house, user_id)
    again = (await ann.post("/api/turns", json=body, headers=KEY)).json()
    assert (again["turn_id"], again["reply"]["text"]) == (done["turn_id"], done["reply"]["text"])
    assert len((await ann.get("/api/actions")).json()["items"]) == 1


async def test_an_alarm_by_hand_cut_off_by_a_crash_is_one_alarm(house: House, ann: httpx.AsyncClient) -> None:
    await ann.post("/api/follow-ups", json=ALARM, headers=KEY)
    await ann.post("/api/memory/facts", json={"text": "I like tea"}, headers={"Idempotency-Key": "fact"})
    await _lose_the_answer(house, (await ann.get("/api/me")).json()["id"])
    assert (await ann.post("/api/follow-ups", json=ALARM, headers=KEY)).status_code == 201
    again = await ann.post("/api/memory/facts", json={"text": "I like tea"}, headers={"Idempotency-Key": "fact"})
    assert again.status_code == 201
    assert await _alarms(ann) == 1
    assert len((await ann.get("/api/memory/facts")).json()["items"]) == 1


async def _lose_the_answer(house: House, user_id: str) -> None:
    from sqlalchemy import update

    from memory.tables.keys import idempotency_keys

    lost = update(idempotency_keys).where(idempotency_keys.c.user_id == user_id).values(status=None, body=None)
    await house.parts.store.database.write(lambda connection: connection.execute(lost))
