"""Small rows that keep the doors honest: idempotency keys of requests, and settings of this installation."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, table_of


class IdempotencyRow(SQLModel, table=True):
    """A request seen before. `status` is empty while it is in flight; `body` is the sealed answer."""

    __tablename__ = "idempotency_keys"

    user_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    route: str
    body_hash: str
    started_us: int = instant()
    status: int | None = None
    body: str | None = None


class SettingRow(SQLModel, table=True):
    """A setting; the empty user is the installation itself."""

    __tablename__ = "settings"

    user_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


idempotency_keys = table_of(IdempotencyRow)
settings = table_of(SettingRow)
