"""A store in memory that behaves like the real one: all or nothing, single-use approvals, exact undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from assistant.errors import NotFound
from assistant.testing.rows import Rows
from assistant.testing.unit import FakeUnitOfWork
from assistant.types import ActionState, Delivery, User

T = TypeVar("T")


class FakeStore:
    """Fulfils `assistant.ports.Store`. Look at `rows(user_id)` for what is in it."""

    def __init__(self, *users: User) -> None:
        self._rows: dict[str, Rows] = {user.id: Rows(user=user) for user in users}

    def add(self, user: User) -> None:
        self._rows[user.id] = Rows(user=user)

    async def transact(self, user_id: str, work: Callable[[FakeUnitOfWork], T]) -> T:
        """Run `work`; keep what it wrote unless it raises."""
        draft = self.rows(user_id).copy()
        result = work(FakeUnitOfWork(draft))
        self._rows[user_id] = draft
        return result

    async def read(self, user_id: str, work: Callable[[FakeUnitOfWork], T]) -> T:
        """Run `work` on a copy: what it writes is gone."""
        return work(FakeUnitOfWork(self.rows(user_id).copy()))

    async def recover(self, now: datetime) -> int:
        """After a start: calls that were in flight become "unknown", never repeated. Returns how many there were."""
        count = 0
        for rows in self._rows.values():
            for action in [a for a in rows.actions.values() if a.state is ActionState.DISPATCHED]:
                FakeUnitOfWork(rows).move_action(action.id, ActionState.UNKNOWN, at=now, error="crashed")
                count += 1
        return count

    async def ring(self, user_id: str, now: datetime) -> tuple[Delivery, ...]:
        """Let what is due by `now` ring, once per slot, as the clock would."""
        return await self.transact(user_id, lambda tx: tx.ring(now))

    def rows(self, user_id: str) -> Rows:
        if user_id not in self._rows:
            raise NotFound
        return self._rows[user_id]
