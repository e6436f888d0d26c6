"""A new data key for one user: everything sealed, tagged or hashed with the old one is made again with the new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from memory.cipher import Vault
from memory.export import user_tables
from memory.keyring import Keyring
from memory.passages import findable
from memory.tables.facts import facts
from memory.tables.follow_ups import follow_ups
from memory.tables.passages import passages
from memory.tables.people import user_keys
from memory.tables.records import records
from memory.unit import SqlUnitOfWork


def rotate(connection: Connection, keyring: Keyring, user_id: str) -> None:
    """In one transaction: all of it or nothing. Raises NotFound, KeyLost."""
    owner, old = keyring.open(connection, user_id, writing=True)
    wrapped = keyring.cipher.new_key(user_id)
    new = keyring.cipher.vault(user_id, wrapped, keyring.cipher.current)
    for table in user_tables():
        _reseal(connection, table, user_id, old, new)
    fresh = {"wrapped": wrapped, "master": keyring.cipher.current}
    connection.execute(update(user_keys).where(user_keys.c.user_id == user_id).values(**fresh))
    unit = SqlUnitOfWork(connection, owner, new)
    _retag(unit)
    _reindex(unit)
    unit.reseal_head()


def _reseal(connection: Connection, table: Table, user_id: str, old: Vault, new: Vault) -> None:
    key = list(table.primary_key)
    for row in connection.execute(select(table).where(table.c.user_id == user_id)).all():
        values = {name: again for name, value in row._mapping.items() if (again := _again(value, old, new)) is not None}
        if values:
            which = [column == row._mapping[column.name] for column in key]
            connection.execute(update(table).where(table.c.user_id == user_id, *which).values(**values))


def _again(value: Any, old: Vault, new: Vault) -> str | bytes | None:
    """A sealed value under the new key; None for what is not sealed."""
    if isinstance(value, str) and old.is_sealed(value):
        return new.write(old.read(value), private=True)
    return new.seal(old.unseal(value)) if isinstance(value, bytes) else None


def _retag(unit: SqlUnitOfWork) -> None:
    """Keyed hashes by which rows find each other."""
    for row in _all(unit, facts):
        fact = unit.fact_of(row)
        _put(unit, facts, row, unit.tags_of(fact))
    for row in _all(unit, records):
        _put(unit, records, row, {"key_tag": unit.vault.tag("key " + unit.vault.read(row.content)["key"])})
    for row in _all(unit, follow_ups):
        _put(unit, follow_ups, row, {"key_tag": unit.vault.tag("key " + unit.vault.read(row.content)["key"])})


def _reindex(unit: SqlUnitOfWork) -> None:
    """The full-text index holds hashes of words: they are hashed anew, from the words themselves."""
    for row in _all(unit, passages):
        unit.rehash(row.seq, row.kind, _said(unit, row))


def _said(unit: SqlUnitOfWork, passage: Row[Any]) -> str:
    if passage.kind == "fact":
        fact = unit.fact(passage.ref)
        return findable(fact, unit.former_words(fact)) if fact else ""
    turn = unit.turn(passage.ref)
    if turn is None:
        return ""
    return turn.utterance.text if passage.kind == "user" else turn.reply.text if turn.reply else ""


def _all(unit: SqlUnitOfWork, table: Table) -> list[Row[Any]]:
    query = select(table).where(table.c.user_id == unit.user_id).order_by(table.c.seq)
    return list(unit.connection.execute(query).all())


def _put(unit: SqlUnitOfWork, table: Table, row: Row[Any], values: Mapping[str, Any]) -> None:
    unit.connection.execute(update(table).where(table.c.seq == row.seq).values(**values))
