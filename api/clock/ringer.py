"""Rings what is due in one lane: claimed in batches that grow with the burst, handed on as they are committed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from time import monotonic

from api.clock.engine import LANES
from assistant.ports import Clock, Due
from assistant.types import Delivery

_FIRST = 50  # the first ring of a burst does not wait for the others
_MOST = 800
_CALM = 200  # lanes that may be held up let the alarms in after so many
_URGENT = ("alarm", "reminder")
_PATIENCE = 1.0  # seconds of a long burst after which channels beside the page get their turn


class Ringer:
    """`deliver` gets each batch at once, `settled` is called when a burst is over or goes on for long."""

    def __init__(
        self,
        *,
        due: Due,
        clock: Clock,
        deliver: Callable[[Sequence[Delivery]], None],
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self._due, self._clock, self._deliver, self._settled = due, clock, deliver, settled
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ring(self, lane: str) -> int:
        """All that is due in that lane now; returns how many rang. Two calls for one lane follow each other."""
        async with self._locks[lane]:
            return await self._ring(lane, _MOST if lane in _URGENT else _CALM)

    async def _ring(self, lane: str, most: int) -> int:
        count, size, since = 0, min(_FIRST, most), monotonic()
        while rung := await self._due.claim(self._clock.now(), size, LANES[lane]):
            self._deliver(rung)
            count += len(rung)
            if len(rung) < size:
                break
            size = min(2 * size, most)
            if monotonic() - since > _PATIENCE:
                since = monotonic()
                self._settled()
            if lane not in _URGENT:
                for urgent in _URGENT:
                    count += await self.ring(urgent)
        if count:
            self._settled()
        return count
