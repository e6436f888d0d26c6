"""What comes back by itself: follow-ups, the slots that fired, and the deliveries that carry them to the user."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, sequence, table_of

_AWAKE = text("wake_ms IS NOT NULL")


class FollowUpRow(SQLModel, table=True):
    """Truth of the clock. `start` is the wall time a rule counts from, `due_ms` the next slot; `wake_ms` is when to look
    next (a slot, a repeated ring, an escalation), `ring_ms` the slot that rings now and `rings` how often it has."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        Index("follow_ups_of_user", "user_id", "id", unique=True),
        Index("follow_ups_by_key", "user_id", "plugin", "key_tag"),
        Index("follow_ups_open", "user_id", "state", "due_ms"),
        Index("follow_ups_due", "wake_ms", sqlite_where=_AWAKE, postgresql_where=_AWAKE),
    )

    seq: int = sequence()
    user_id: str
    id: str
    plugin: str
    key_tag: str
    kind: str
    state: str
    timezone: str
    start: str
    due_ms: int = instant()
    wake_ms: int | None = instant(default=None)
    ring_ms: int | None = instant(default=None)
    rings: int = 0
    version: int = 1
    snoozes: int = 0
    sensitivity: str
    source_turn: str | None = None
    content: str


class FireRow(SQLModel, table=True):
    """A slot that fired. Its primary key is why nothing rings twice."""

    __tablename__ = "fires"

    user_id: str = Field(primary_key=True)
    follow_up_id: str = Field(primary_key=True)
    slot_ms: int = instant(primary_key=True)
    at_ms: int = instant()


class DeliveryRow(SQLModel, table=True):
    """The outbox. `sequence` rises by one per user, so that a client can ask for what it has not seen."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_of_user", "user_id", "sequence", unique=True),
        Index("deliveries_of_follow_up", "user_id", "follow_up_id", "sequence"),
        Index("deliveries_unsent", "state", "seq"),
    )

    seq: int = sequence()
    user_id: str
    id: str
    sequence: int = instant()
    follow_up_id: str
    slot_ms: int = instant()
    ring: int = 1
    kind: str
    state: str
    channel: str
    delivered_ms: int = instant()
    late_seconds: int = 0
    sensitivity: str
    content: str


follow_ups = table_of(FollowUpRow)
fires = table_of(FireRow)
deliveries = table_of(DeliveryRow)
