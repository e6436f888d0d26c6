"""Taking everything along: one archive that other programs and people can read, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

import httpx
import pytest
from icalendar import Calendar

REMINDER = {"kind": "reminder", "due_at": "2026-12-24T18:00:00+08:00", "say": "open [the](http://x) presents"}


async def unpacked(client: httpx.AsyncClient) -> zipfile.ZipFile:
    answer = await client.get("/api/me/export?format=zip")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert "steward-export.zip" in answer.headers["content-disposition"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_the_archive_holds_json_calendar_text_and_reminders(
    ann: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await ann.post("/api/memory/facts", json={"text": "my favourite tea is oolong", "category": "preference"})
    await ann.post("/api/memory/facts", json={"text": "I take Zestoretic", "category": "health", "sensitive": True})
    await ann.post("/api/follow-ups", json=REMINDER)
    await ann.post("/api/turns", json={"text": "hello there"})
    await bob.post("/api/memory/facts", json={"text": "bob drinks coffee"})
    file = await unpacked(ann)
    assert {"everything.json", "memory.md", "calendar.ics", "reminders.ics"} <= set(file.namelist())
    everything = json.loads(file.read("everything.json"))
    assert everything == (await ann.get("/api/me/export")).json()
    text = file.read("memory.md").decode()
    assert "my favourite tea is oolong" in text
    assert "I take Zestoretic" in text
    assert "hello there" in text
    reminders = Calendar.from_ical(file.read("reminders.ics"))
    [event] = reminders.walk("VEVENT")
    assert event["SUMMARY"] == REMINDER["say"]
    assert event["DTSTART"].dt == datetime.fromisoformat(str(REMINDER["due_at"]))
    assert Calendar.from_ical(file.read("calendar.ics")).walk("VEVENT") == []
    for name in file.namelist():
        assert b"coffee" not in file.read(name)


async def test_what_was_said_cannot_change_the_shape_of_the_text(ann: httpx.AsyncClient) -> None:
    await ann.post("/api/memory/facts", json={"text": "tea\n# a heading\n[click](http://evil) <script>"})
    text = (await unpacked(ann)).read("memory.md").decode()
    assert "\n# a heading" not in text
    assert "[click](" not in text.replace("\\[", "")
    assert "<script>" not in text


@pytest.mark.parametrize("form", ["xml", ""])
async def test_another_format_is_refused(ann: httpx.AsyncClient, form: str) -> None:
    assert (await ann.get(f"/api/me/export?format={form}")).status_code == 422


async def test_the_owner_renews_the_keys_and_nobody_notices(owner: httpx.AsyncClient, ann: httpx.AsyncClient) -> None:
    await ann.post("/api/memory/facts", json={"text": "I take Zestoretic", "sensitive": True})
    assert (await ann.post("/api/keys")).status_code == 403
    assert (await owner.post("/api/keys")).json()["renewed"] >= 2
    [fact] = (await ann.get("/api/memory/search?q=Zestoretic")).json()["items"]
    assert fact["text"] == "I take Zestoretic"
