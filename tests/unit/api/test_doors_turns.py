"""Saying something: as JSON and as a stream, what is asked back, what bad input gets."""

from __future__ import annotations

import json

import httpx
import pytest
from harness import events_of

TURN = "/api/turns"


async def test_a_turn_answers_with_its_whole_shape(ann: httpx.AsyncClient) -> None:
    body = (await ann.post(TURN, json={"text": 'parking__remind {"minutes": 20}'})).json()
    assert body["events"][0]["type"] == "heard"
    assert body["events"][-1]["type"] == "said"
    started = next(e for e in body["events"] if e["type"] == "tool_started")
    assert (started["tool"], started["arguments"], started["effect"]) == ("parking__remind", {"minutes": 20}, "CHANGE")
    assert (body["reply"]["text"], body["reply"]["language"], body["pending"]) == ("Okay.", "en", None)
    (row,) = (await ann.get("/api/follow-ups")).json()["items"]
    assert row["due_at"] == "2026-11-23T09:20:00+08:00"


async def test_a_stream_ends_with_the_whole_turn(ann: httpx.AsyncClient) -> None:
    answer = await ann.post(TURN, json={"text": "stop"}, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    name, whole = events[-1]
    assert name == "turn"
    assert whole["turn_id"] == answer.headers["X-Turn-Id"]
    assert [{"type": n, **d} for n, d in events[:-1]] == whole["events"]


async def test_without_a_conversation_a_new_one_begins_and_goes_on_by_its_id(ann: httpx.AsyncClient) -> None:
    first = (await ann.post(TURN, json={"text": "hello"})).json()["conversation_id"]
    second = (await ann.post(TURN, json={"text": "hello again", "conversation_id": first})).json()
    assert second["conversation_id"] == first
    assert (await ann.post(TURN, json={"text": "other"})).json()["conversation_id"] != first
    turns = (await ann.get(f"/api/conversations/{first}")).json()["turns"]
    assert [turn["heard"] for turn in turns] == ["hello", "hello again"]
    heads = (await ann.get("/api/conversations")).json()["items"]
    assert {head["title"] for head in heads} == {"hello", "other"}


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [("停", "en", "zh"), ("stop", "zh", "en"), ("8:30", "zh", "zh"), ("8:30", None, "en")],
)
async def test_the_sentences_own_language_decides_and_the_hint_where_it_does_not_say(
    ann: httpx.AsyncClient, text: str, hint: str | None, language: str
) -> None:
    body = (await ann.post(TURN, json={"text": text, "language": hint})).json()
    assert body["reply"]["language"] == language


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid_request"),
        ({"text": ""}, 422, "invalid_request"),
        ({"text": "   \n"}, 422, "invalid_request"),
        ({"text": "a\x00b"}, 422, "invalid_request"),
        ({"text": "hi", "volume": 11}, 422, "invalid_request"),
        ({"text": "hi", "language": "fr"}, 422, "invalid_request"),
        ({"text": ["hi"]}, 422, "invalid_request"),
        ({"text": "hi", "conversation_id": "nobody-knows-this"}, 404, "not_found"),
        ({"text": "x" * 20_001}, 413, "too_long"),
    ],
)
async def test_bad_turns_get_a_stable_code(
    ann: httpx.AsyncClient, body: dict[str, object], status: int, code: str
) -> None:
    answer = await ann.post(TURN, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_megabyte_and_binary_are_refused_and_the_conversation_stays(ann: httpx.AsyncClient) -> None:
    conversation = (await ann.post(TURN, json={"text": "keep me"})).json()["conversation_id"]
    kind = {"Content-Type": "application/json"}
    assert (await ann.post(TURN, content=b"x" * (1024 * 1024 + 1), headers=kind)).status_code == 413
    assert (await ann.post(TURN, content=bytes(range(256)), headers=kind)).status_code in (400, 422)
    assert (await ann.post(TURN, content=b'{"text": "\\ud800"}', headers=kind)).status_code == 422
    assert (await ann.post(TURN, content=b"[" * 50_000, headers=kind)).status_code in (400, 422)
    assert len((await ann.get(f"/api/conversations/{conversation}")).json()["turns"]) == 1


async def test_an_endless_body_without_a_length_is_cut_off(ann: httpx.AsyncClient) -> None:
    async def endless():
        for _ in range(40):
            yield b"x" * 65_536

    answer = await ann.post(TURN, content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_long")


async def test_twenty_thousand_characters_are_still_heard(ann: httpx.AsyncClient) -> None:
    assert (await ann.post(TURN, json={"text": "字" * 20_000})).status_code == 200


async def test_a_broken_tool_is_an_honest_sentence_and_tells_nothing_of_its_inside(ann: httpx.AsyncClient) -> None:
    answer = await ann.post(TURN, json={"text": "parking__burst"})
    assert answer.status_code == 200
    assert answer.json()["reply"]["text"]
    assert "secret" not in answer.text


async def test_an_unknown_tool_is_denied_and_said(ann: httpx.AsyncClient) -> None:
    body = (await ann.post(TURN, json={"text": "nothing__here {}"})).json()
    assert not [e for e in body["events"] if e["type"] == "tool_started"]
    assert body["reply"]["text"]


async def test_a_plan_says_what_would_be_done_and_does_nothing(ann: httpx.AsyncClient) -> None:
    body = (await ann.post("/api/plan", json={"text": 'parking__remind {"minutes": 5}'})).json()
    assert body["planner"] == "literal"
    assert body["calls"] == [{"tool": "parking__remind", "arguments": {"minutes": 5}}]
    assert (await ann.get("/api/follow-ups")).json()["items"] == []
    assert (await ann.get("/api/conversations")).json()["items"] == []


async def test_cancelling_what_does_not_run_says_so(ann: httpx.AsyncClient) -> None:
    assert (await ann.post("/api/turns/unknown/cancel")).json() == {"cancelled": False}


async def test_without_ears_a_recording_gets_a_code_that_says_so(ann: httpx.AsyncClient) -> None:
    for body in (b"", b"this is no sound"):
        answer = await ann.post("/api/turns/audio", files={"file": ("a.wav", body)})
        assert answer.status_code in (422, 503)
        assert answer.json()["error"]["code"] in ("audio_empty", "audio_unreadable", "ears_not_ready")
    assert (await ann.post("/api/turns/audio", data={"conversation_id": "x"})).status_code == 422


async def test_every_answer_in_the_ledger_has_its_turn(ann: httpx.AsyncClient) -> None:
    turn = (await ann.post(TURN, json={"text": 'parking__remind {"minutes": 5}'})).json()
    (action,) = (await ann.get("/api/actions")).json()["items"]
    assert (action["tool"], action["state"], action["turn_id"]) == ("parking__remind", "succeeded", turn["turn_id"])
    assert action["undo"] == {"possible": True, "done": False}
    assert json.dumps(action["why"]) is not None
