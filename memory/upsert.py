"""Insert a row, or change it when its key is already there, in one statement on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection, table: Table, row: Mapping[str, Any], *, key: tuple[str, ...], update: tuple[str, ...]
) -> None:
    """`update` names the columns that a row already there takes over."""
    connection.execute(_upserting(connection.dialect.name, table, key, update), row)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert it; False when a row of that key is already there."""
    # Counting the touched rows is not reliable everywhere; a row that was written comes back.
    return connection.execute(_returning(connection.dialect.name, table), row).first() is not None


@cache
def inserting_new(dialect: str, table: Table) -> Any:
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return build(table).on_conflict_do_nothing()


@cache
def _returning(dialect: str, table: Table) -> Executable:
    returning: Executable = inserting_new(dialect, table).returning(table.c.user_id)
    return returning


@cache
def _upserting(dialect: str, table: Table, key: tuple[str, ...], update: tuple[str, ...]) -> Executable:
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = build(table)
    changes = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=key, set_=changes)
