"""Requests seen before: a phone that sends one twice gets the first answer again, and nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from assistant.errors import Conflict
from assistant.types import Json
from memory.database import Database
from memory.keyring import Keyring
from memory.tables.columns import micros
from memory.tables.keys import idempotency_keys
from memory.upsert import insert_new

_KEPT = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the first request with that key was answered."""

    status: int
    body: Json


class KeyReused(Conflict):
    """That idempotency key was used for another request."""

    code = "idempotency_key_reused"
    zh = "这个幂等键已用于另一个请求。"


class StillRunning(Conflict):
    """The first request with that key is still running."""

    code = "request_in_flight"
    zh = "同一个请求还在处理中。"


class Requests:
    """`begin` before the work, `finish` with its answer, `drop` when it failed and may be tried again."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def begin(self, user_id: str, key: str, route: str, body_hash: str, now: datetime) -> Answer | None:
        """None: this is the first, go on. An Answer: send it again. Raises KeyReused, StillRunning."""

        def work(connection: Connection) -> Answer | None:
            row = {"user_id": user_id, "key": key, "route": route, "body_hash": body_hash, "started_us": micros(now)}
            if insert_new(connection, idempotency_keys, row):
                return None
            return self._seen(connection, user_id, key, route, body_hash)

        return await self._database.write(work)

    async def finish(self, user_id: str, key: str, status: int, body: Json) -> None:
        def work(connection: Connection) -> None:
            _, vault = self._keyring.open(connection, user_id)
            values = {"status": status, "body": vault.write(body, private=True)}
            connection.execute(update(idempotency_keys).where(*_which(user_id, key)).values(**values))

        await self._database.write(work)

    async def drop(self, user_id: str, key: str) -> None:
        """Forget an unfinished request, so that it may be sent again."""
        unfinished = *_which(user_id, key), idempotency_keys.c.status.is_(None)
        await self._database.write(lambda connection: connection.execute(idempotency_keys.delete().where(*unfinished)))

    async def forget_old(self, now: datetime) -> None:
        """Remove keys older than two days."""
        old = idempotency_keys.c.started_us < micros(now - _KEPT)
        await self._database.write(lambda connection: connection.execute(idempotency_keys.delete().where(old)))

    def _seen(self, connection: Connection, user_id: str, key: str, route: str, body_hash: str) -> Answer:
        row = connection.execute(select(idempotency_keys).where(*_which(user_id, key))).one()
        if (row.route, row.body_hash) != (route, body_hash):
            raise KeyReused
        if row.status is None:
            raise StillRunning
        _, vault = self._keyring.open(connection, user_id)
        return Answer(status=row.status, body=vault.read(row.body))


def _which(user_id: str, key: str) -> tuple[Any, ...]:
    return idempotency_keys.c.user_id == user_id, idempotency_keys.c.key == key
