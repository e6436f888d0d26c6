"""Fixtures that many tests share; what they hand out is described in `harness.py`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from harness import House, Server, open_house


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: started last, one of them would keep a single worker busy at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: an archive holds the moment it was made, and each worker would collect another name."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _no_settings_of_whoever_runs_this(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("STEWARD_") and name != "STEWARD_TORTURE_ROUNDS"]:
        monkeypatch.delenv(name)


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Servers of this test alone, gone with it."""
    made: list[Server] = []

    def make(**settings: str) -> Server:
        folder = tmp_path / f"server{len(made)}"
        folder.mkdir()
        made.append(Server(folder, **settings))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run, its clock standing at Monday 09:00. Each test brings users of its own."""
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.kill()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def owner(house: House) -> httpx.AsyncClient:
    return house.client()


@pytest.fixture
async def ann(house: House) -> httpx.AsyncClient:
    """A user who is not the owner."""
    return await house.new_user()


@pytest.fixture
async def bob(house: House) -> httpx.AsyncClient:
    return await house.new_user(language="zh")
