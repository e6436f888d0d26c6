"""A few values that this installation remembers over restarts, such as where a demonstration's clock began."""

from __future__ import annotations

from sqlalchemy import select

from memory.database import Database
from memory.tables.keys import settings
from memory.upsert import upsert

_INSTALLATION = ""


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        query = select(settings.c.value).where(settings.c.user_id == _INSTALLATION, settings.c.name == name)
        return await self._database.read(lambda connection: connection.execute(query).scalar())

    async def put(self, name: str, value: str) -> None:
        row = {"user_id": _INSTALLATION, "name": name, "value": value}
        await self._database.write(
            lambda connection: upsert(connection, settings, row, key=("user_id", "name"), update=("value",))
        )
