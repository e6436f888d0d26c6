"""What was done: actions as they stand, and the chain of every state they went through."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, sequence, table_of


class ActionRow(SQLModel, table=True):
    """`content` is the whole noun; `undo` the changes that would take it back."""

    __tablename__ = "actions"
    __table_args__ = (
        Index("actions_of_user", "user_id", "id", unique=True),
        Index("actions_of_turn", "user_id", "turn_id"),
        Index("actions_in_flight", "state", "user_id"),
    )

    seq: int = sequence()
    user_id: str
    id: str
    conversation: str
    turn_id: str
    state: str
    at_us: int = instant()
    sensitivity: str
    content: str
    undo: str | None = None


class LedgerRow(SQLModel, table=True):
    """One state of one action. `digest` covers the one before; redaction keeps digests, removes salt and content."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ledger_of_action", "user_id", "action_id"),)

    user_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    action_id: str
    at_us: int = instant()
    salt: str | None = None
    content: str | None = None
    content_digest: str
    digest: str


class ChainRow(SQLModel, table=True):
    """Where a user's chain ends, sealed with the user's key: entries cut off the end show, too."""

    __tablename__ = "chains"

    user_id: str = Field(primary_key=True)
    length: int
    head: str
    seal: str


actions = table_of(ActionRow)
ledger = table_of(LedgerRow)
chains = table_of(ChainRow)
