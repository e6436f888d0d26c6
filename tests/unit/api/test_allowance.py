"""What models cost is kept with the user's rows: over a restart, per user and day, and never beyond the limit."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

from api.allowance import StoredMeter
from assistant.testing import NOW
from memory import open_store

TODAY = date(2026, 11, 23)


async def test_a_restart_does_not_begin_the_day_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    ann = await store.people.add("Ann", now=NOW, is_owner=True)
    bob = await store.people.add("Bob", now=NOW)
    await StoredMeter(store, lambda: NOW).add(ann.id, TODAY, 700)
    store.close()
    again = open_store(tmp_path)
    meter = StoredMeter(again, lambda: NOW)
    assert await meter.spent(ann.id, TODAY) == 700
    assert await meter.spent(bob.id, TODAY) == 0
    assert await meter.spent(ann.id, TODAY + timedelta(days=1)) == 0
    again.close()


async def test_the_limit_holds_for_turns_side_by_side(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    ann = await store.people.add("Ann", now=NOW, is_owner=True)
    meter = StoredMeter(store, lambda: NOW)
    taken = await asyncio.gather(*(meter.add(ann.id, TODAY, 300, limit=1000) for _ in range(8)))
    assert sum(taken) == 3
    assert await meter.spent(ann.id, TODAY) == 900
    assert await meter.add(ann.id, TODAY, -300)
    assert await meter.add(ann.id, TODAY, 300, limit=1000)
    store.close()


async def test_yesterday_is_dropped_and_all_of_it_is_in_the_export(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    ann = await store.people.add("Ann", now=NOW, is_owner=True)
    meter = StoredMeter(store, lambda: NOW)
    await meter.add(ann.id, TODAY - timedelta(days=1), 10)
    await meter.add(ann.id, TODAY, 20)
    assert await meter.spent(ann.id, TODAY - timedelta(days=1)) == 0
    assert "steward-model" in str(await store.export(ann.id))
    store.close()
