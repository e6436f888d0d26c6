"""Removes a user without a trace: rows, index, keys, and the pages and log they were written to."""

from __future__ import annotations

from sqlalchemy import Connection, select

from memory.database import Database
from memory.export import user_tables
from memory.index import Index
from memory.keyring import Keyring
from memory.tables.passages import passages


async def erase_user(database: Database, keyring: Keyring, user_id: str) -> None:
    """Everything of that user is gone when this returns. Raises NotFound.

    SQLite zeroes what it frees (`secure_delete`); emptying the write-ahead log removes the copies in there. Copies made
    outside, such as backups, hold sealed rows that nothing opens any more: the user's share leaves the key file.
    """
    await database.write(lambda connection: _erase(connection, keyring, user_id))
    keyring.forget(user_id)
    await database.settle_log()


def _erase(connection: Connection, keyring: Keyring, user_id: str) -> None:
    keyring.open(connection, user_id)
    indexes = {"fact": Index(connection, table="words_of_facts"), "line": Index(connection)}
    for row in connection.execute(select(passages.c.seq, passages.c.kind).where(passages.c.user_id == user_id)):
        indexes["fact" if row.kind == "fact" else "line"].remove(row.seq)
    for table in user_tables():
        connection.execute(table.delete().where(table.c.user_id == user_id))
    for index in indexes.values():
        index.compact()
