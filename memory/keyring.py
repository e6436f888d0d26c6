"""Finds a user and opens their locks for a transaction; unwrapped keys stay in this process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, select, update

from assistant.errors import NotFound
from assistant.types import Language, User
from memory.cipher import Cipher, KeyLost, Vault
from memory.tables.people import user_keys, users

_ROW = select(users, user_keys.c.wrapped, user_keys.c.master).outerjoin(
    user_keys, users.c.user_id == user_keys.c.user_id
)

_ONE = _ROW.where(users.c.user_id == bindparam("which"))
_LOCKED = _ONE.with_for_update(of=users)


class Keyring:
    """The vaults of users met so far."""

    def __init__(self, cipher: Cipher) -> None:
        self.cipher = cipher
        self._vaults: dict[str, tuple[str, Vault]] = {}

    def open(self, connection: Connection, user_id: str, *, writing: bool = False) -> tuple[User, Vault]:
        """The user and their locks. `writing` makes one user's transactions wait for each other, where there are
        several writers. Raises NotFound (no such user), KeyLost."""
        row = connection.execute(_LOCKED if writing else _ONE, {"which": user_id}).first()
        if row is None:
            raise NotFound
        vault = self.vault(row)
        return user_of(row, vault), vault

    def vaults(self, connection: Connection, user_ids: Iterable[str]) -> dict[str, Vault]:
        """The locks of many users at once."""
        rows = connection.execute(_ROW.where(users.c.user_id.in_(set(user_ids))))
        return {row.user_id: self.vault(row) for row in rows}

    def vault(self, row: Row[Any]) -> Vault:
        if row.wrapped is None:
            raise KeyLost
        known = self._vaults.get(row.user_id)
        if known is None or known[0] != row.wrapped:
            known = row.wrapped, self.cipher.vault(row.user_id, row.wrapped, row.master)
            self._vaults[row.user_id] = known
        return known[1]

    def has_old_wraps(self, connection: Connection) -> bool:
        rows = connection.execute(select(user_keys.c.wrapped, user_keys.c.master))
        return any(not self.cipher.is_current(row.wrapped, row.master) for row in rows)

    def rewrap(self, connection: Connection) -> int:
        """Wrap every data key with the current master key; the rows sealed with them stay as they are."""
        every = connection.execute(select(user_keys)).all()
        old = [row for row in every if not self.cipher.is_current(row.wrapped, row.master)]
        for row in old:
            try:
                wrapped = self.cipher.rewrap(row.user_id, row.wrapped, row.master)
            except KeyLost:  # theirs stays shut; nobody else is kept out for it
                continue
            fresh = {"wrapped": wrapped, "master": self.cipher.current}
            connection.execute(update(user_keys).where(user_keys.c.user_id == row.user_id).values(**fresh))
        return len(old)

    def forget(self, user_id: str) -> None:
        """Nothing of them opens ever again."""
        self._vaults.pop(user_id, None)
        self.cipher.forget(user_id)


def user_of(row: Row[Any], vault: Vault) -> User:
    profile = vault.read(row.profile)
    return User(
        id=row.user_id,
        name=profile["name"],
        language=cast(Language, row.language),
        timezone=row.timezone,
        country=row.country,
        home=profile["home"],
        work=profile["work"],
        guest=profile.get("guest", False),
    )
