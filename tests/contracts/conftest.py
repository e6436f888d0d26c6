"""Every port's fake and its real one, under the same tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.testing import NOW, FakeStore, make_user
from assistant.types import User
from memory import open_store


@dataclass
class Ground:
    """A store with two users in it."""

    store: Any
    user: User
    other: User


@pytest.fixture(params=["fake", "real"])
async def ground(request: pytest.FixtureRequest) -> AsyncIterator[Ground]:
    if request.param == "fake":
        ann, bob = make_user("ann", name="Ann"), make_user("bob", name="Bob", timezone="Europe/Berlin")
        yield Ground(FakeStore(ann, bob), ann, bob)
        return
    store = open_store()
    ann = await store.people.add("Ann", now=NOW, timezone="Asia/Shanghai", is_owner=True)
    bob = await store.people.add("Bob", now=NOW, timezone="Europe/Berlin")
    yield Ground(store, ann, bob)
    store.close()
