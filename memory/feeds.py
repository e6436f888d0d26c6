"""The key of a user's calendar feed: a calendar program cannot sign in, so its address is the secret."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import select

from memory.database import Database
from memory.tables.keys import settings
from memory.upsert import upsert

_NAME = "calendar_key"


class Feeds:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def renew(self, user_id: str) -> str:
        """A fresh key; the one before it stops working."""
        key = secrets.token_urlsafe(32)
        row = {"user_id": user_id, "name": _NAME, "value": _hash(key)}
        await self._database.write(
            lambda connection: upsert(connection, settings, row, key=("user_id", "name"), update=("value",))
        )
        return key

    async def end(self, user_id: str) -> None:
        statement = settings.delete().where(settings.c.user_id == user_id, settings.c.name == _NAME)
        await self._database.write(lambda connection: connection.execute(statement))

    async def user_of(self, key: str) -> str | None:
        query = select(settings.c.user_id).where(settings.c.name == _NAME, settings.c.value == _hash(key))
        return await self._database.read(lambda connection: connection.execute(query).scalar())


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
