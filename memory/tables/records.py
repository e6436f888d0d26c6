"""Rows that plugins keep for a user."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from memory.tables.columns import instant, sequence, table_of


class RecordRow(SQLModel, table=True):
    """`key_tag` is a keyed hash: a key such as a medicine's name is content, too."""

    __tablename__ = "records"
    __table_args__ = (Index("records_of_user", "user_id", "plugin", "kind", "key_tag", unique=True),)

    seq: int = sequence()
    user_id: str
    plugin: str
    kind: str
    key_tag: str
    sensitivity: str
    updated_us: int = instant()
    content: str


records = table_of(RecordRow)
