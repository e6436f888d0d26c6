"""Looks after actions whose outcome got lost: at start, and as long as one is open, its provider is asked again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from api.events import Hub, Notice
from assistant.reconciling import Reconciler
from assistant.types import Action, ActionState
from memory import SqlStore

log = logging.getLogger("steward.reconciling")
_PAUSE = 60.0  # seconds of the machine's clock between two looks
_SETTLED = 50.0  # after so long nothing of ours is under way any more: longer than any tool's deadline


@dataclass(slots=True)
class Reconciling:
    """One look at all of them a minute; the ledger may ask for one at once."""

    store: SqlStore
    reconciler: Reconciler
    hub: Hub
    nudge: Callable[[], None]
    elapsed: Callable[[], float] = time.monotonic
    _seen: dict[str, float] = field(default_factory=dict, init=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="steward-reconciling")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def once(self) -> int:
        """Ask after every one; the user is told of what was found. Returns how many were cleared up."""
        cleared = 0
        for user_id, action_id in await self.store.in_doubt():
            try:
                after = await self._look(user_id, action_id, tell=True)
            except Exception:
                log.exception("asking after an action broke")
                continue
            cleared += after.state is not ActionState.UNKNOWN
        return cleared

    async def look(self, user_id: str, action_id: str) -> Action:
        """Ask after this one now; who asked sees the answer. Raises NotFound."""
        return await self._look(user_id, action_id, tell=False)

    async def _look(self, user_id: str, action_id: str, *, tell: bool) -> Action:
        now = self.elapsed()
        settled = now - self._seen.setdefault(action_id, now) >= _SETTLED
        after = await self.reconciler.look(user_id, action_id, settled=settled, tell=tell)
        if after.state is not ActionState.UNKNOWN:
            self._seen.pop(action_id, None)
            self.nudge()
            self.hub.publish(user_id, Notice(name="follow_ups_changed", data={}))
        return after

    async def _run(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(_PAUSE)
