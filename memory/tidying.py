"""Keeps the full-text indexes of SQLite in few pieces: a word is looked up in each, and every write adds to them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy import Connection, text

from memory.database import Database

log = logging.getLogger(__name__)
_TABLES = ("words", "words_of_facts")
_EVERY = 5000  # transactions between two looks
_MANY = 6  # pieces; fewer are not worth the writing
_STEP = 200  # pages merged in one transaction: tens of milliseconds
_PAUSE = 0.05  # seconds between two steps, for everybody else's writes


class Tidying:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._written = 0
        self._task: asyncio.Task[None] | None = None

    def wrote(self) -> None:
        """One more transaction. Now and then, and soon after a start, the indexes are looked at."""
        self._written += 1
        if self._database.is_sqlite and self._written % _EVERY == 50 and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._quietly(), name="memory-tidying")

    async def run(self) -> None:
        """Merge what is in many pieces into one, a step at a time."""
        for table in _TABLES:
            if await self._database.read(lambda c, t=table: _pieces(c, t)) < _MANY:  # type: ignore[misc]
                continue
            pages = -_STEP  # a negative number begins with all pieces, the steps after it go on
            while await self._database.write(lambda c, t=table, p=pages: _merge(c, t, p)):  # type: ignore[misc]
                pages = _STEP
                await asyncio.sleep(_PAUSE)

    async def _quietly(self) -> None:
        try:
            await self.run()
        except Exception:  # a full disk, or closing time: the next look goes on
            log.info("the index is tidied another time")


def _pieces(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(DISTINCT segid) FROM {table}_idx")).scalar_one())


def _merge(connection: Connection, table: str, pages: int) -> bool:
    """Whether there was something to do."""
    raw: Any = connection.connection.driver_connection
    before = raw.total_changes
    connection.execute(text(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', :pages)"), {"pages": pages})
    return bool(raw.total_changes - before >= 2)
