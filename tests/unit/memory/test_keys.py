"""Keys: they rotate and nothing is lost; without their part of the key file, not even a backup opens."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from unit.memory.memory_home import Home
from unit.memory.test_separate import full, readings

from assistant.changes import PutFact, PutFollowUp, PutRecord
from assistant.types import Say, Sensitivity
from memory import open_store
from memory.cipher import Cipher, KeyLost
from memory.export import user_tables

PRIVATE = Sensitivity.PRIVATE


async def much(home: Home) -> dict[str, str]:
    """One of everything, private and not."""
    ids = await full(home)
    await home.apply(PutFact(text="I take Zestoretic", subject="medicine", category="health", sensitivity=PRIVATE))
    await home.apply(PutFact(text="I live in Berlin", subject="home"))
    await home.apply(PutFact(text="I moved to Paris", subject="home"))
    await home.apply(PutRecord(kind="visit", key="2", data={"who": "Dr. Kim"}, sensitivity=PRIVATE))
    say = Say(zh="吃药", en="take your pill")
    await home.apply(PutFollowUp.reminder(key="pill", due_at=home.later(hours=1), say=say, sensitivity=PRIVATE))
    await home.store.requests.begin(home.ann.id, "key", "/r", "h", home.now)
    await home.store.requests.finish(home.ann.id, "key", 200, {"said": "well"})
    return ids


async def raw(home: Home) -> dict[tuple[str, str], str]:
    """Every sealed value, tag and wrapped key as it stands in the file."""

    def look(tx: Any) -> dict[tuple[str, str], str]:
        found = {}
        for table in user_tables():
            for n, row in enumerate(tx.connection.execute(select(table).order_by(*table.primary_key))):
                for name, value in row._mapping.items():
                    if (
                        name.endswith("_tag")
                        or name == "seal"
                        or (isinstance(value, str) and value[:2] in ("~1", "~2"))
                    ):
                        found[f"{table.name} {n}", name] = value
        for index in ("words", "words_of_facts"):
            for row in tx.connection.exec_driver_sql(f"SELECT rowid, tokens FROM {index}"):
                found[f"{index} {row.rowid}", "tokens"] = row.tokens
        return found

    return await home.see(look)


async def test_after_a_rotation_everything_is_sealed_anew_and_reads_as_before(home: Home, tmp_path: Path) -> None:
    ids = await much(home)
    before, sealed = await home.store.export(home.ann.id), await raw(home)
    answers = [await home.see(ask) for ask in readings(ids, home.now)]
    key_file = tmp_path / "data" / "master.key"
    old_keys = key_file.read_text().split()
    assert await home.store.rotate_keys() == 2
    again = await raw(home)
    assert sealed.keys() == again.keys()
    assert [name for name, value in sealed.items() if value is not None and again[name] == value] == []
    assert await home.store.export(home.ann.id) == before
    assert [await home.see(ask) for ask in readings(ids, home.now)] == answers
    assert await home.see(lambda tx: tx.verify().is_whole)
    found = await home.see(lambda tx: tx.recall("where do I live", now=home.now))
    assert [fact.text for fact in found] == ["I moved to Paris"]
    assert [line.text for line in await home.see(lambda tx: tx.search("violin"))][:1] == ["where is my violin"]
    assert await home.apply(PutFact(text="i take zestoretic", subject="medicine", sensitivity=PRIVATE)) is None
    assert old_keys[0] not in key_file.read_text()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


async def test_a_rotated_store_opens_again_and_its_old_key_file_opens_nothing(home: Home, tmp_path: Path) -> None:
    await much(home)
    key_file = tmp_path / "data" / "master.key"
    old = key_file.read_text()
    await home.store.rotate_keys()
    home.store.close()
    store = open_store(tmp_path / "data")
    assert len(await store.read(home.ann.id, lambda tx: tx.facts())) == 3
    store.close()
    key_file.write_text(old)
    store = open_store(tmp_path / "data")
    with pytest.raises(KeyLost):
        await store.read(home.ann.id, lambda tx: tx.facts())
    store.close()


async def test_a_backup_of_the_database_does_not_bring_back_who_was_erased(home: Home, tmp_path: Path) -> None:
    await home.apply(PutFact(text="I own a canary", sensitivity=PRIVATE))
    await home.apply(PutFact(text="我有一只鹦鹉", sensitivity=PRIVATE), home.bob)
    await home.store.database.settle_log()
    shutil.copy(tmp_path / "data" / "steward.db", tmp_path / "backup.db")
    await home.store.erase(home.bob.id)
    home.store.close()
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "steward.db")
    store = open_store(tmp_path / "data")
    assert [f.text for f in await store.read(home.ann.id, lambda tx: tx.facts())] == ["I own a canary"]
    with pytest.raises(KeyLost):
        await store.read(home.bob.id, lambda tx: tx.facts())
    assert [user.name for user in await store.people.everyone()] == ["Ann"]
    store.close()


def test_two_processes_share_one_key_file(tmp_path: Path) -> None:
    here, there = Cipher.at(tmp_path / "k"), Cipher.at(tmp_path / "k")
    wrapped = here.new_key("ann")
    seal = here.vault("ann", wrapped, here.current).seal(b"x")
    assert there.vault("ann", wrapped, there.current).unseal(seal) == b"x"
    there.new_key("bob")
    here.forget("ann")
    with pytest.raises(KeyLost):
        Cipher.at(tmp_path / "k").vault("ann", wrapped, here.current)
    assert (tmp_path / "k").read_text().count("user-") == 1
