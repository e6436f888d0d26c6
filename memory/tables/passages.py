"""What can be found again: one passage per fact or said line, searched by keyed words and optionally by meaning."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from memory.tables.columns import instant, sequence, table_of


class PassageRow(SQLModel, table=True):
    """`kind` is fact, user or assistant; `ref` the fact or turn; `place` orders the lines of one conversation.

    Its words are in the full-text table `words` under the same number, as keyed hashes: that index holds no language.
    """

    __tablename__ = "passages"
    __table_args__ = (
        Index("passages_of_ref", "user_id", "ref"),
        Index("passages_in_place", "user_id", "conversation", "place"),
        Index("passages_by_model", "user_id", "model"),
    )

    seq: int = sequence()
    user_id: str
    kind: str
    ref: str
    conversation: str = ""
    place: int = instant(default=0)
    length: int = 0
    model: str | None = None
    embedding: bytes | None = None


passages = table_of(PassageRow)
