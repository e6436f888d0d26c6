"""Who is told, within the very transaction, when a follow-up is to be looked at next: an engine of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, make_url

__all__ = ["Connection", "Wake", "Wakes", "libpq_url"]


class Wake(NamedTuple):
    """Look at this row at `at_us` (the assistant's time). `version` counts its edits; an old wake finds nothing due."""

    follow_up_id: str
    at_us: int
    version: int
    kind: str


class Wakes(Protocol):
    def arm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Commit or vanish together with the rows."""
        ...

    def disarm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Best effort: a wake that comes all the same finds nothing to do."""
        ...


def libpq_url(url: str) -> str:
    """A database's URL without the driver in it, as PostgreSQL's own library reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
