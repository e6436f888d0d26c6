"""Everything kept about one user as plain JSON: every table, every row, unsealed; only secrets and hashes stay out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, select
from sqlmodel import SQLModel

from assistant.types import Json
from memory.cipher import Vault
from memory.keyring import Keyring
from memory.tables.columns import moment

FORMAT = "steward-export"
_SEALED = {"content", "dialogue", "undo", "profile"}
# Not about the person: keys that open things, hashes made with them, numbers only this database understands, and
# answers kept for a retry, which repeat other rows and may carry a token that was just made.
_LEFT_OUT = {"body", "wrapped", "master", "hash", "seal", "seq", "subject_tag", "text_tag", "key_tag", "embedding"}


def export_user(connection: Connection, keyring: Keyring, user_id: str) -> dict[str, Json]:
    """`tables` maps each table to its rows. Raises NotFound."""
    _, vault = keyring.open(connection, user_id)
    tables = {table.name: _rows(connection, table, vault, user_id) for table in user_tables()}
    return {"format": FORMAT, "version": 1, "user_id": user_id, "tables": tables}


def user_tables() -> tuple[Table, ...]:
    """Every table that holds rows of users: all of them, in the order of their names."""
    return tuple(sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name))


def _rows(connection: Connection, table: Table, vault: Vault, user_id: str) -> list[dict[str, Json]]:
    query = select(table).where(table.c.user_id == user_id).order_by(*table.primary_key)
    return [_plain(row, vault) for row in connection.execute(query)]


def _plain(row: Row[Any], vault: Vault) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in row._mapping.items():
        if name in _LEFT_OUT:
            continue
        if name.endswith("_us"):
            found[name.removesuffix("_us")] = moment(value).isoformat() if value is not None else None
        else:
            found[name] = vault.read(value) if name in _SEALED and value is not None else value
    return found
