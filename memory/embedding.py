"""Gives passages their vectors in the background: what is new, and everything when the model appears or changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from assistant.embedder import Vectors
from memory.cipher import Vault
from memory.database import Database
from memory.keyring import Keyring
from memory.meaning import Meaning, blob
from memory.scope import its, mine
from memory.tables.conversations import turns
from memory.tables.facts import facts
from memory.tables.passages import passages
from memory.tables.people import users

log = logging.getLogger(__name__)
_BATCH = 16  # passages in one go; a reader waits for none of it
_MADE_ELSEWISE = or_(passages.c.model.is_(None), passages.c.model < its("model"), passages.c.model > its("model"))
_WAITING = select(passages).where(mine(passages, _MADE_ELSEWISE)).order_by(passages.c.seq).limit(_BATCH)
_FACT_TEXTS = select(facts.c.id, facts.c.content).where(
    mine(facts, facts.c.id.in_(bindparam("its_refs", expanding=True)))
)
_TURN_TEXTS = select(turns.c.id, turns.c.content).where(
    mine(turns, turns.c.id.in_(bindparam("its_refs", expanding=True)))
)
# A passage may have gone, and its number to another, while its vector was being made.
_WRITE = (
    update(passages)
    .where(mine(passages, passages.c.seq == its("seq"), passages.c.ref == its("ref")))
    .values(model=its("model"), embedding=its("embedding"))
)


class Embedding:
    """`run` works until cancelled. Searching goes on meanwhile, by words and by the vectors there are."""

    def __init__(self, database: Database, keyring: Keyring, meaning: Meaning) -> None:
        self._database, self._keyring, self._meaning = database, keyring, meaning
        self._changed: set[str] = set()
        self._work = asyncio.Event()

    async def run(self) -> None:
        await asyncio.to_thread(self._meaning.prepare)
        self._changed.update(await self._database.read(_everybody))
        self._work.set()
        while await self._work.wait():
            self._work.clear()
            while self._changed:
                await self._one(self._changed.pop())

    async def _one(self, user_id: str) -> None:
        try:
            await self._catch_up(user_id)
        except Exception:  # a full disk, a database that is away: the next change brings them again
            log.exception("embedding stopped for one user")

    def look_at(self, user_id: str) -> None:
        """Their rows changed just now."""
        self._changed.add(user_id)
        self._work.set()

    async def catch_up(self) -> int:
        """Give a vector to everything that has none. Returns how many there were."""
        if not self._meaning.is_ready:
            await asyncio.to_thread(self._meaning.prepare)
        return sum([await self._catch_up(user_id) for user_id in await self._database.read(_everybody)])

    async def _catch_up(self, user_id: str) -> int:
        done = 0
        while count := await self._some(user_id):
            done += count
            await asyncio.sleep(0)
        return done

    async def _some(self, user_id: str) -> int:
        def look(connection: Connection) -> tuple[Vault, Sequence[Row[object]], dict[str, str]]:
            _, vault = self._keyring.open(connection, user_id)
            rows = connection.execute(_WAITING, {"me": user_id, "its_model": self._meaning.name}).all()
            return vault, rows, _texts(connection, user_id, vault, rows)

        try:
            vault, rows, texts = await self._database.read(look)
        except Exception:  # erased meanwhile, or its key is gone: the others still want their vectors
            log.warning("the passages of one user could not be read for embedding")
            return 0
        if rows:
            said = [texts.get(f"{row.kind} {row.ref}", "") for row in rows]
            vectors = await asyncio.to_thread(self._meaning.passages, said)
            await self._database.write(lambda connection: self._write(connection, user_id, vault, rows, vectors))
        return len(rows)

    def _write(
        self, connection: Connection, user_id: str, vault: Vault, rows: Sequence[Row[object]], vectors: Vectors
    ) -> None:
        values = [
            {
                "me": user_id,
                "its_seq": row.seq,
                "its_ref": row.ref,
                "its_model": self._meaning.name,
                "its_embedding": blob(vector, vault),
            }
            for row, vector in zip(rows, vectors, strict=True)
        ]
        connection.execute(_WRITE, values)
        self._meaning.wrote(user_id, [row.seq for row in rows])


def _everybody(connection: Connection) -> Sequence[str]:
    return connection.execute(select(users.c.user_id).order_by(users.c.user_id)).scalars().all()


def _texts(connection: Connection, user_id: str, vault: Vault, rows: Sequence[Row[object]]) -> dict[str, str]:
    """The words of passages, by kind and ref."""
    of_facts = [row.ref for row in rows if row.kind == "fact"]
    of_turns = [row.ref for row in rows if row.kind != "fact"]
    found: dict[str, str] = {}
    if of_facts:
        for row in connection.execute(_FACT_TEXTS, {"me": user_id, "its_refs": of_facts}):
            found[f"fact {row.id}"] = vault.read(row.content)["text"]
    if of_turns:
        for row in connection.execute(_TURN_TEXTS, {"me": user_id, "its_refs": of_turns}):
            content = vault.read(row.content)
            found[f"user {row.id}"] = content["utterance"]["text"]
            found[f"assistant {row.id}"] = (content["reply"] or {}).get("text", "")
    return found
