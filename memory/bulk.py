"""Many rows in one statement, handed to the driver as they are: naming each value costs more than storing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table, Update
from sqlalchemy.dialects import postgresql, sqlite

_CHUNK = 500


def run_all(connection: Connection, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute it once for each row; all rows name the same columns."""
    if rows:
        text, names, fixed = _compiled(connection.dialect.name, statement, tuple(rows[0]))
        whole = [{**fixed, **row} for row in rows] if fixed else rows
        connection.exec_driver_sql(text, [tuple([row[name] for name in names]) for row in whole])


def insert_fresh(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> Iterable[Row[Any]]:
    """Insert those whose key is not there yet; yields the keys of what was inserted."""
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        names = tuple(chunk[0])
        text = _inserting(connection.dialect.name, table, names, len(chunk))
        yield from connection.exec_driver_sql(text, tuple(row[name] for row in chunk for name in names))


@cache
def _compiled(
    dialect: str, statement: Insert | Update, given: tuple[str, ...]
) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """The text, the order of its values, and those that the statement itself fixes."""
    build: Any = sqlite.dialect if dialect == "sqlite" else postgresql.dialect
    kind = build(paramstyle="qmark" if dialect == "sqlite" else "format")
    compiled = statement.compile(dialect=kind, column_keys=list(given) if statement.is_insert else None)
    names = tuple(compiled.positiontup or ())
    return str(compiled), names, {name: compiled.params[name] for name in names if name not in given}


@cache
def _inserting(dialect: str, table: Table, names: tuple[str, ...], count: int) -> str:
    one = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    values = ", ".join([f"({one})"] * count)
    keys = ", ".join(column.name for column in table.primary_key)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {values} ON CONFLICT DO NOTHING RETURNING {keys}"
