"""Who lives here: users, their keys, their access tokens and browser sessions."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from memory.tables.columns import instant, table_of


class UserRow(SQLModel, table=True):
    """`profile` (name, home, work) is sealed; what the clock needs is not. `last_sequence` numbers the deliveries."""

    __tablename__ = "users"

    user_id: str = Field(primary_key=True)
    language: str
    timezone: str
    country: str
    is_owner: bool = False
    created_us: int = instant()
    last_sequence: int = instant(default=0)
    profile: str


class UserKeyRow(SQLModel, table=True):
    """The user's data key, wrapped by a master key outside the database. Without it every sealed column is noise."""

    __tablename__ = "user_keys"

    user_id: str = Field(primary_key=True)
    wrapped: str
    master: str


class TokenRow(SQLModel, table=True):
    """An access token: SHA-256 of 256 random bits, useless to whoever reads the table. `scopes`: comma separated."""

    __tablename__ = "tokens"

    id: str = Field(primary_key=True)
    user_id: str = Field(index=True)
    hash: str = Field(unique=True)
    name: str
    scopes: str
    created_us: int = instant()
    last_used_us: int | None = instant(default=None)
    expires_us: int | None = instant(default=None)
    revoked_us: int | None = instant(default=None)


class BrowserSessionRow(SQLModel, table=True):
    """A browser that signed in with a token; ends with it."""

    __tablename__ = "browser_sessions"

    id: str = Field(primary_key=True)
    user_id: str = Field(index=True)
    token_id: str = Field(index=True)
    hash: str = Field(unique=True)
    created_us: int = instant()
    expires_us: int = instant()


users = table_of(UserRow)
user_keys = table_of(UserKeyRow)
tokens = table_of(TokenRow)
browser_sessions = table_of(BrowserSessionRow)
