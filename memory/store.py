"""The store: transactions for one user on one database, and the parts of it that look across users."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, select

from assistant.embedder import Embedder
from assistant.types import ActionState, Json
from memory.cipher import Cipher
from memory.database import Database
from memory.due import DueTable
from memory.embedding import Embedding
from memory.erasure import erase_user
from memory.export import export_user
from memory.keyring import Keyring
from memory.meaning import Meaning
from memory.migrate import upgrade
from memory.people import People
from memory.requests import Requests
from memory.rotation import rotate
from memory.settings import Settings
from memory.tables.ledger import actions
from memory.tidying import Tidying
from memory.unit import SqlUnitOfWork

T = TypeVar("T")


class SqlStore:
    """Fulfils `assistant.ports.Store`.

    `due` is the clock's side of the follow-ups, `people` users with their tokens and sessions, `requests` the
    idempotency keys of the doors, `settings` the few values of this installation, `embedding` what finds by meaning
    (None without an embedder).
    """

    def __init__(self, url: str, *, cipher: Cipher, embedder: Embedder | None = None) -> None:
        self.database = Database(url)
        upgrade(self.database)
        self.keyring = Keyring(cipher)
        if self.database.read_now(self.keyring.has_old_wraps):  # of an earlier version, or after a new master key
            self.database.write_now(self.keyring.rewrap)
        self.due = DueTable(self.database, self.keyring)
        self.people = People(self.database, self.keyring)
        self.requests = Requests(self.database, self.keyring)
        self.settings = Settings(self.database)
        self.tidying = Tidying(self.database)
        self._meaning = Meaning(embedder) if embedder is not None else None
        self.embedding = Embedding(self.database, self.keyring, self._meaning) if self._meaning else None

    async def transact(self, user_id: str, work: Callable[[SqlUnitOfWork], T]) -> T:
        """Run `work` in one write transaction; commit unless it raises. Raises StorageFull, NotFound (no such user)."""
        result = await self.database.write(lambda connection: work(self._unit(connection, user_id, writing=True)))
        self.tidying.wrote()
        if self.embedding is not None:
            self.embedding.look_at(user_id)
        return result

    async def read(self, user_id: str, work: Callable[[SqlUnitOfWork], T]) -> T:
        """Run `work` on a connection that cannot write."""
        return await self.database.read(lambda connection: work(self._unit(connection, user_id)))

    async def recover(self, now: datetime) -> int:
        """After a start: calls that were in flight become "unknown", never repeated. Returns how many there were."""
        in_flight = select(actions.c.user_id, actions.c.id).where(actions.c.state == ActionState.DISPATCHED.value)

        def work(connection: Connection) -> int:
            rows = connection.execute(in_flight).all()
            for row in rows:
                self._unit(connection, row.user_id, writing=True).move_action(
                    row.id, ActionState.UNKNOWN, at=now, error="crashed"
                )
            return len(rows)

        return await self.database.write(work)

    async def in_doubt(self) -> tuple[tuple[str, str], ...]:
        """Whose actions have an outcome that nobody knows: (user id, action id), of all users."""
        unknown = select(actions.c.user_id, actions.c.id).where(actions.c.state == ActionState.UNKNOWN.value)
        rows = await self.database.read(lambda connection: connection.execute(unknown).all())
        return tuple((row.user_id, row.id) for row in rows)

    async def export(self, user_id: str) -> dict[str, Json]:
        """Everything kept about that user. Raises NotFound."""
        return await self.database.read(lambda connection: export_user(connection, self.keyring, user_id))

    async def erase(self, user_id: str) -> None:
        """Remove that user and all that is kept about them, at once and for good. Raises NotFound."""
        await erase_user(self.database, self.keyring, user_id)
        if self._meaning is not None:
            self._meaning.forget(user_id)

    async def rotate_keys(self) -> int:
        """A new master key and a new data key for everybody: all that is sealed is sealed anew. Returns for how many.

        A rotation that is cut off is whole for some and not begun for others; do it again.
        """
        self.keyring.cipher.add_master()
        everyone = await self.people.everyone()
        for user in everyone:
            await self.database.write(partial(rotate, keyring=self.keyring, user_id=user.id))
            if self._meaning is not None:
                self._meaning.forget(user.id)
        self.keyring.cipher.drop_old_masters()
        await self.database.settle_log()
        return len(everyone)

    def close(self) -> None:
        """Wait for what is being written, then let go of the file."""
        self.database.close()

    def _unit(self, connection: Connection, user_id: str, *, writing: bool = False) -> SqlUnitOfWork:
        owner, vault = self.keyring.open(connection, user_id, writing=writing)
        unit = SqlUnitOfWork(connection, owner, vault)
        unit.wakes = self.due.wakes
        unit.meaning = self._meaning if self._meaning is not None and self._meaning.is_ready else None
        return unit
