"""What a tool reads through its context, bound to one user and one plugin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.ports import Store
from assistant.types import Fact, FollowUp, Json, Record

_MANY = 2_000  # follow-ups a tool may look through: it must not miss its own among others'


@dataclass(frozen=True, slots=True)
class MemoryOf:
    store: Store
    user_id: str
    now: datetime

    async def recall(self, query: str, limit: int = 8) -> tuple[Fact, ...]:
        return await self.store.read(self.user_id, lambda tx: tx.recall(query, now=self.now, limit=limit))

    async def facts(self) -> tuple[Fact, ...]:
        return await self.store.read(self.user_id, lambda tx: tx.facts())


@dataclass(frozen=True, slots=True)
class FollowUpsOf:
    store: Store
    user_id: str

    async def open(self, *kinds: str, plugin: str | None = None, at: datetime | None = None) -> tuple[FollowUp, ...]:
        found = await self.store.read(self.user_id, lambda tx: tx.follow_ups(limit=_MANY, plugin=plugin, at=at))
        return tuple(f for f in found if not kinds or f.kind in kinds)


@dataclass(frozen=True, slots=True)
class RecordsOf:
    store: Store
    user_id: str
    plugin: str

    async def get(self, kind: str, key: str) -> Record | None:
        return next((r for r in await self.all(kind) if r.key == key), None)

    async def all(self, kind: str) -> tuple[Record, ...]:
        return await self.store.read(self.user_id, lambda tx: tx.records(self.plugin, kind))


@dataclass(frozen=True, slots=True)
class ConnectionOf:
    """Accounts are rows of the plugin they are for, written by the door that tested them."""

    store: Store
    user_id: str
    plugin: str

    async def account(self, kind: str) -> Mapping[str, Json] | None:
        row = await RecordsOf(self.store, self.user_id, self.plugin).get("connection", kind)
        return row.data if row is not None else None
