"""Work that goes on beside the requests, for as long as the house is open."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any


def in_background(work: Coroutine[Any, Any, None], name: str, stack: AsyncExitStack) -> None:
    """Ended, and waited for, when the stack is unwound."""
    task = asyncio.create_task(work, name=name)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
