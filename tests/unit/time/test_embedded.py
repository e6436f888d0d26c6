"""The embedded engine keeps to what every engine keeps to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from unit.time.engine_conformance import *  # noqa: F403
from unit.time.engine_conformance import POLL, START, Ground

from api.clock.embedded import Embedded
from memory import open_store


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    store = open_store(tmp_path / "data")
    user = await store.people.add("Ann", now=START, timezone="UTC", is_owner=True)
    yield Ground(store, user, lambda clock: Embedded(due=store.due, clock=clock, poll=POLL))
    store.close()
