"""Office through the doors: documents that open, routines through the gate, accounts, minutes of a recording."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from harness import House, open_house

from assistant import PutRecord
from assistant.testing import NOW


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def test_a_routine_told_once_runs_by_its_name_and_its_outside_effects_still_ask(house: House) -> None:
    ann = await house.new_user("en")
    row = PutRecord(
        kind="routine",
        key="evening",
        data={"name": "evening", "steps": ["wake me at 7 tomorrow", "what is on my calendar tomorrow"]},
    )
    me = (await ann.get("/api/me")).json()["id"]
    await house.parts.store.transact(me, lambda tx: tx.apply(row, plugin="office", turn_id=None, now=NOW))
    turn = (await ann.post("/api/turns", json={"text": "run my evening routine"})).json()
    tools = [e["tool"] for e in turn["events"] if e["type"] == "tool_started"]
    assert tools == ["office__run_routine", "alarms__set_alarm", "calendar__list"]
    assert len((await ann.get("/api/follow-ups")).json()["items"]) == 1


async def test_a_document_is_downloaded_by_its_owner_alone(house: House) -> None:
    ann, bob = await house.new_user("zh"), await house.new_user("zh")
    me = (await ann.get("/api/me")).json()["id"]
    data = {"name": "纪要.md", "mime": "text/markdown", "content": base64.b64encode("# 纪要".encode()).decode()}
    row = PutRecord(kind="file", key="f1", data=data)
    await house.parts.store.transact(me, lambda tx: tx.apply(row, plugin="office", turn_id=None, now=NOW))
    found = await ann.get("/api/files/f1")
    assert (found.status_code, found.content.decode()) == (200, "# 纪要")
    assert found.headers["content-disposition"].startswith("attachment")
    missing = await bob.get("/api/files/f1")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "file_unknown")


async def test_an_account_that_does_not_answer_is_not_kept(house: House) -> None:
    ann = await house.new_user("en")
    body = {"kind": "caldav", "url": "http://127.0.0.1:1/cal/", "user": "a", "password": "secret"}
    answer = await ann.post("/api/connections", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "connection_failed")
    assert (await ann.get("/api/connections")).json()["items"] == []
    assert "secret" not in (await ann.get("/api/actions")).text
