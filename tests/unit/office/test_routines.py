"""Routines: told or shown once, run by a word or the clock; each outside effect still asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from harness import House, open_house

from api.turns import stable_id
from assistant import PutRecord
from assistant.testing import NOW
from tools.office.routine_words import shown_as, steps_of


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, embeddings=False) as opened:
        yield opened


async def say(client: httpx.AsyncClient, text: str, conversation: str | None = None) -> dict[str, object]:
    body = {"text": text, **({"conversation_id": conversation} if conversation else {})}
    answer = await client.post("/api/turns", json=body)
    assert answer.status_code == 200
    turn: dict[str, object] = answer.json()
    return turn


def tools(turn: dict[str, object]) -> list[str]:
    return [e["tool"] for e in turn["events"] if e["type"] == "tool_started"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "name", "steps"),
    [
        ("my Monday report means summarise my mail and then show my calendar", "monday report", 2),
        ("教你一个流程，叫晚安，先看明天的安排，再设明早七点的闹钟", "晚安", 2),
        ("learn a routine called wrap up: unread mail first, then tomorrow's calendar", "wrap up", 2),
        ("我说开工就是先看邮件再看今天的安排", "开工", 2),
        ("新流程叫早安，先看日程，再读邮件", "早安", 2),
    ],
)
def test_name_and_steps_are_read_from_one_sentence(said: str, name: str, steps: int) -> None:
    found, told = steps_of(said, said)
    assert (found, len(told)) == (name, steps)


@pytest.mark.parametrize(
    ("said", "name", "count"),
    [
        ("remember what we just did as a routine called start", "start", None),
        ("save the last two steps as my evening routine", "evening", 2),
        ("记住刚才这三步，叫开工流程", "开工", 3),
        ("my report is late", None, None),
    ],
)
def test_what_was_shown_is_named_with_its_count(said: str, name: str | None, count: int | None) -> None:
    assert shown_as(said) == ((name, count) if name else None)


async def taught(house: House, client: httpx.AsyncClient, name: str, *steps: str) -> None:
    me = (await client.get("/api/me")).json()["id"]
    row = PutRecord(kind="routine", key=name, data={"name": name, "steps": list(steps)})
    await house.parts.store.transact(me, lambda tx: tx.apply(row, plugin="office", turn_id=None, now=NOW))


async def test_it_runs_by_its_name_step_by_step(house: House) -> None:
    ann = await house.new_user("en")
    await taught(house, ann, "evening", "wake me at 7 tomorrow", "what is on my calendar tomorrow")
    turn = await say(ann, "run my evening routine")
    assert tools(turn) == ["office__run_routine", "alarms__set_alarm", "calendar__list"]
    assert len((await ann.get("/api/follow-ups")).json()["items"]) == 1


async def test_a_step_that_reaches_outside_asks_and_the_rest_waits(house: House) -> None:
    ann = await house.new_user("en")
    me = (await ann.get("/api/me")).json()["id"]
    account = PutRecord(kind="connection", key="mail", data={"address": "a@b.c", "password": "p", "imap_host": "h"})
    await house.parts.store.transact(me, lambda tx: tx.apply(account, plugin="office", turn_id=None, now=NOW))
    await say(ann, "write an email to karen@example.com that I will be late")
    await taught(house, ann, "leave", "send the draft", "wake me at 7 tomorrow")
    turn = await say(ann, "run my leave routine")
    assert turn["pending"]["tool"] == "office__send_mail"  # type: ignore[index]
    assert "karen@example.com" in turn["pending"]["question"]["en"]  # type: ignore[index]
    assert "1 more steps wait" in turn["reply"]["text"]  # type: ignore[index]
    done = [a["tool"] for a in (await ann.get("/api/actions")).json()["items"] if a["state"] == "succeeded"]
    assert "office__send_mail" not in done
    assert (await ann.get("/api/follow-ups")).json()["items"] == []


async def test_at_its_time_it_is_offered_and_runs_after_a_yes_alone(house: House) -> None:
    ann = await house.new_user("en")
    await taught(house, ann, "evening", "what is on my calendar tomorrow", "wake me at 7 tomorrow")
    await say(ann, "run my evening routine every day at 9 pm")
    parts = house.parts
    parts.clock.base += timedelta(hours=12)
    [delivery] = await parts.store.due.claim(parts.clock.now(), 10)
    await parts.courier.openings.open(delivery)
    rows = (await ann.get("/api/follow-ups")).json()["items"]
    assert [r["kind"] for r in rows] == ["briefing"]  # nothing ran by itself
    assert rows[0]["due_at"].startswith("2026-11-24T21:00")
    said = rows[0]["deliveries"][0]["say"]["en"]
    assert said == (
        "It is time for evening. It has 2 steps: what is on my calendar tomorrow; wake me at 7 tomorrow. Shall I start?"
    )
    turn = await say(ann, "yes", stable_id(delivery.user_id, "opening", delivery.slot_id))
    assert tools(turn) == ["office__run_routine", "calendar__list", "alarms__set_alarm"]


async def test_briefings_and_routines_by_the_clock_do_not_know_each_other(house: House) -> None:
    ann = await house.new_user("en")
    await taught(house, ann, "evening", "what is on my calendar tomorrow")
    await say(ann, "run my evening routine every day at 9 pm")
    await say(ann, "give me a briefing every day at nine")
    await say(ann, "no more briefings")
    assert [f["key"] for f in (await ann.get("/api/follow-ups")).json()["items"]] == ["routine:evening"]
