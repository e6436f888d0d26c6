"""The store as a whole: migrations, crashes, a full disk, taking everything out, leaving without a trace."""

from __future__ import annotations

import sqlite3
import stat
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlmodel import SQLModel
from unit.memory.memory_home import Home
from unit.memory.test_separate import full

from assistant.changes import PutFact, PutFollowUp, PutRecord
from assistant.errors import NotFound, StorageFull
from assistant.types import Say, Sensitivity
from memory import SqlStore, open_store
from memory.cipher import Cipher, KeyLost
from memory.export import user_tables
from memory.migrate import migrate
from memory.migrations import HEAD


def test_an_empty_database_is_migrated_to_what_the_models_say(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, *_: not (name or "").startswith("words")}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
        assert context.get_current_revision() == HEAD
    store.close()


def test_a_start_with_nothing_to_migrate_costs_next_to_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    migrate(url)
    started = perf_counter()
    migrate(url)
    assert perf_counter() - started < 0.5


def test_the_head_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", "memory:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_table_belongs_to_users() -> None:
    assert [table.name for table in user_tables() if "user_id" not in table.c] == []


def test_the_file_and_its_key_are_for_their_owner_alone(tmp_path: Path) -> None:
    open_store(tmp_path / "data").close()
    for name in ("steward.db", "master.key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


async def test_sqlite_waits_for_the_disk(home: Home) -> None:
    def ask(tx: Any) -> tuple[Any, ...]:
        return tuple(
            tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        )

    assert await home.do(ask) == ("wal", 2, 1)


async def test_a_transaction_that_fails_leaves_nothing(home: Home) -> None:
    def half(tx: Any) -> None:
        tx.apply(PutFact(text="half a thought"), plugin="memory", turn_id=None, now=home.now)
        raise RuntimeError("the tool broke")

    with pytest.raises(RuntimeError):
        await home.do(half)
    assert await home.see(lambda tx: tx.facts()) == ()


async def test_reading_cannot_write(home: Home) -> None:
    put = PutFact(text="sneaky")
    with pytest.raises(Exception, match="room left"):
        await home.see(lambda tx: tx.apply(put, plugin="memory", turn_id=None, now=home.now))
    assert await home.see(lambda tx: tx.facts()) == ()


async def test_an_unknown_user_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        await home.store.transact("nobody", lambda tx: tx.facts())


async def test_a_full_disk_is_said_and_loses_nothing(home: Home) -> None:
    await home.apply(PutFact(text="before the disk was full"))
    home.store.database.write_now(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1"))
    data = {"text": "x" * 200_000}
    with pytest.raises(StorageFull):
        await home.apply(PutRecord(kind="note", key="k", data=data))
    home.store.database.write_now(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    assert [f.text for f in await home.see(lambda tx: tx.facts())] == ["before the disk was full"]
    await home.apply(PutRecord(kind="note", key="k", data=data))
    assert len(await home.see(lambda tx: tx.records("alarms", "note"))) == 1


def fill_what_is_empty(tx: Any) -> None:
    """A row in every table that has none yet, also in those that will be made after this test was written."""
    for table in user_tables():
        if tx.connection.execute(select(table).where(table.c.user_id == tx.user_id)).first() is None:
            kinds = {int: 1, str: "x", bool: False, bytes: b""}
            row = {
                c.name: kinds.get(c.type.python_type, "x") for c in table.columns if c.name != "seq" and not c.nullable
            }
            tx.connection.execute(table.insert(), {**row, "user_id": tx.user_id})


async def test_export_holds_a_row_of_every_table_and_no_secret(home: Home) -> None:
    await full(home)
    _, secret = await home.store.people.issue(home.ann.id, name="phone", scopes=("talk",), now=home.now)
    visitor = await home.store.people.visitor(secret, home.now)
    assert visitor
    cookie = await home.store.people.open_session(visitor, home.now, timedelta(days=1))
    await home.store.requests.begin(home.ann.id, "key", "/r", "h", home.now)
    await home.apply(PutFact(text="I take Zestoretic", sensitivity=Sensitivity.PRIVATE))
    await home.do(fill_what_is_empty)
    out = await home.store.export(home.ann.id)
    assert out["tables"].keys() == {table.name for table in user_tables()}
    assert [name for name, rows in out["tables"].items() if not rows] == []
    text = str(out)
    for kept in ("where is my violin", "I take Zestoretic", "Dr. Lee", "tickets", "At the workshop"):
        assert kept in text
    assert secret not in text
    assert cookie not in text
    assert home.bob.id not in text


CANARIES = [f"canary{n:03}bird" for n in range(200)]


async def sing(home: Home, who: Any) -> None:
    """Canaries in every kind of row."""
    for n, canary in enumerate(CANARIES):
        private = Sensitivity.PRIVATE if n % 2 else Sensitivity.NORMAL
        say = Say(zh=f"鸟 {canary}", en=canary)
        due = home.now
        kind = n % 5
        if kind == 0:
            await home.apply(PutFact(text=f"I own {canary}", subject=canary, sensitivity=private), who)
        elif kind == 1:
            wish = PutFollowUp.reminder(key=canary, due_at=due, say=say, sensitivity=private)
            await home.apply(wish, who)
        elif kind == 2:
            await home.apply(PutRecord(kind="bird", key=canary, data={"name": canary}, sensitivity=private), who)
        elif kind == 3:
            turn = home.turn(f"t{n}", f"look at {canary}", who=who)
            await home.do(lambda tx, turn=turn: tx.open_turn(turn), who)
        else:
            await home.store.people.change(who.id, home=canary)
    await home.store.due.claim(home.now, 1000)


def singing(folder: Path) -> list[str]:
    raw = b"".join(file.read_bytes() for file in folder.iterdir())
    return [canary for canary in CANARIES if canary.encode() in raw]


async def test_erasing_a_user_leaves_no_trace_in_any_file_and_nobody_else_is_touched(
    home: Home, tmp_path: Path
) -> None:
    await full(home)
    before = await home.store.export(home.ann.id)
    await sing(home, home.bob)
    assert singing(tmp_path / "data")
    await home.store.erase(home.bob.id)
    assert singing(tmp_path / "data") == []
    assert home.bob.id.encode() not in b"".join(f.read_bytes() for f in (tmp_path / "data").iterdir())
    with pytest.raises(NotFound):
        await home.see(lambda tx: tx.facts(), home.bob)
    assert await home.store.export(home.ann.id) == before


async def test_another_folders_key_opens_nothing(home: Home, tmp_path: Path) -> None:
    stranger = SqlStore(home.store.database.url, cipher=Cipher.fresh())
    with pytest.raises(KeyLost):
        await stranger.read(home.ann.id, lambda tx: tx.user())
    stranger.close()


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "steward.db") as other:
        other.execute("CREATE TABLE users (name TEXT)")
    with pytest.raises(Exception, match="already exists"):
        open_store(tmp_path)
    with sqlite3.connect(tmp_path / "steward.db") as other:
        assert other.execute("SELECT count(*) FROM sqlite_master WHERE name = 'turns'").fetchone() == (0,)
