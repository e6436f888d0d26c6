"""Questions that wait for a yes, each usable once."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from memory.tables.columns import instant, sequence, table_of


class ApprovalRow(SQLModel, table=True):
    __tablename__ = "approvals"
    __table_args__ = (
        Index("approvals_of_user", "user_id", "id", unique=True),
        Index("approvals_open", "user_id", "state", "conversation"),
    )

    seq: int = sequence()
    user_id: str
    id: str
    conversation: str
    state: str
    decided_by: str | None = None
    asked_us: int = instant()
    expires_us: int = instant()
    sensitivity: str
    content: str


approvals = table_of(ApprovalRow)
