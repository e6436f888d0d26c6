"""The wake-up: one in-memory job for the next due time, a safety poll, and a loop that claims what is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from api.clock.time import SteadyClock
from assistant.ports import Due
from assistant.types import Delivery

log = logging.getLogger("steward.clock")

_JOB = "wake"
_BATCH = 50


class Waker:
    """Truth is the due table; the scheduler only wakes us. A missed wake-up costs at most `poll` seconds."""

    def __init__(
        self, *, due: Due, clock: SteadyClock, deliver: Callable[[Delivery], None], poll: float = 30.0
    ) -> None:
        self._due, self._clock, self._deliver, self._poll = due, clock, deliver, poll
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._scheduler.start()
        self.nudge()
        self._loop = asyncio.create_task(self._run(), name="steward-waker")

    async def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop

    def nudge(self) -> None:
        """Something about the due table changed: look again now."""
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._deliver_what_is_due()
                await self._arm()
            except Exception:
                # The table is still the truth: look again soon rather than give up ringing.
                log.exception("could not look at what is due")
                self._wake_in(min(5.0, self._poll))

    async def _deliver_what_is_due(self) -> None:
        while deliveries := await self._due.claim(self._clock.now(), _BATCH):
            for delivery in deliveries:
                self._deliver(delivery)

    async def _arm(self) -> None:
        following = await self._due.next_due()
        seconds = self._clock.seconds_until(following) if following is not None else None
        self._wake_in(self._poll if seconds is None else min(seconds, self._poll))

    def _wake_in(self, seconds: float) -> None:
        # A floor, so that a row which cannot be claimed does not turn into a busy loop.
        at = datetime.now(UTC) + timedelta(seconds=max(seconds, 0.02))
        self._scheduler.add_job(
            self._wake.set,
            "date",
            run_date=at,
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
        )
