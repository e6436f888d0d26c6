"""A store of its own for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from unit.memory.memory_home import NOW, Home

from memory import open_store


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    store = open_store(tmp_path / "data")
    ann = await store.people.add("Ann", now=NOW, timezone="Asia/Shanghai", is_owner=True)
    bob = await store.people.add("Bob", now=NOW, language="zh", timezone="Europe/Berlin")
    yield Home(store, ann, bob)
    store.close()
