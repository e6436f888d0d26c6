"""A store with one user, a clock to turn, and receivers on this machine that keep what they were sent."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.clock.time import SteadyClock
from api.delivery.channels import Channels
from api.delivery.sender import Sender
from api.metrics import Metrics
from assistant.changes import DeleteRecord, PutFollowUp, PutRecord
from assistant.types import Delivery, FollowUp, Say, Sensitivity, User
from memory import SqlStore, open_store
from memory.outbox import KIND, PLUGIN, Outbox, Parcel

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Flat:
    """`at` is the assistant's time, turned by hand."""

    store: SqlStore
    user: User
    outbox: Outbox
    at: datetime = NOON
    metrics: Metrics = field(default_factory=Metrics)

    async def put(self, change: PutFollowUp, plugin: str = "alarms") -> FollowUp:
        """As asked for an hour ago: a rule whose first slot is this very moment begins with it."""
        asked = self.at - timedelta(hours=1)
        undo = await self.store.transact(
            self.user.id, lambda tx: tx.apply(change, plugin=plugin, turn_id=None, now=asked)
        )
        found = await self.store.read(self.user.id, lambda tx: tx.follow_up(undo.id))
        assert found is not None
        return found

    async def channel(self, key: str, **data: Any) -> None:
        row = {"kinds": [], "after_minutes": 0, "owner": True, "name": "", "person": None, **data}
        change = PutRecord(kind=KIND, key=key, data=row, sensitivity=Sensitivity.PRIVATE)
        await self.store.transact(self.user.id, lambda tx: tx.apply(change, plugin=PLUGIN, turn_id=None, now=self.at))

    async def channels(self) -> set[str]:
        rows = await self.store.read(self.user.id, lambda tx: tx.records(PLUGIN, KIND))
        return {row.key for row in rows}

    async def ring(self, **later: float) -> tuple[Delivery, ...]:
        """Let that much time pass; what is due by then rings."""
        self.at += timedelta(**later)
        return await self.store.due.claim(self.at, 100)

    async def again(self, follow_up: FollowUp) -> FollowUp:
        found = await self.store.read(self.user.id, lambda tx: tx.follow_up(follow_up.id))
        assert found is not None
        return found

    async def send(self, channels: Channels) -> dict[str, tuple[str, str]]:
        """Fan out, send what is due now, and tell each channel's last result."""
        clock = SteadyClock(base=self.at, anchor=time.time(), speed=0)

        async def forget(parcel: Parcel) -> None:
            change = DeleteRecord(kind=KIND, key=parcel.channel)
            await self.store.transact(
                parcel.user.id, lambda tx: tx.apply(change, plugin=PLUGIN, turn_id=None, now=self.at)
            )

        sender = Sender(outbox=self.outbox, channels=channels, clock=clock, metrics=self.metrics, gone=forget)
        while await self.outbox.fan_out(self.at):
            pass
        await sender._send_what_is_due()
        await asyncio.gather(*sender._under_way)
        return {key: (row.state, row.detail) for key, row in (await self.outbox.last_of(self.user.id)).items()}


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Flat]:
    store = open_store(tmp_path / "data")
    user = await store.people.add("Ann", now=NOON, timezone="UTC", is_owner=True)
    yield Flat(store, user, Outbox(store.database, store.keyring))
    store.close()


@dataclass
class Receiver:
    """A small HTTP server: answers with `status` and keeps (path, headers, body) of every POST."""

    port: int = 0
    status: int = 201
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = (await reader.readline()).decode().split(" ")
        headers: dict[str, str] = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.got.append((first[1], headers, body))
        writer.write(f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def json(self, number: int = -1) -> Any:
        return json.loads(self.got[number][2])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


def tea(at: datetime, **more: Any) -> PutFollowUp:
    return PutFollowUp.reminder(key="tea", due_at=at, say=Say(zh="喝茶", en="Drink tea"), **more)
