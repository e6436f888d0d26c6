"""The engine of one machine: one in-memory job for the next due time, a safety poll, and a loop that rings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from api.clock.engine import LANES, Health, Ring
from api.clock.time import SteadyClock
from assistant.ports import Due
from memory.wakes import Connection, Wake

log = logging.getLogger("steward.clock")

_JOB = "wake"


class Embedded:
    """The scheduler only wakes us, whatever becomes of its job: a missed wake-up costs at most `poll` seconds."""

    def __init__(self, *, due: Due, clock: SteadyClock, poll: float = 30.0) -> None:
        self._due, self._clock, self._poll = due, clock, poll
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def arm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Looked at again when the transaction is over: what it wrote is read on the same thread, after it."""
        if wakes and self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    def disarm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """There is one wake-up for all: it finds nothing, and that is that."""

    def nudge(self) -> None:
        """Something about the due table changed: look again now."""
        self._wake.set()

    async def run(self, ring: Ring) -> None:
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        self._loop = asyncio.get_running_loop()
        self.nudge()
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                self._wake_in(scheduler, await self._look(ring))
        finally:
            self._loop = None
            scheduler.shutdown(wait=False)

    async def health(self) -> Health:
        now = self._clock.now()
        count, since = await self._due.backlog(now)
        return Health(engine="embedded", backlog=count, oldest=(now - since).total_seconds() if since else 0.0)

    async def _look(self, ring: Ring) -> float:
        """Ring what is due; returns the seconds until the next look."""
        try:
            for lane in LANES:
                await ring(lane)
            following = await self._due.next_due()
        except Exception:
            # The table is still the truth: look again soon rather than give up ringing.
            log.exception("could not look at what is due")
            return min(5.0, self._poll)
        seconds = self._clock.seconds_until(following) if following is not None else None
        return self._poll if seconds is None else min(seconds, self._poll)

    def _wake_in(self, scheduler: AsyncIOScheduler, seconds: float) -> None:
        # A floor, so that a row which cannot be claimed does not turn into a busy loop.
        at = datetime.now(UTC) + timedelta(seconds=max(seconds, 0.02))
        scheduler.add_job(
            self._wake.set,
            "date",
            run_date=at,
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
        )
