"""Drains the outbox: fans deliveries out to channels, sends each with a lease, records each result, tries again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

from api.clock.time import SteadyClock, machine_now
from api.delivery.channels import Channels
from api.delivery.message import Result, message_of
from api.metrics import Metrics
from memory.outbox import Outbox, Parcel

log = logging.getLogger("steward.sender")

_PAUSES = (5, 30, 120, 600, 1800, 3600)  # seconds of the machine's clock between tries; the last one repeats
_TRIES = 40  # more than a day
_AT_ONCE = 32
_PER_KIND = 8  # a slow service must not hold up the others
_SOON = 0.05  # a burst is rung on the page before anything else is done with it


class Sender:
    def __init__(
        self,
        *,
        outbox: Outbox,
        channels: Channels,
        clock: SteadyClock,
        metrics: Metrics,
        gone: Callable[[Parcel], Awaitable[None]],
        poll: float = 30.0,
    ) -> None:
        self._outbox, self._channels, self._clock, self._metrics = outbox, channels, clock, metrics
        self._gone, self._poll = gone, poll
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._lanes: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_PER_KIND))
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self.nudge()
        self._loop = asyncio.create_task(self._run(), name="steward-sender")

    def nudge(self) -> None:
        self._wake.set()

    async def stop(self) -> None:
        """What is under way may end; what is not sent stays in the outbox."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=3)
        for task in self._under_way:
            task.cancel()

    async def _run(self) -> None:
        seconds = 0.0
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(seconds, _SOON))
            self._wake.clear()
            await asyncio.sleep(_SOON)
            try:
                while await self._outbox.fan_out(self._clock.now()):
                    pass
                await self._send_what_is_due()
                seconds = await self._until_next()
            except Exception:
                log.exception("could not look at what is to be sent")
                seconds = 5.0

    async def _send_what_is_due(self) -> None:
        while len(self._under_way) < _AT_ONCE:
            parcels = await self._outbox.lease(self._clock.now(), machine_now(), _AT_ONCE - len(self._under_way))
            if not parcels:
                return
            for parcel in parcels:
                task = asyncio.create_task(self._send(parcel), name="steward-parcel")
                self._under_way.add(task)
                task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a parcel was not recorded; its lease ends by itself", exc_info=task.exception())
        if len(self._under_way) == _AT_ONCE - 1:
            self.nudge()

    async def _send(self, parcel: Parcel) -> None:
        address, user = parcel.address, parcel.user
        message = message_of(
            parcel.delivery, user.language, private=parcel.private, person=address.get("person"), name=user.name
        )
        async with self._lanes[address["kind"]]:
            result = await self._channels.send(address, message)
        await self._record(parcel, result)

    async def _record(self, parcel: Parcel, result: Result) -> None:
        self._metrics.dispatches[parcel.address["kind"], result.state] += 1
        now, retry = machine_now(), None
        if result.state == "failed" and result.again and parcel.attempts < _TRIES:
            pause = _PAUSES[min(parcel.attempts, len(_PAUSES) - 1)]
            retry = now + timedelta(seconds=pause)
        await self._outbox.record(parcel.number, result.state, at=now, detail=result.detail, retry=retry)
        if result.state == "gone":
            await self._gone(parcel)

    async def _until_next(self) -> float:
        not_before, retry = await self._outbox.next_times()
        if not_before is None or retry is None:
            return self._poll
        waits = self._clock.seconds_until(not_before)
        real = (retry - machine_now()).total_seconds()
        return min(self._poll, max(self._poll if waits is None else waits, real, 0.2))
