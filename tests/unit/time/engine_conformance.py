"""What every engine of the clock keeps to; run against the embedded one here and against PgQueuer in tests/servers."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from api.clock.engine import Engine
from api.clock.ringer import Ringer
from api.clock.time import SteadyClock
from assistant.changes import CancelFollowUp, PutFollowUp
from assistant.types import Delivery, Recurrence, Say, User
from memory import SqlStore

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEA = Say(zh="喝茶", en="Drink tea")
POLL = 0.4


@dataclass
class Ground:
    """A store on which any number of engines may run, and everything that rang."""

    store: SqlStore
    user: User
    make: Callable[[SteadyClock], Engine]
    clock: SteadyClock = field(default_factory=lambda: SteadyClock(base=START, anchor=time.time()))
    rung: list[Delivery] = field(default_factory=list)
    rang: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def names(self) -> list[str]:
        return [delivery.say.en for delivery in self.rung if delivery.state == "queued"]

    @asynccontextmanager
    async def running(self, count: int = 1) -> AsyncIterator[Engine]:
        engines = [self.make(self.clock) for _ in range(count)]
        self.store.due.wakes = engines[0]
        ringer = Ringer(due=self.store.due, clock=self.clock, deliver=self._take)
        tasks = [asyncio.create_task(engine.run(ringer.ring)) for engine in engines]
        try:
            yield engines[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self, batch: Sequence[Delivery]) -> None:
        self.rung += batch
        self.rang.set()

    async def put(self, name: str, seconds: float) -> str:
        """A reminder that many seconds from now; its id."""
        return await self._put(PutFollowUp.reminder(key=name, due_at=self._in(seconds), say=Say(zh=name, en=name)))

    async def alarm(self, name: str, seconds: float) -> str:
        return await self._put(PutFollowUp.alarm(key=name, due_at=self._in(seconds), say=Say(zh=name, en=name)))

    async def many(self, count: int, seconds: float) -> None:
        due, now = self._in(seconds), self.clock.now()

        def work(tx: object) -> None:
            for number in range(count):
                put = PutFollowUp.reminder(key=f"n{number}", due_at=due, say=Say(zh=f"n{number}", en=f"n{number}"))
                tx.apply(put, plugin="alarms", turn_id=None, now=now)  # type: ignore[attr-defined]

        await self.store.transact(self.user.id, work)

    async def cancel(self, follow_up_id: str) -> None:
        change = CancelFollowUp(id=follow_up_id)
        await self.store.transact(
            self.user.id, lambda tx: tx.apply(change, plugin="alarms", turn_id=None, now=self.clock.now())
        )

    async def until(self, count: int, seconds: float = 10.0) -> None:
        """Wait for so many rings."""
        async with asyncio.timeout(seconds):
            while len(self.rung) < count:
                self.rang.clear()
                await self.rang.wait()

    async def _put(self, put: PutFollowUp) -> str:
        undo = await self.store.transact(
            self.user.id, lambda tx: tx.apply(put, plugin="alarms", turn_id=None, now=self.clock.now())
        )
        return str(undo.id)

    def _in(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)


async def test_what_is_due_rings_at_its_time_and_once(ground: Ground) -> None:
    async with ground.running():
        await ground.put("soon", 0.5)
        await ground.until(1)
        await asyncio.sleep(2 * POLL)
    [delivery] = ground.rung
    late = (delivery.delivered_at - delivery.due_at).total_seconds()
    assert 0 <= late < 5  # the safety poll alone would also find it; a busy machine is not the engine's fault


async def test_what_came_due_while_nobody_ran_rings_at_the_start(ground: Ground) -> None:
    await ground.put("late", -3600)
    async with ground.running():
        await ground.until(1)
    assert ground.names == ["late"]


async def test_a_clock_that_stands_still_rings_what_is_due_and_nothing_else(ground: Ground) -> None:
    ground.clock = SteadyClock(base=START, anchor=time.time(), speed=0)
    async with ground.running():
        await ground.put("tomorrow", 86_400)
        await ground.put("now", 0)
        await ground.until(1)
    assert ground.names == ["now"]


async def test_something_set_later_for_sooner_rings_first(ground: Ground) -> None:
    async with ground.running():
        await ground.put("second", 1.2)
        await ground.put("first", 0.3)
        await ground.until(2)
    assert ground.names == ["first", "second"]


async def test_what_was_moved_rings_at_its_new_time_only(ground: Ground) -> None:
    """The wake for the old time comes all the same, and finds nothing due."""
    async with ground.running():
        await ground.put("tea", 0.4)
        await ground.put("tea", 2.0)
        await asyncio.sleep(1.2)
        assert ground.names == []
        await ground.until(1)
    assert ground.names == ["tea"]


async def test_what_was_cancelled_does_not_ring(ground: Ground) -> None:
    async with ground.running():
        await ground.cancel(await ground.put("gone", 0.4))
        await ground.put("there", 0.6)
        await ground.until(1)
        await asyncio.sleep(POLL)
    assert ground.names == ["there"]


async def test_a_transaction_that_fails_leaves_no_wake_behind(ground: Ground) -> None:
    put = PutFollowUp.reminder(key="never", due_at=ground.clock.now() + timedelta(seconds=0.3), say=TEA)

    def work(tx: object) -> None:
        tx.apply(put, plugin="alarms", turn_id=None, now=ground.clock.now())  # type: ignore[attr-defined]
        raise OSError("the power went")

    async with ground.running() as engine:
        with pytest.raises(OSError, match="power"):
            await ground.store.transact(ground.user.id, work)
        await ground.put("there", 0.5)
        await ground.until(1)
        await asyncio.sleep(POLL)
        assert (await engine.health()).backlog == 0
    assert ground.names == ["there"]


async def test_a_rule_goes_on_to_its_next_slots(ground: Ground) -> None:
    ground.clock = SteadyClock(base=START, anchor=time.time(), speed=86_400)  # a day a second
    put = PutFollowUp.reminder(
        key="daily", due_at=ground.clock.now() + timedelta(hours=12), say=TEA, recurrence=Recurrence(rrule="FREQ=DAILY")
    )
    async with ground.running():
        await ground._put(put)
        await ground.until(3)
    slots = [delivery.slot_id for delivery in ground.rung]
    assert len(slots) == len(set(slots))


async def test_a_burst_rings_whole_and_each_once_also_with_two_at_work(ground: Ground) -> None:
    await ground.many(400, 0.5)
    async with ground.running(count=2):
        await ground.until(400, seconds=30)
        await asyncio.sleep(2 * POLL)
    assert set(Counter(delivery.slot_id for delivery in ground.rung).values()) == {1}
    assert len(ground.rung) == 400


async def test_an_alarm_does_not_wait_for_a_burst_of_briefings(ground: Ground) -> None:
    due = ground.clock.now() - timedelta(seconds=1)

    def work(tx: object) -> None:
        for number in range(500):
            put = PutFollowUp.briefing(key=f"b{number}", due_at=due, say=TEA)
            tx.apply(put, plugin="briefing", turn_id=None, now=ground.clock.now())  # type: ignore[attr-defined]

    await ground.store.transact(ground.user.id, work)
    await ground.alarm("wake", 0)
    async with ground.running():
        await ground.until(1)
        await ground.until(501, seconds=30)
    place = [delivery.kind for delivery in ground.rung].index("alarm")
    assert place <= 250, place


async def test_a_storage_that_fails_for_a_moment_is_asked_again(ground: Ground) -> None:
    claim, broken = ground.store.due.claim, [2]

    async def sometimes(*given: object) -> tuple[Delivery, ...]:
        if broken[0]:
            broken[0] -= 1
            raise OSError("the disk is away")
        return await claim(*given)  # type: ignore[arg-type]

    ground.store.due.claim = sometimes  # type: ignore[method-assign, assignment]
    await ground.put("late", -1)
    async with ground.running():
        await ground.until(1, seconds=20)
    assert ground.names == ["late"]


async def test_health_says_what_waits(ground: Ground) -> None:
    await ground.put("late", -100)
    engine = ground.make(ground.clock)
    health = await engine.health()
    assert health.backlog == 1
    assert 100 <= health.oldest < 160
    assert health.dead == 0
