"""How many tokens a user's day has cost, kept with the user's other rows: a restart does not begin the day anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.changes import DeleteRecord, PutRecord
from assistant.ports import Store, UnitOfWork

PLUGIN, KIND = "steward-model", "tokens"  # no plugin can be called that


@dataclass(frozen=True, slots=True)
class StoredMeter:
    """One row per user: the day and its tokens. Exported and erased with everything else of that user."""

    store: Store
    now: Callable[[], datetime]

    async def spent(self, user_id: str, day: date) -> int:
        return await self.store.read(user_id, lambda tx: _days(tx).get(day.isoformat(), 0))

    async def add(self, user_id: str, day: date, tokens: int, *, limit: int | None = None) -> bool:
        """In one transaction, so that several workers together keep the limit too."""
        return await self.store.transact(user_id, lambda tx: self._add(tx, day.isoformat(), tokens, limit))

    def _add(self, tx: UnitOfWork, day: str, tokens: int, limit: int | None) -> bool:
        days, now = _days(tx), self.now()
        total = days.get(day, 0) + tokens
        if limit is not None and total > limit:
            return False
        for old in days.keys() - {day}:
            if old < day:
                tx.apply(DeleteRecord(kind=KIND, key=old), plugin=PLUGIN, turn_id=None, now=now)
        tx.apply(PutRecord(kind=KIND, key=day, data={"tokens": total}), plugin=PLUGIN, turn_id=None, now=now)
        return True


def _days(tx: UnitOfWork) -> Mapping[str, int]:
    return {row.key: int(row.data.get("tokens", 0)) for row in tx.records(PLUGIN, KIND)}
