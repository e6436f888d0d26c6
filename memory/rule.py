"""When one follow-up is due: its start, zone and rule, from a wish or from a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from assistant.changes import PutFollowUp
from assistant.codec import restore
from assistant.errors import InvalidArgument
from assistant.moments import zone
from assistant.occurrences import check, next_slot
from assistant.types import FollowUpState, Recurrence
from memory.cipher import Vault
from memory.tables.columns import moment

_INSTANT = timedelta(microseconds=1)
_LAST_YEAR = 9998  # a day more or less around the very end would overflow


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """`start` is the naive wall time a recurrence counts from, `due` the next slot in its zone."""

    timezone: str
    start: datetime
    due: datetime
    recurrence: Recurrence | None = None

    @classmethod
    def of(cls, row: Row[Any], vault: Vault) -> Rule:
        return cls.from_content(row, vault.read(row.content))

    @classmethod
    def from_content(cls, row: Row[Any], content: Any) -> Rule:
        recurrence = restore(Recurrence, content["recurrence"]) if content["recurrence"] else None
        due = moment(row.due_us).astimezone(zone(row.timezone))
        return cls(timezone=row.timezone, start=datetime.fromisoformat(row.start), due=due, recurrence=recurrence)

    @classmethod
    def make(cls, change: PutFollowUp, timezone: str, old: Rule | None, now: datetime) -> Rule:
        """What the wish asks for. Raises InvalidArgument: no such zone, out of range, never, or every second."""
        try:
            due = change.due_at.astimezone(zone(timezone))
        except (ValueError, OverflowError) as error:
            raise InvalidArgument(f"I cannot use that time: {error}", "这个时间我用不了。") from error
        if due.year > _LAST_YEAR:
            raise InvalidArgument("That is too far away.", "这个时间太远了。")
        if change.recurrence is not None and change.state is not FollowUpState.SNOOZED:
            due = due.replace(microsecond=0)  # rules count in whole seconds: a fraction would put the first slot off
        wish = cls(timezone=timezone, start=due.replace(tzinfo=None), due=due, recurrence=change.recurrence)
        if change.recurrence is None:
            return wish
        same = old is not None and (old.recurrence, old.timezone) == (wish.recurrence, timezone)
        if old is not None and same and (change.state is FollowUpState.SNOOZED or old._has(due)):
            return cls(timezone=timezone, start=old.start, due=due, recurrence=wish.recurrence)
        return wish._begun(now, change.state)

    def _begun(self, now: datetime, state: FollowUpState) -> Rule:
        """The same with its first slot: the rule may leave out the day that was named."""
        assert self.recurrence is not None
        first = check(self.start, self.timezone, self.recurrence).at
        if first <= now and state is FollowUpState.SCHEDULED:
            first = self.after(now) or first
        return Rule(timezone=self.timezone, start=self.start, due=first, recurrence=self.recurrence)

    def _has(self, due: datetime) -> bool:
        return self.after(due - _INSTANT) == due

    def after(self, moment: datetime) -> datetime | None:
        """The next slot after that moment; None when there is none left."""
        if self.recurrence is None:
            return None
        slot = next_slot(self.start, self.timezone, self.recurrence, moment)
        return slot.at if slot else None
