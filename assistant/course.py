"""A turn under way: it goes on to its end whoever listens, and tells every listener all of it from the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from assistant.events import TurnEvent

Tell = Callable[[TurnEvent], None]


class Course(AsyncIterator[TurnEvent]):
    """Work in a task of its own. Iterating it raises at the end what the work raised; `listen` only ends."""

    def __init__(self, work: Callable[[Tell], Awaitable[None]], *, name: str) -> None:
        self.events: list[TurnEvent] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._run(work), name=name)
        self._heard = self._listen_and_raise()

    async def listen(self) -> AsyncIterator[TurnEvent]:
        """Every event, as it comes. Going away loses nothing and stops nothing."""
        heard = 0
        while True:
            while heard < len(self.events):
                yield self.events[heard]
                heard += 1
            if self._task.done():
                return
            self._news.clear()
            await self._news.wait()

    async def end(self) -> list[TurnEvent]:
        """All its events, when it is over. Raises what the work raised; giving up waiting stops nothing."""
        await asyncio.shield(self._task)
        return self.events

    async def __anext__(self) -> TurnEvent:
        return await anext(self._heard)

    async def _listen_and_raise(self) -> AsyncIterator[TurnEvent]:
        async for event in self.listen():
            yield event
        await self.end()

    async def _run(self, work: Callable[[Tell], Awaitable[None]]) -> None:
        try:
            await work(self._tell)
        finally:
            self._news.set()

    def _tell(self, event: TurnEvent) -> None:
        self.events.append(event)
        self._news.set()
