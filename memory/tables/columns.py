"""The column kinds that all tables share: sequence numbers, instants as microseconds, and the table behind a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import BigInteger, Integer, Table
from sqlmodel import Field

from assistant.moments import require_zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# SQLite numbers rows by itself only when the column is called INTEGER.
BIG = BigInteger().with_variant(Integer(), "sqlite")


def sequence() -> Any:
    """A rising number given by the database; the order of rows, where clocks could tie or jump."""
    return Field(default=None, primary_key=True, sa_type=cast(Any, BIG))


def instant(*, default: Any = ..., primary_key: bool = False) -> Any:
    """Microseconds since 1970 in UTC, or another number that outgrows 32 bits."""
    return Field(default=default, sa_type=cast(Any, BigInteger), primary_key=primary_key)


def table_of(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly. Raises ValueError for a naive datetime."""
    return (require_zone(moment) - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
