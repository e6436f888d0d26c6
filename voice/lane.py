"""A line before one slow worker: a few may wait, none for long, and a worker that hangs is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assistant.errors import EarsBusy

T = TypeVar("T")


class Hung(EarsBusy):
    """Listening took far too long and was given up. Please try again."""

    code = "ears_busy"
    zh = "识别花的时间太长，已放弃，请再试一次。"


class Lane:
    """Runs one blocking call at a time, in order of arrival."""

    def __init__(self, name: str, *, places: int = 8, patience: float = 8.0) -> None:
        self._name = name
        self._places = places
        self._patience = patience
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._pool = self._worker()

    def _worker(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix=self._name)

    @property
    def waiting(self) -> int:
        return self._waiting

    async def run(self, work: Callable[[], T], *, limit: float) -> T:
        """`work()` on the worker. Raises EarsBusy when the line is full or slow, Hung after `limit` seconds."""
        if self._waiting >= self._places:
            raise EarsBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            raise EarsBusy from None
        finally:
            self._waiting -= 1
        # A task of its own: when the caller leaves, the thread goes on, and the next one waits until it is through.
        job = asyncio.create_task(self._watched(work, limit))
        job.add_done_callback(lambda over: over.cancelled() or over.exception())
        return await asyncio.shield(job)

    async def _watched(self, work: Callable[[], T], limit: float) -> T:
        job = asyncio.get_running_loop().run_in_executor(self._pool, work)
        try:
            done, _ = await asyncio.wait({job}, timeout=limit)
            if done:
                return job.result()
            job.add_done_callback(lambda over: over.cancelled() or over.exception())
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._worker()
            raise Hung
        finally:
            self._turn.release()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
