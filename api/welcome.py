"""The owner of a new installation, and the token that opens the door for them the first time."""

from __future__ import annotations

from api.auth import ALL_SCOPES
from api.clock.time import machine_now
from api.settings import Settings
from assistant.types import User
from memory.people import People

_GIVEN = "STEWARD_TOKEN"


async def welcome(people: People, settings: Settings) -> str | None:
    """Makes sure that there is an owner with a token. Returns the token when it was made just now."""
    owner = await people.owner() or await _first(people, settings)
    if settings.token is not None:
        await _take_given(people, owner, settings.token.get_secret_value())
        return None
    if any(token.revoked_at is None and "admin" in token.scopes for token in await people.tokens(owner.id)):
        return None
    _, secret = await people.issue(owner.id, name="first", scopes=ALL_SCOPES, now=machine_now())
    return secret


async def _first(people: People, settings: Settings) -> User:
    name = "主人" if settings.home_language == "zh" else "Owner"
    return await people.add(
        name,
        now=machine_now(),
        language=settings.home_language,
        timezone=settings.home_timezone,
        is_owner=True,
    )


async def _take_given(people: People, owner: User, secret: str) -> None:
    """The token from the environment opens the door, and the one that stood there before no longer does."""
    known = await people.visitor(secret, machine_now())
    if known is not None and known.user.id == owner.id:
        return
    for token in await people.tokens(owner.id):
        if token.name == _GIVEN and token.revoked_at is None:
            await people.revoke(owner.id, token.id, machine_now())
    await people.issue(owner.id, name=_GIVEN, scopes=ALL_SCOPES, now=machine_now(), secret=secret)
