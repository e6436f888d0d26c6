"""What comes back by itself: follow-ups, the slots that fired, and the deliveries that carry them to the user."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, sequence, table_of

_AWAKE = text("wake_us IS NOT NULL")
_QUEUED = text("state = 'queued'")


class FollowUpRow(SQLModel, table=True):
    """Truth of the clock. `start` is the wall time a rule counts from, `due_us` the next slot.

    `wake_us` is when to look next: a slot, a repeated ring (`repeat_us`) or an escalation (`escalate_us`). `ring_us` is
    the slot that rang last, `rings` how often it has.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        Index("follow_ups_of_user", "id", "user_id", unique=True),
        Index("follow_ups_by_key", "user_id", "plugin", "key_tag"),
        Index("follow_ups_open", "user_id", "state", "due_us"),
        Index("follow_ups_due", "wake_us", sqlite_where=_AWAKE, postgresql_where=_AWAKE),
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
    due_us: int = instant()
    wake_us: int | None = instant(default=None)
    ring_us: int | None = instant(default=None)
    rings: int = 0
    repeat_us: int | None = instant(default=None)
    escalate_us: int | None = instant(default=None)
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
    slot_us: int = instant(primary_key=True)
    at_us: int = instant()


class DeliveryRow(SQLModel, table=True):
    """The outbox. `sequence` rises by one per user, so that a client can ask for what it has not seen.

    `content` is the follow-up's, as it was when it rang: copied whole, so that a private one is never unsealed for it.
    `why` says why it comes late, or not at all; `conversation` is the one that it opened.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_of_user", "user_id", "sequence", unique=True),
        Index("deliveries_of_follow_up", "user_id", "follow_up_id", "sequence"),
        Index("deliveries_by_id", "id", unique=True),
        Index("deliveries_unsent", "seq", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    )

    seq: int = sequence()
    user_id: str
    id: str
    sequence: int = instant()
    follow_up_id: str
    slot_us: int = instant()
    timezone: str
    ring: int = 1
    kind: str
    state: str
    channel: str
    delivered_us: int = instant()
    late_seconds: int = 0
    sensitivity: str
    content: str
    why: str | None = None
    conversation: str | None = None


follow_ups = table_of(FollowUpRow)
fires = table_of(FireRow)
deliveries = table_of(DeliveryRow)
