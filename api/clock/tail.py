"""What other processes do, for the screens that this one holds open: PostgreSQL's NOTIFY in, and out."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from typing import TYPE_CHECKING, Any

from api.events import Hub, Notice
from api.metrics import Metrics
from memory.due import RUNG, DueTable

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger("steward.tail")

_NOTICED = "steward_noticed"
_MOST = 7000  # bytes; PostgreSQL carries no more than 8000
_AGAIN = 2.0  # seconds


class Tail:
    """`take`: screens are open here. Nothing it carries is the truth: a screen that missed something asks again."""

    def __init__(self, *, url: str, due: DueTable, hub: Hub, metrics: Metrics, take: bool) -> None:
        self._url, self._due, self._hub, self._metrics, self._take = url, due, hub, metrics, take
        self._me = secrets.token_hex(4)
        self._out: asyncio.Queue[str] = asyncio.Queue(10_000)
        hub.elsewhere = self._give

    async def run(self) -> None:
        """Until cancelled; when the database was away, every screen is asked to come back."""
        import psycopg

        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    self._hub.hang_up_all()
                    await (self._listen(connection) if self._take else self._send(connection))
            except (psycopg.Error, OSError):
                log.warning("the database is away; screens will ask for what they missed")
            await asyncio.sleep(_AGAIN)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        for channel in (RUNG, _NOTICED):
            await connection.execute(f"LISTEN {channel}".encode())
        while True:
            async for note in connection.notifies(timeout=0.5):
                if note.channel == RUNG:
                    await self._ring(note.payload)
                else:
                    self._show(json.loads(note.payload))
            await self._send_waiting(connection)

    async def _ring(self, payload: str) -> None:
        first, last = map(int, payload.split("-"))
        if heard := self._hub.listeners:
            self._hub.ring(await self._due.rung(first, last, heard))
        for kind, state, late in await self._due.tally(first, last):
            self._metrics.count(kind, state, late)

    def _show(self, note: Any) -> None:
        if note["from"] != self._me:
            self._hub.show(note["user"], Notice(name=note["name"], data=note["data"]))

    def _give(self, user_id: str, notice: Notice) -> None:
        note = {"from": self._me, "user": user_id, "name": notice.name, "data": notice.data}
        text = json.dumps(note, ensure_ascii=False)
        if len(text.encode()) > _MOST:
            # Too long to carry: whoever shows it looks for itself.
            text = json.dumps({**note, "name": "follow_ups_changed", "data": {}})
        if not self._out.full():
            self._out.put_nowait(text)

    async def _send(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            await self._notify(connection, await self._out.get())

    async def _send_waiting(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while not self._out.empty():
            await self._notify(connection, self._out.get_nowait())

    async def _notify(self, connection: psycopg.AsyncConnection[Any], text: str) -> None:
        await connection.execute("SELECT pg_notify(%s, %s)", (_NOTICED, text))
