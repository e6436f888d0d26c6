"""A data folder written by an earlier version opens, migrates, and has lost nothing."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from memory import open_store

WRITTEN = Path(__file__).parents[2] / "data" / "previous_store.zip"  # two users, shape 0002
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_an_earlier_versions_folder_is_whole_after_the_migration(tmp_path: Path) -> None:
    zipfile.ZipFile(WRITTEN).extractall(tmp_path)
    store = open_store(tmp_path)
    ann, bob = await store.people.everyone()
    found = await store.read(ann.id, lambda tx: tx.recall("where is my violin", now=NOW))
    assert [fact.text for fact in found] == ["My violin is at the workshop"]
    home = await store.read(ann.id, lambda tx: tx.recall("where do I live", now=NOW))
    assert [fact.text for fact in home] == ["I moved to Paris"]
    health = await store.read(ann.id, lambda tx: tx.recall("Zestoretic", now=NOW))
    assert [fact.text for fact in health] == ["I take Zestoretic"]
    lines = await store.read(ann.id, lambda tx: tx.search("who has the bicycle key"))
    assert [line.text for line in lines][:1] == ["my bicycle key is with the porter"]
    assert [f.key for f in await store.read(ann.id, lambda tx: tx.follow_ups())] == ["k"]
    theirs = await store.read(bob.id, lambda tx: tx.recall("车停在哪儿", now=NOW))
    assert [fact.text for fact in theirs] == ["我的车停在地下三层"]
    assert await store.read(ann.id, lambda tx: tx.verify().is_whole)
    store.close()
