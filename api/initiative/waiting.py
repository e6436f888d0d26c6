"""What the house itself tells its capabilities: what waits for a yes, and what the user said in this talk."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.plugin import Plugin
from assistant.ports import Clock, Said, Waiting
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


@dataclass(frozen=True, slots=True)
class Sentences:
    """Fulfils the port `Said`."""

    store: SqlStore

    async def before(self, user: User, turn_id: str, limit: int = 12) -> tuple[str, ...]:
        turn = await self.store.read(user.id, lambda tx: tx.turn(turn_id))
        if turn is None:
            return ()
        lines = await self.store.read(user.id, lambda tx: tx.lines(turn.conversation, 2 * limit + 2))
        return tuple(line.text for line in lines if line.role == "user" and line.turn_id != turn_id)[-limit:]


def house(store: SqlStore, clock: Clock) -> Plugin:
    """Not a capability: what the house itself provides to those that ask for it."""
    return Plugin("house", provides={Waiting: lambda _: Questions(store, clock), Said: lambda _: Sentences(store)})
