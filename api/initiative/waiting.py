"""What waits for a yes, for whoever sums up the day: fulfils the port `Waiting`."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.plugin import Plugin
from assistant.ports import Clock, Waiting
from assistant.types import Say, Sensitivity, User
from memory import SqlStore

_PRIVATE = Say(zh="一件私事", en="something private")


@dataclass(frozen=True, slots=True)
class Questions:
    store: SqlStore
    clock: Clock

    async def questions(self, user: User) -> tuple[Say, ...]:
        now = self.clock.now()
        rows = await self.store.read(user.id, lambda tx: tx.approvals(open_at=now, limit=50))
        return tuple(_PRIVATE if row.sensitivity is Sensitivity.PRIVATE else row.question for row in rows)


def house(store: SqlStore, clock: Clock) -> Plugin:
    """Not a capability: what the house itself provides to those that ask for it."""
    return Plugin("house", provides={Waiting: lambda _: Questions(store, clock)})
