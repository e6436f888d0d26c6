"""What is remembered about a user, with what it replaced."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, sequence, table_of


class FactRow(SQLModel, table=True):
    """`subject_tag` is a keyed hash of the subject; `valid_to_us` was said, `ended_us` is when a newer fact took over.

    `was` is its status before the last change: history that is forgotten and brought back is history again.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("facts_of_user", "user_id", "id", unique=True),
        Index("facts_of_subject", "user_id", "subject_tag"),
        Index("facts_by_status", "user_id", "status", "sensitivity"),
    )

    seq: int = sequence()
    user_id: str
    id: str
    subject_tag: str | None = Field(default=None)
    text_tag: str
    category: str
    status: str
    sensitivity: str
    observed_us: int = instant()
    valid_to_us: int | None = instant(default=None)
    ended_us: int | None = instant(default=None)
    source_turn: str | None = None
    was: str | None = None
    content: str


facts = table_of(FactRow)
