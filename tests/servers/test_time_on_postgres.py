"""Delivery and initiative on PostgreSQL: the same tests as on SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from servers.test_memory_on_postgres import empty, server  # noqa: F401 - fixtures
from unit.time.conftest import NOON, Flat, receiver  # noqa: F401 - a fixture
from unit.time.test_channels import *  # noqa: F403
from unit.time.test_initiative import *  # noqa: F403

from memory import open_store
from memory.outbox import Outbox


@pytest.fixture
async def flat(empty: str, tmp_path: Path) -> AsyncIterator[Flat]:  # noqa: F811
    store = open_store(tmp_path / "data", url=empty)
    user = await store.people.add("Ann", now=NOON, timezone="UTC", is_owner=True)
    yield Flat(store, user, Outbox(store.database, store.keyring))
    store.close()
