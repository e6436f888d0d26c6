"""The wake-up against a due table in memory: on time, in batches, earlier when something changes, and after trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from api.clock.embedded import Embedded
from api.clock.ringer import Ringer
from api.clock.time import SteadyClock
from assistant.types import Delivery, FollowUpState, Say

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class DueTable:
    """Behaves like the real one: each slot is handed out once."""

    def __init__(self) -> None:
        self.rows: dict[str, datetime] = {}
        self.broken = 0

    async def next_due(self) -> datetime | None:
        return min(self.rows.values(), default=None)

    async def backlog(self, now: datetime) -> tuple[int, datetime | None]:
        due = [at for at in self.rows.values() if at <= now]
        return len(due), min(due, default=None)

    async def claim(self, now: datetime, limit: int, kinds: Sequence[str] = ()) -> tuple[Delivery, ...]:
        if self.broken:
            self.broken -= 1
            raise OSError("the disk is away")
        due = sorted((at, name) for name, at in self.rows.items() if at <= now)[:limit]
        for _, name in due:
            del self.rows[name]
        return tuple(_delivery(name, at, now) for at, name in due)

    async def settle(self, follow_up_id: str, state: FollowUpState, now: datetime) -> None:
        self.rows.pop(follow_up_id, None)


def _delivery(name: str, at: datetime, now: datetime) -> Delivery:
    return Delivery(
        id=name,
        sequence=1,
        slot_id=name,
        follow_up_id=name,
        user_id="u",
        kind="alarm",
        say=Say(zh="到点了", en="It is time"),
        due_at=at,
        delivered_at=now,
    )


@asynccontextmanager
async def waking(
    table: DueTable, *, speed: float, poll: float = 30.0
) -> AsyncIterator[tuple[Embedded, asyncio.Queue[str]]]:
    rung: asyncio.Queue[str] = asyncio.Queue()
    import time

    clock = SteadyClock(base=START, anchor=time.time(), speed=speed)
    engine = Embedded(due=table, clock=clock, poll=poll)
    ringer = Ringer(due=table, clock=clock, deliver=lambda batch: [rung.put_nowait(d.slot_id) for d in batch])
    running = asyncio.create_task(engine.run(ringer.ring))
    try:
        yield engine, rung
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _next(rung: asyncio.Queue[str]) -> str:
    return await asyncio.wait_for(rung.get(), 5)


async def test_what_was_due_while_we_were_away_rings_at_once_even_when_the_clock_stands_still() -> None:
    table = DueTable()
    table.rows = {"late": START - timedelta(hours=3)}
    async with waking(table, speed=0) as (_, rung):
        assert await _next(rung) == "late"


async def test_it_wakes_for_the_next_due_time() -> None:
    table = DueTable()
    table.rows = {"tea": START + timedelta(minutes=5), "egg": START + timedelta(minutes=3)}
    async with waking(table, speed=3000) as (_, rung):
        assert [await _next(rung), await _next(rung)] == ["egg", "tea"]


async def test_something_set_later_for_sooner_rings_first() -> None:
    table = DueTable()
    table.rows = {"tomorrow": START + timedelta(days=1)}
    async with waking(table, speed=600) as (engine, rung):
        await asyncio.sleep(0)
        table.rows["soon"] = START + timedelta(minutes=1)
        engine.nudge()
        assert await _next(rung) == "soon"


async def test_the_safety_poll_finds_what_nobody_announced() -> None:
    table = DueTable()
    async with waking(table, speed=0, poll=0.05) as (_, rung):
        table.rows["unannounced"] = START
        assert await _next(rung) == "unannounced"


async def test_a_storage_that_fails_once_does_not_stop_the_clock() -> None:
    table = DueTable()
    table.rows, table.broken = {"alarm": START}, 1
    async with waking(table, speed=1, poll=0.05) as (_, rung):
        assert await _next(rung) == "alarm"


async def test_a_thousand_at_once_all_ring_once() -> None:
    table = DueTable()
    table.rows = {f"n{i}": START for i in range(1000)}
    async with waking(table, speed=1) as (_, rung):
        assert len({await _next(rung) for _ in range(1000)}) == 1000
        assert rung.empty()
