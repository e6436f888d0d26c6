"""What every part of a transaction shares: the connection, the one user it may see, and that user's locks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Executable, Row, Table, and_, bindparam, update

from assistant.codec import plain, restore
from assistant.types import Sensitivity, User
from memory.cipher import Vault
from memory.tables.conversations import turns

if TYPE_CHECKING:
    from memory.meaning import Meaning

T = TypeVar("T")


def mine(table: Table, *more: ColumnElement[bool]) -> Any:
    """This user's rows: the condition that every statement starts with. `Scope` fills in who that is."""
    return and_(table.c.user_id == bindparam("me"), *more)


def its(column: str) -> Any:
    """A value to be filled in when the statement runs."""
    return bindparam(f"its_{column}")


_MARK_PRIVATE = (
    update(turns).where(mine(turns, turns.c.id == its("turn"))).values(sensitivity=Sensitivity.PRIVATE.value)
)


class Scope:
    """One user's rows in one transaction. Statements are built once per process: that is most of what they cost."""

    meaning: Meaning | None = None  # where the extra `embeddings` is installed

    def __init__(self, connection: Connection, owner: User, vault: Vault) -> None:
        self.connection = connection
        self.user_id = owner.id
        self.owner = owner
        self.vault = vault

    def user(self) -> User:
        return self.owner

    def _run(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        filled = {"me": self.user_id} | {f"its_{name}": value for name, value in values.items()}
        return cast("CursorResult[Any]", self.connection.execute(statement, filled))

    def _one(self, statement: Executable, **values: Any) -> Row[Any] | None:
        return self._run(statement, values).first()

    def _all(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        return self._run(statement, values).all()

    def _changed(self, statement: Executable, **values: Any) -> int:
        """How many rows it touched."""
        return int(self._run(statement, values).rowcount)

    def _sealed(self, noun: Any) -> str:
        return self.vault.write(plain(noun), private=True)

    def _opened(self, kind: type[T], text: str) -> T:
        noun: T = restore(kind, self.vault.read(text))
        return noun

    def _touched(self, turn_id: str | None, sensitivity: Sensitivity) -> None:
        """A turn that did something private is private itself: its words give it away."""
        if turn_id and sensitivity is Sensitivity.PRIVATE:
            self._changed(_MARK_PRIVATE, turn=turn_id)


def new_id() -> str:
    return secrets.token_hex(8)
