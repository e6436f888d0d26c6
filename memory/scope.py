"""What every part of a transaction shares: the connection, the one user it may see, and that user's locks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row

from assistant.codec import plain, restore
from assistant.types import Sensitivity, User
from memory.cipher import Vault

T = TypeVar("T")


class Scope:
    """One user's rows in one transaction. Every statement of a subclass names `self.user_id`."""

    def __init__(self, connection: Connection, owner: User, vault: Vault) -> None:
        self.connection = connection
        self.user_id = owner.id
        self.owner = owner
        self.vault = vault
        # Turns that touched something private in this transaction; their words are then sealed, too.
        self.private_turns: set[str] = set()

    def user(self) -> User:
        return self.owner

    def _one(self, statement: Executable) -> Row[Any] | None:
        return self.connection.execute(statement).first()

    def _all(self, statement: Executable) -> Sequence[Row[Any]]:
        return self.connection.execute(statement).all()

    def _changed(self, statement: Executable) -> int:
        """How many rows it touched."""
        return int(self.connection.execute(statement).rowcount)

    def _sealed(self, noun: Any, sensitivity: Sensitivity = Sensitivity.NORMAL) -> str:
        return self.vault.write(plain(noun), private=sensitivity is Sensitivity.PRIVATE)

    def _opened(self, kind: type[T], text: str) -> T:
        noun: T = restore(kind, self.vault.read(text))
        return noun

    def _touched(self, turn_id: str | None, sensitivity: Sensitivity) -> None:
        if turn_id and sensitivity is Sensitivity.PRIVATE:
            self.private_turns.add(turn_id)


def new_id() -> str:
    return secrets.token_hex(8)
