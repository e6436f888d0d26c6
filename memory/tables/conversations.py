"""What was said: conversations with what they left open, and their turns."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, sequence, table_of


class ConversationRow(SQLModel, table=True):
    """`dialogue` is what the last exchange left open; always sealed."""

    __tablename__ = "conversations"

    user_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    created_us: int = instant()
    updated_us: int = instant()
    dialogue: str | None = None


class TurnRow(SQLModel, table=True):
    """One exchange. Sealed until it ends: only then is it known whether it was about something private."""

    __tablename__ = "turns"
    __table_args__ = (
        Index("turns_of_user", "user_id", "id", unique=True),
        Index("turns_of_conversation", "user_id", "conversation", "seq"),
    )

    seq: int = sequence()
    user_id: str
    id: str
    conversation: str
    at_us: int = instant()
    closed: bool = False
    sensitivity: str
    content: str


conversations = table_of(ConversationRow)
turns = table_of(TurnRow)
