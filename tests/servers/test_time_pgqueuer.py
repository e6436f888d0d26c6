"""The engine on PgQueuer keeps to what every engine keeps to, and loses nothing with its queue or its connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from servers.test_memory_on_postgres import empty, server  # noqa: F401 - fixtures
from unit.time.engine_conformance import *  # noqa: F403
from unit.time.engine_conformance import POLL, START, Ground

from api.clock.pgqueuer_engine import PgQueuerEngine
from memory import open_store


@pytest.fixture
async def ground(empty: str, tmp_path: Path) -> AsyncIterator[Ground]:  # noqa: F811
    store = open_store(tmp_path / "data", url=empty)
    user = await store.people.add("Ann", now=START, timezone="UTC", is_owner=True)
    ground = Ground(store, user, lambda clock: PgQueuerEngine(url=empty, due=store.due, clock=clock, poll=POLL))
    engine = ground.make(ground.clock)
    await engine.prepare()  # type: ignore[attr-defined]
    store.due.wakes = engine
    yield ground
    store.close()


def _ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


async def test_a_job_is_there_with_its_row_and_gone_with_its_ring(ground: Ground, empty: str) -> None:  # noqa: F811
    follow_up = await ground.put("tea", 3600)
    [(entrypoint, key)] = _ask(empty, "SELECT entrypoint, dedupe_key FROM pgqueuer")
    assert entrypoint == "reminder"
    assert str(key).startswith(f"{follow_up}:")
    assert str(key).endswith(":1")
    await ground.put("tea", 7200)
    [(moved,)] = _ask(empty, "SELECT dedupe_key FROM pgqueuer")
    assert str(moved).endswith(":2")
    await ground.cancel(follow_up)
    assert _ask(empty, "SELECT 1 FROM pgqueuer") == []


async def test_deleting_the_whole_queue_loses_nothing(ground: Ground, empty: str) -> None:  # noqa: F811
    await ground.put("tea", 0.8)
    _ask(empty, "DELETE FROM pgqueuer")
    async with ground.running():
        await ground.until(1)
    assert ground.names == ["tea"]


async def test_what_is_due_soon_gets_its_job_back(ground: Ground, empty: str) -> None:  # noqa: F811
    await ground.put("tea", 60)
    _ask(empty, "DELETE FROM pgqueuer")
    async with ground.running():
        for _ in range(100):
            if _ask(empty, "SELECT 1 FROM pgqueuer WHERE status = 'queued'"):
                return
            await asyncio.sleep(0.05)
    raise AssertionError("no job came back")


async def test_it_comes_back_when_its_connections_were_cut(ground: Ground, empty: str) -> None:  # noqa: F811
    async with ground.running():
        await ground.put("before", 0.1)
        await ground.until(1)
        _ask(
            empty,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await asyncio.sleep(0.1)
        for _ in range(5):  # the store's own connection notices at its next use
            try:
                await ground.put("after", 0.3)
                break
            except Exception:
                await asyncio.sleep(0.1)
        await ground.until(2, seconds=20)
    assert ground.names == ["before", "after"]


async def test_a_wake_for_an_old_version_does_nothing(ground: Ground, empty: str) -> None:  # noqa: F811
    """As if the job could not be taken back: it was picked already when its row was moved."""
    await ground.put("tea", 3600)
    _ask(empty, "UPDATE pgqueuer SET execute_after = now()")
    async with ground.running():
        for _ in range(100):
            await asyncio.sleep(0.05)
            if _ask(empty, "SELECT count(*) FROM pgqueuer WHERE execute_after < now()") == [(0,)]:
                break
        else:
            raise AssertionError("nobody took the job")
    assert ground.rung == []
    row = (await ground.store.read(ground.user.id, lambda tx: tx.follow_ups()))[0]
    assert row.due_at - ground.clock.now() > timedelta(minutes=50)
