"""Who may come in: tokens are shown once, kept as hashes, scoped, revocable; browsers end with their token."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from unit.memory.memory_home import Home

from assistant.errors import InvalidArgument, NotFound


async def test_the_first_user_is_the_owner(home: Home) -> None:
    assert await home.store.people.owner() == home.ann
    assert await home.store.people.everyone() == (home.ann, home.bob)


async def test_a_token_opens_the_door_to_its_user_with_its_scopes(home: Home) -> None:
    token, secret = await home.store.people.issue(home.bob.id, name="phone", scopes=("talk",), now=home.now)
    visitor = await home.store.people.visitor(secret, home.now)
    assert visitor
    assert (visitor.user, visitor.scopes, visitor.is_owner) == (home.bob, {"talk"}, False)
    (seen,) = await home.store.people.tokens(home.bob.id)
    assert (seen.id, seen.last_used_at) == (token.id, home.now)
    assert await home.store.people.tokens(home.ann.id) == ()
    assert await home.store.people.visitor(secret + "x", home.now) is None


async def test_a_secret_is_nowhere_on_disk(home: Home, tmp_path: Path) -> None:
    _, secret = await home.store.people.issue(home.ann.id, name="phone", scopes=("talk",), now=home.now)
    for file in (tmp_path / "data").iterdir():
        assert secret.encode() not in file.read_bytes()


async def test_revoked_and_expired_tokens_and_their_browsers_stay_outside(home: Home) -> None:
    people = home.store.people
    token, secret = await people.issue(
        home.ann.id, name="tablet", scopes=("talk", "approve"), now=home.now, expires_at=home.now + timedelta(days=1)
    )
    visitor = await people.visitor(secret, home.now)
    assert visitor
    cookie = await people.open_session(visitor, home.now, timedelta(days=30))
    inside = await people.session_visitor(cookie, home.now)
    assert inside == visitor
    assert await people.visitor(secret, home.now + timedelta(days=2)) is None
    assert await people.session_visitor(cookie, home.now + timedelta(days=2)) is None
    with pytest.raises(NotFound):
        await people.revoke(home.bob.id, token.id, home.now)
    await people.revoke(home.ann.id, token.id, home.now)
    assert await people.visitor(secret, home.now) is None
    assert await people.session_visitor(cookie, home.now) is None


async def test_signing_out_ends_that_browser_alone(home: Home) -> None:
    people = home.store.people
    _, secret = await people.issue(home.ann.id, name="x", scopes=("talk",), now=home.now)
    visitor = await people.visitor(secret, home.now)
    assert visitor
    one, two = [await people.open_session(visitor, home.now, timedelta(days=1)) for _ in range(2)]
    await people.close_session(one)
    assert await people.session_visitor(one, home.now) is None
    assert await people.session_visitor(two, home.now) == visitor


async def test_a_profile_is_changed_and_checked(home: Home) -> None:
    changed = await home.store.people.change(
        home.ann.id, home="Lindenstraße 5", timezone="Europe/Berlin", language="zh"
    )
    assert await home.store.people.get(home.ann.id) == changed
    assert await home.see(lambda tx: tx.user()) == changed
    for wrong in ({"timezone": "Mars/Olympus"}, {"language": "fr"}, {"name": ""}, {"id": "x"}):
        with pytest.raises(InvalidArgument):
            await home.store.people.change(home.ann.id, **wrong)
    with pytest.raises(InvalidArgument):
        await home.store.people.issue(home.ann.id, name="x", scopes=("everything",), now=home.now)
    with pytest.raises(NotFound):
        await home.store.people.get("nobody")
