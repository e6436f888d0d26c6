"""Office through the doors: documents that open, routines through the gate, accounts, minutes of a recording."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import House, open_house

from assistant import PutRecord, Sensitivity
from assistant.testing import NOW, make_turn
from assistant.types import Hearing, ToolCall


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, embeddings=False) as opened:
        yield opened


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


class Hears:
    """Ears that heard this, whatever the sound."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language, self.pieces = text, language, 0

    async def close(self) -> None: ...

    async def hear(self, samples: Any, *, languages: tuple[str, ...] = (), vocabulary: tuple[str, ...] = ()) -> Hearing:
        self.pieces += 1
        return Hearing(text=self.text, language=self.language, confidence=0.9, duration=len(samples) / 16_000)


def recording(seconds: int) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\1" * 16_000 * seconds)
    return sound.getvalue()


async def minutes(client: httpx.AsyncClient, sound: bytes, **fields: str) -> httpx.Response:
    return await client.post("/api/minutes", files={"file": ("meeting.wav", sound)}, data=fields)


async def test_a_recording_becomes_minutes_to_download(house: House) -> None:
    ann = await house.new_user("zh")
    ears = Hears("烤箱还没到。我们决定三月开业。由李四负责联系供应商。", "zh")
    house.parts.ears._real = ears
    made = await minutes(ann, recording(301), title="周会", form="md")
    assert made.status_code == 201
    assert (made.json()["decided"], made.json()["to_do"]) == (["我们决定三月开业。"], ["由李四负责联系供应商。"])
    assert ears.pieces == 2  # five minutes at a time
    text = (await ann.get(made.json()["url"])).content.decode()
    assert text.startswith("# 周会")
    assert "## 待办" in text


async def test_silence_gives_no_minutes_and_no_ears_say_so(house: House) -> None:
    ann = await house.new_user("en")
    house.parts.ears._real = None
    deaf = await minutes(ann, recording(1))
    assert (deaf.status_code, deaf.json()["error"]["code"]) == (503, "ears_not_ready")
    house.parts.ears._real = Hears("", "en")
    silent = await minutes(ann, recording(1))
    assert (silent.status_code, silent.json()["error"]["code"]) == (422, "nothing_said")
    odd = await minutes(ann, b"no sound at all")
    assert (odd.status_code, odd.json()["error"]["code"]) == (422, "audio_unreadable")
    assert (await ann.get("/api/actions")).json()["items"] == []


async def test_an_account_is_kept_encrypted_and_reaches_its_tools_alone(house: House, tmp_path: Path) -> None:
    ann = await house.new_user("en")
    me = (await ann.get("/api/me")).json()["id"]
    user = await house.parts.store.people.get(me)
    data = {"address": "ann@example.com", "password": "canary-4711", "imap_host": "h"}
    row = PutRecord(kind="connection", key="mail", data=data, sensitivity=Sensitivity.PRIVATE)
    await house.parts.store.transact(me, lambda tx: tx.apply(row, plugin="office", turn_id=None, now=NOW))
    turn = make_turn("x", user=user)
    own = house.parts.toolbox.context("office", ToolCall(id="1", tool="office__send_mail"), turn)
    other = house.parts.toolbox.context("calendar", ToolCall(id="1", tool="calendar__sync"), turn)
    assert (await own.connection.account("mail"))["password"] == "canary-4711"
    assert await other.connection.account("mail") is None
    assert [c["name"] for c in (await ann.get("/api/connections")).json()["items"]] == ["ann@example.com"]
    assert not await asyncio.to_thread(holding, tmp_path, b"canary-4711")


def holding(folder: Path, words: bytes) -> list[Path]:
    files = [f for f in folder.rglob("*") if f.is_file()]
    assert files
    return [f for f in files if words in f.read_bytes()]
