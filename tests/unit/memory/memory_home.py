"""The store a test works on, with two people who must never meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.types import Turn, User, Utterance
from memory import SqlStore

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Home:
    """The store and two of its users. `do` and `see` run one transaction for Ann, or for whom they are told."""

    store: SqlStore
    ann: User
    bob: User
    now: datetime = NOW

    async def do(self, work: Any, who: User | None = None) -> Any:
        return await self.store.transact((who or self.ann).id, work)

    async def see(self, work: Any, who: User | None = None) -> Any:
        return await self.store.read((who or self.ann).id, work)

    async def apply(
        self, change: Any, who: User | None = None, *, plugin: str = "alarms", turn: str | None = None
    ) -> Any:
        return await self.do(lambda tx: tx.apply(change, plugin=plugin, turn_id=turn, now=self.now), who)

    def turn(self, id: str, text: str, *, conversation: str = "c1", who: User | None = None, **more: Any) -> Turn:
        utterance = Utterance(text=text)
        return Turn(id=id, conversation=conversation, user=who or self.ann, utterance=utterance, now=self.now, **more)

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now
