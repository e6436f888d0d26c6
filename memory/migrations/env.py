"""Alembic's entry: runs the steps on the connection it was handed, in that connection's transaction."""

from alembic import context
from sqlmodel import SQLModel

import memory.tables  # noqa: F401 - fills the metadata


def _ours(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """The full-text index keeps tables of its own, which belong to no model."""
    return not (name or "").startswith("words")


context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, include_object=_ours
)
context.run_migrations()
