"""Alarms and memories by hand: same ledger, same undo as by voice; and what bad input gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from harness import House

TEN = "2026-11-23T10:00:00+08:00"


async def _alarm(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    body = {"kind": "alarm", "due_at": TEN, "say": "tea", **more}
    answer = await client.post("/api/follow-ups", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _rows(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await client.get("/api/follow-ups")).json()["items"]


async def test_an_alarm_set_by_hand_is_listed_and_in_the_ledger(ann: httpx.AsyncClient) -> None:
    row = await _alarm(ann, say={"zh": "喝茶", "en": "tea"}, recurrence="FREQ=DAILY")
    assert (row["due_at"], row["state"], row["say"]["zh"]) == (TEN, "scheduled", "喝茶")
    assert row["recurrence"]["rrule"] == "FREQ=DAILY"
    assert [r["id"] for r in await _rows(ann)] == [row["id"]]
    assert (await ann.get("/api/actions")).json()["items"][0]["rule"] == "own_hand"


async def test_moving_changes_what_is_named_and_the_undo_brings_it_back(ann: httpx.AsyncClient) -> None:
    row = await _alarm(ann, recurrence={"rrule": "FREQ=WEEKLY;BYDAY=MO"})
    moved = (await ann.patch(f"/api/follow-ups/{row['id']}", json={"due_at": "2026-11-23T11:30:00+08:00"})).json()
    assert moved["due_at"] == "2026-11-23T11:30:00+08:00"
    assert (moved["say"], moved["recurrence"]) == (row["say"], row["recurrence"])
    action = (await ann.get("/api/actions")).json()["items"][0]
    undone = (await ann.post(f"/api/actions/{action['id']}/undo")).json()
    assert undone["undo"] == {"possible": False, "done": True}
    assert (await _rows(ann))[0]["due_at"] == TEN
    again = await ann.post(f"/api/actions/{action['id']}/undo")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_undoable")


async def test_deleting_cancels_and_can_be_taken_back(ann: httpx.AsyncClient) -> None:
    row = await _alarm(ann)
    assert (await ann.delete(f"/api/follow-ups/{row['id']}")).status_code == 204
    assert await _rows(ann) == []
    gone = await ann.delete(f"/api/follow-ups/{row['id']}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (409, "follow_up_closed")
    action = (await ann.get("/api/actions")).json()["items"][0]
    await ann.post(f"/api/actions/{action['id']}/undo")
    assert [r["id"] for r in await _rows(ann)] == [row["id"]]


async def test_snooze_is_from_now_and_done_is_done(ann: httpx.AsyncClient) -> None:
    row = await _alarm(ann)
    snoozed = (await ann.post(f"/api/follow-ups/{row['id']}/snooze", json={"minutes": 5})).json()
    assert (snoozed["state"], snoozed["due_at"]) == ("snoozed", "2026-11-23T09:05:00+08:00")
    done = (await ann.post(f"/api/follow-ups/{row['id']}/ack")).json()
    assert done["state"] == "acknowledged"
    assert await _rows(ann) == []
    assert (await ann.post(f"/api/follow-ups/{row['id']}/ack")).status_code == 200


async def test_a_recurring_one_that_was_snoozed_keeps_its_own_times(house: House, ann: httpx.AsyncClient) -> None:
    row = await _alarm(ann, recurrence="FREQ=DAILY")
    house.parts.clock.base += timedelta(hours=1)
    await house.parts.store.due.claim(house.parts.clock.now(), 10)
    await ann.post(f"/api/follow-ups/{row['id']}/snooze", json={"minutes": 10})
    done = (await ann.post(f"/api/follow-ups/{row['id']}/ack")).json()
    assert (done["state"], done["due_at"]) == ("scheduled", "2026-11-24T10:00:00+08:00")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"due_at": "2026-11-23T10:00:00"}, 422),
        ({"due_at": "tomorrow"}, 422),
        ({"due_at": 1764036000}, 422),
        ({"due_at": "9999-12-31T23:59:59+00:00"}, 422),
        ({"due_at": "2026-11-22T10:00:00+08:00"}, 422),
        ({"say": ""}, 422),
        ({"say": {"en": "only one"}}, 422),
        ({"say": "x" * 2001}, 422),
        ({"kind": "siren"}, 422),
        ({"timezone": "Mars/Olympus"}, 422),
        ({"timezone": "../../etc/passwd"}, 422),
        ({"recurrence": "EVERY DAY"}, 422),
        ({"recurrence": "FREQ=SECONDLY"}, 422),
        ({"recurrence": {"rrule": "FREQ=DAILY", "calendar": "x"}}, 422),
        ({"kind": "timer", "recurrence": "FREQ=DAILY"}, 422),
        ({"colour": "red"}, 422),
    ],
)
async def test_bad_follow_ups_are_refused_and_nothing_is_set(
    ann: httpx.AsyncClient, change: dict[str, Any], status: int
) -> None:
    answer = await ann.post("/api/follow-ups", json={"kind": "alarm", "due_at": TEN, "say": "tea", **change})
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["code"]
    assert await _rows(ann) == []


@pytest.mark.parametrize("minutes", [0, -5, 1.5, "ten", 100_000])
async def test_bad_snoozes_are_refused(ann: httpx.AsyncClient, minutes: object) -> None:
    row = await _alarm(ann)
    assert (await ann.post(f"/api/follow-ups/{row['id']}/snooze", json={"minutes": minutes})).status_code == 422
    assert (await _rows(ann))[0]["due_at"] == TEN


async def test_long_lists_come_in_pages(ann: httpx.AsyncClient) -> None:
    for minute in range(5):
        await _alarm(ann, due_at=f"2026-11-23T10:0{minute}:00+08:00")
    seen, cursor = [], None
    while True:
        page = (await ann.get("/api/follow-ups", params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        seen += [row["due_at"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == 5


async def test_facts_are_kept_corrected_superseded_and_forgotten(ann: httpx.AsyncClient) -> None:
    made = await ann.post("/api/memory/facts", json={"text": "I work at Acme", "subject": "work", "category": "work"})
    assert made.status_code == 201
    newer = await ann.post("/api/memory/facts", json={"text": "I work at Globex", "subject": "work"})
    facts = (await ann.get("/api/memory/facts")).json()["items"]
    assert [fact["text"] for fact in facts] == ["I work at Globex"]
    assert {f["status"] for f in (await ann.get("/api/memory/facts", params={"status": "all"})).json()["items"]} == {
        "active",
        "superseded",
    }
    door = f"/api/memory/facts/{newer.json()['id']}"
    assert (await ann.patch(door, json={"text": "I work at Initech"})).json()["text"] == "I work at Initech"
    found = (await ann.get("/api/memory/search", params={"q": "where do I work"})).json()["items"]
    assert found[0]["text"] == "I work at Initech"
    assert (await ann.delete(door)).status_code == 204
    assert "I work at Initech" not in str((await ann.get("/api/memory/facts")).json())
    gone = await ann.patch(door, json={"text": "again"})
    assert (gone.status_code, gone.json()["error"]["code"]) == (409, "fact_not_active")


async def test_the_same_fact_twice_is_one_fact(ann: httpx.AsyncClient) -> None:
    first = (await ann.post("/api/memory/facts", json={"text": "I like tea"})).json()
    second = (await ann.post("/api/memory/facts", json={"text": "I like tea"})).json()
    assert second["id"] == first["id"]
    assert len((await ann.get("/api/memory/facts")).json()["items"]) == 1


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x" * 2001}, {"text": "a", "category": "secret"}])
async def test_bad_facts_are_refused(ann: httpx.AsyncClient, body: dict[str, str]) -> None:
    assert (await ann.post("/api/memory/facts", json=body)).status_code == 422


async def test_unknown_ids_are_404_everywhere(ann: httpx.AsyncClient) -> None:
    answers = [
        await ann.patch("/api/follow-ups/nothing", json={}),
        await ann.delete("/api/follow-ups/nothing"),
        await ann.post("/api/follow-ups/nothing/ack"),
        await ann.post("/api/follow-ups/nothing/snooze", json={"minutes": 5}),
        await ann.patch("/api/memory/facts/nothing", json={}),
        await ann.delete("/api/memory/facts/nothing"),
        await ann.post("/api/actions/nothing/undo"),
        await ann.post("/api/approvals/nothing", json={"decision": "approve"}),
        await ann.get("/api/conversations/nothing"),
        await ann.delete("/api/tokens/nothing"),
        await ann.get("/api/no-such-door"),
        await ann.get("/%00"),
        await ann.get("/../../etc/passwd"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["error"]["code"] for answer in answers} == {"not_found"}


async def test_a_screen_that_was_away_for_long_gets_every_ring(house: House, ann: httpx.AsyncClient) -> None:
    from api.auth import Caller
    from api.doors.events import missed

    for minute in range(1, 521):
        due = (house.parts.clock.now() + timedelta(seconds=minute)).isoformat()
        await ann.post("/api/follow-ups", json={"kind": "reminder", "due_at": due, "say": f"number {minute}"})
    house.parts.clock.base += timedelta(hours=1)
    while await house.parts.store.due.claim(house.parts.clock.now(), 100):
        pass
    me = (await ann.get("/api/me")).json()
    user = await house.parts.store.people.get(me["id"])
    caller = Caller(user=user, scopes=frozenset({"talk"}))
    assert [row.sequence for row in await missed(house.parts, caller, None)] == list(range(1, 521))
    assert [row.sequence for row in await missed(house.parts, caller, 510)] == list(range(511, 521))
