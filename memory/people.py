"""Who may come in: users, their access tokens with scopes, and the browsers that signed in with one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, Row, select, update

from assistant.errors import InvalidArgument, NotFound
from assistant.moments import zone
from assistant.types import Language, User
from memory.cipher import KeyLost
from memory.database import Database
from memory.keyring import Keyring
from memory.scope import new_id
from memory.tables.columns import micros, moment
from memory.tables.people import browser_sessions, tokens, user_keys, users

SCOPES = ("talk", "approve", "admin")
_NOTED = timedelta(minutes=5)  # how exactly "last used" is kept; a write per request would be a waste
_CHANGEABLE = ("name", "language", "timezone", "country", "home", "work")


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """An access token as its owner sees it; the secret is shown once, when it is made."""

    id: str
    user_id: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Whoever showed a valid token or session: the user, and what they may do through this door."""

    user: User
    scopes: frozenset[str]
    token_id: str
    is_owner: bool = False


class People:
    """Not bound to one user: for the doors, which decide who is asking."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add(
        self,
        name: str,
        *,
        now: datetime,
        language: Language = "en",
        timezone: str = "UTC",
        country: str = "",
        is_owner: bool = False,
        guest: bool = False,
    ) -> User:
        """A new user with a data key of their own. Raises InvalidArgument (no such zone, no name)."""
        given = {"language": language, "timezone": timezone, "country": country, "guest": guest}
        user = User(id=new_id(), name=name.strip(), **cast("dict[str, Any]", given))
        _check(user)
        wrapped = self._keyring.cipher.new_key(user.id)
        vault = self._keyring.cipher.vault(user.id, wrapped, self._keyring.cipher.current)
        row = {**_columns(user), "user_id": user.id, "is_owner": is_owner, "created_us": micros(now)}
        row["profile"] = vault.write(_profile(user), private=True)
        key = {"user_id": user.id, "wrapped": wrapped, "master": self._keyring.cipher.current}

        def work(connection: Connection) -> None:
            connection.execute(users.insert(), row)
            connection.execute(user_keys.insert(), key)

        await self._database.write(work)
        return user

    async def get(self, user_id: str) -> User:
        """Raises NotFound."""
        return (await self._database.read(lambda connection: self._keyring.open(connection, user_id)))[0]

    async def owner(self) -> User | None:
        """The first person here; None in a new installation."""
        query = select(users.c.user_id).where(users.c.is_owner.is_(True)).order_by(users.c.created_us).limit(1)
        user_id = await self._database.read(lambda connection: connection.execute(query).scalar())
        return await self.get(user_id) if user_id else None

    async def everyone(self) -> tuple[User, ...]:
        def work(connection: Connection) -> tuple[User, ...]:
            ids = connection.execute(select(users.c.user_id).order_by(users.c.created_us)).scalars().all()
            return tuple(user for user_id in ids if (user := self._readable(connection, user_id)) is not None)

        return await self._database.read(work)

    def _readable(self, connection: Connection, user_id: str) -> User | None:
        """None for whom a restored backup brings back without their key: somebody who was erased since."""
        try:
            return self._keyring.open(connection, user_id)[0]
        except KeyLost:
            return None

    async def change(self, user_id: str, **changes: Any) -> User:
        """Change name, language, timezone, country, home or work. Raises NotFound, InvalidArgument."""
        unknown = set(changes) - set(_CHANGEABLE)
        if unknown:
            raise InvalidArgument(f"These cannot be changed: {', '.join(sorted(unknown))}", "这些不能改。")

        def work(connection: Connection) -> User:
            before, vault = self._keyring.open(connection, user_id)
            user = replace(before, **changes)
            _check(user)
            values = {**_columns(user), "profile": vault.write(_profile(user), private=True)}
            connection.execute(update(users).where(users.c.user_id == user_id).values(**values))
            return user

        return await self._database.write(work)

    async def issue(
        self,
        user_id: str,
        *,
        name: str,
        scopes: Iterable[str],
        now: datetime,
        expires_at: datetime | None = None,
        secret: str | None = None,
    ) -> tuple[Token, str]:
        """A new access token and its secret, which is not kept. Raises NotFound, InvalidArgument (unknown scope)."""
        wanted = frozenset(scopes)
        if not wanted or not wanted <= set(SCOPES):
            raise InvalidArgument(f"Scopes are {', '.join(SCOPES)}.", "权限只能是 talk、approve、admin。")
        secret = secret or secrets.token_urlsafe(32)
        row = {
            "id": new_id(),
            "user_id": user_id,
            "hash": _hash(secret),
            "name": name[:200],
            "scopes": ",".join(sorted(wanted)),
            "created_us": micros(now),
            "expires_us": micros(expires_at) if expires_at else None,
            "last_used_us": None,
            "revoked_us": None,
        }

        def work(connection: Connection) -> None:
            self._keyring.open(connection, user_id)
            connection.execute(tokens.delete().where(tokens.c.hash == row["hash"], tokens.c.user_id == user_id))
            connection.execute(tokens.insert(), row)

        await self._database.write(work)
        return _token(SimpleNamespace(**row)), secret

    async def tokens(self, user_id: str) -> tuple[Token, ...]:
        """That user's tokens, revoked ones too, the newest first."""
        query = select(tokens).where(tokens.c.user_id == user_id).order_by(tokens.c.created_us.desc())
        return await self._database.read(lambda connection: tuple(_token(row) for row in connection.execute(query)))

    async def gone_guests(self, now: datetime) -> tuple[User, ...]:
        """Guests none of whose tokens is good any more."""
        guests = [user for user in await self.everyone() if user.guest]
        return tuple([g for g in guests if not any(_is_good(t, now) for t in await self.tokens(g.id))])

    async def revoke(self, user_id: str, token_id: str, now: datetime) -> None:
        """End a token of that user and the browsers that came with it. Raises NotFound."""
        mine = tokens.c.user_id == user_id, tokens.c.id == token_id

        def work(connection: Connection) -> None:
            if not connection.execute(update(tokens).where(*mine).values(revoked_us=micros(now))).rowcount:
                raise NotFound
            connection.execute(browser_sessions.delete().where(browser_sessions.c.token_id == token_id))

        await self._database.write(work)

    async def visitor(self, secret: str, now: datetime) -> Visitor | None:
        """Who shows this token; None when it is unknown, revoked or expired."""

        def work(connection: Connection) -> tuple[Visitor, int | None] | None:
            row = self._valid_token(connection, tokens.c.hash == _hash(secret), now)
            return (self._visitor(connection, row), row.last_used_us) if row is not None else None

        found = await self._database.read(work)
        if found is None:
            return None
        visitor, last_used = found
        if last_used is None or last_used < micros(now - _NOTED):
            used = update(tokens).where(tokens.c.id == visitor.token_id).values(last_used_us=micros(now))
            await self._database.write(lambda connection: connection.execute(used))
        return visitor

    async def open_session(self, visitor: Visitor, now: datetime, lasts: timedelta) -> str:
        """A secret for a browser's cookie, good as long as the token it was made with."""
        secret = secrets.token_urlsafe(32)
        row = {
            "id": new_id(),
            "user_id": visitor.user.id,
            "token_id": visitor.token_id,
            "hash": _hash(secret),
            "created_us": micros(now),
            "expires_us": micros(now + lasts),
        }
        await self._database.write(lambda connection: connection.execute(browser_sessions.insert(), row))
        return secret

    async def session_visitor(self, secret: str, now: datetime) -> Visitor | None:
        """Who this browser is; None when the session or its token has ended."""
        alive = browser_sessions.c.hash == _hash(secret), browser_sessions.c.expires_us > micros(now)

        def work(connection: Connection) -> Visitor | None:
            token_id = connection.execute(select(browser_sessions.c.token_id).where(*alive)).scalar()
            row = self._valid_token(connection, tokens.c.id == token_id, now) if token_id else None
            return self._visitor(connection, row) if row is not None else None

        return await self._database.read(work)

    async def close_session(self, secret: str) -> None:
        gone = browser_sessions.delete().where(browser_sessions.c.hash == _hash(secret))
        await self._database.write(lambda connection: connection.execute(gone))

    def _valid_token(self, connection: Connection, which: Any, now: datetime) -> Row[Any] | None:
        row = connection.execute(select(tokens).where(which, tokens.c.revoked_us.is_(None))).first()
        return row if row is not None and (row.expires_us is None or row.expires_us > micros(now)) else None

    def _visitor(self, connection: Connection, row: Row[Any]) -> Visitor:
        user, _ = self._keyring.open(connection, row.user_id)
        is_owner = connection.execute(select(users.c.is_owner).where(users.c.user_id == row.user_id)).scalar()
        scopes = frozenset(row.scopes.split(","))
        return Visitor(user=user, scopes=scopes, token_id=row.id, is_owner=bool(is_owner))


def _is_good(token: Token, now: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(user: User) -> None:
    if not user.name or len(user.name) > 200:
        raise InvalidArgument("A user needs a name of up to 200 characters.", "用户需要一个名字，最多200字。")
    if user.language not in ("zh", "en"):
        raise InvalidArgument("The language is zh or en.", "语言只能是 zh 或 en。")
    try:
        zone(user.timezone)
    except ValueError as error:
        raise InvalidArgument(str(error), "没有这个时区。") from error


def _columns(user: User) -> dict[str, str]:
    return {"language": user.language, "timezone": user.timezone, "country": user.country}


def _profile(user: User) -> dict[str, str | bool | None]:
    return {"name": user.name, "home": user.home, "work": user.work, "guest": user.guest}


def _token(row: Any) -> Token:
    return Token(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        scopes=frozenset(row.scopes.split(",")),
        created_at=moment(row.created_us),
        last_used_at=_maybe(row.last_used_us),
        expires_at=_maybe(row.expires_us),
        revoked_at=_maybe(row.revoked_us),
    )


def _maybe(microseconds: int | None) -> datetime | None:
    return moment(microseconds) if microseconds is not None else None
