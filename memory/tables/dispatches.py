"""What goes to a channel beside the page: one row per delivery and channel, sent with a lease, its result recorded."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from memory.tables.columns import instant, sequence, table_of

_WAITING = text("state = 'waiting'")


class DispatchRow(SQLModel, table=True):
    """`not_before_us` is the assistant's time; `retry_us` (a lease, or the pause after a failure) the machine's.

    `state`: waiting, accepted (by the service: nobody has seen it yet), failed, gone (no such receiver any more),
    obsolete (answered meanwhile).
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        Index("dispatches_once", "user_id", "delivery_id", "channel", unique=True),
        Index("dispatches_of_channel", "user_id", "channel", "seq"),
        Index("dispatches_waiting", "not_before_us", "retry_us", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    seq: int = sequence()
    user_id: str
    delivery_id: str
    channel: str
    state: str
    attempts: int = 0
    not_before_us: int = instant()
    retry_us: int = instant(default=0)
    at_us: int | None = instant(default=None)
    detail: str = ""


dispatches = table_of(DispatchRow)
