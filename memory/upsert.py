"""Insert a row, or change it when its key is already there, in one statement on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection, table: Table, row: Mapping[str, Any], *, key: tuple[str, ...], update: tuple[str, ...]
) -> None:
    """`update` names the columns that a row already there takes over."""
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = build(table)
    changes = {name: statement.excluded[name] for name in update}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), row)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert it; False when a row of that key is already there."""
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return bool(connection.execute(build(table).on_conflict_do_nothing(), row).rowcount)
