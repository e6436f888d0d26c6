"""A year and more of daily alarms, at the wall times that clocks skip and double, on a machine whose clock jumps."""

from __future__ import annotations

from benchmarks.timing_years import FIRST, WALLS, live
from memory import open_store


async def test_every_day_rings_once() -> None:
    store = open_store()
    user = await store.people.add("Ann", now=FIRST, timezone="UTC", is_owner=True)
    lived = await live(store, user, WALLS[::4], days=380)
    store.close()
    assert lived.alarms > 1000
    assert (lived.missed, lived.doubled) == (0, 0)
