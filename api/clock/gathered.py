"""Many wakes, one look: those that come while a look is under way share the next one."""

from __future__ import annotations

import asyncio

from api.clock.engine import Ring


class Gathered:
    """Every call returns after a whole look that began after it was made."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._waiting: dict[str, asyncio.Task[int]] = {}
        self._under_way: dict[str, asyncio.Task[int]] = {}

    async def __call__(self, lane: str) -> int:
        task = self._waiting.get(lane)
        if task is None:
            task = self._waiting[lane] = asyncio.create_task(self._look(lane), name=f"steward-look-{lane}")
        # Whoever gives up waiting does not take the look away from the others.
        return await asyncio.shield(task)

    async def _look(self, lane: str) -> int:
        before = self._under_way.get(lane)
        if before is not None:
            await asyncio.wait([before])
        self._under_way[lane] = self._waiting.pop(lane)
        return await self._ring(lane)
