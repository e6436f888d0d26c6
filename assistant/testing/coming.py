"""Follow-ups in memory: made, moved, cancelled, and rung once per slot when the test lets time pass."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.changes import CancelFollowUp, Change, PutFollowUp
from assistant.errors import InvalidArgument, NotFound
from assistant.moments import zone
from assistant.occurrences import check, next_slot
from assistant.testing.rows import Rows, stored
from assistant.types import Delivery, FollowUp, FollowUpState

_S = FollowUpState
OPEN = (_S.SCHEDULED, _S.SNOOZED, _S.DELIVERED, _S.ESCALATED)
_ARMED = (_S.SCHEDULED, _S.SNOOZED)
_INSTANT = timedelta(microseconds=1)
_ids = itertools.count(1)


class Coming:
    rows: Rows
    user_id: str

    def follow_ups(
        self, *, open_only: bool = True, limit: int = 200, plugin: str | None = None, at: datetime | None = None
    ) -> tuple[FollowUp, ...]:
        """By due time, the soonest first; only those of `plugin`, only those due within a second of `at`."""
        found = [
            f
            for f in self.rows.follow_ups.values()
            if (not open_only or f.state in OPEN)
            and (plugin is None or f.plugin == plugin)
            and (at is None or abs(f.due_at - at) < timedelta(seconds=1))
        ]
        return tuple(sorted(found, key=lambda f: f.due_at)[:limit])

    def follow_up(self, follow_up_id: str) -> FollowUp | None:
        return self.rows.follow_ups.get(follow_up_id)

    def put_follow_up(self, change: PutFollowUp, plugin: str, turn_id: str | None, now: datetime) -> Change:
        """Make it, or replace the open one of the same key or id. Raises NotFound, InvalidArgument."""
        before = self._meant(change.id, change.key, plugin)
        if change.id is not None and before is None:
            raise NotFound
        timezone = change.timezone or self.rows.user.timezone
        start, due = self._slots(change, before, timezone, now)
        made = FollowUp(
            id=before.id if before else f"follow-up-{next(_ids)}",
            user_id=self.user_id,
            plugin=before.plugin if before else plugin,
            key=change.key,
            kind=change.kind,
            due_at=due,
            timezone=timezone,
            say=change.say,
            recurrence=change.recurrence,
            then=change.then,
            policy=change.policy,
            state=change.state,
            version=before.version + 1 if before else 1,
            snoozes=change.snoozes,
            source_turn=before.source_turn if before else turn_id,
            sensitivity=change.sensitivity,
        )
        self.rows.follow_ups[made.id] = stored(FollowUp, made)
        self.rows.starts[made.id] = start
        if before is None or before.state is _S.CANCELLED:
            return CancelFollowUp(id=made.id)
        return PutFollowUp.of(before)

    def cancel_follow_up(self, change: CancelFollowUp, plugin: str) -> Change | None:
        """Stop it; returns what would bring it back. Raises NotFound."""
        before = self._meant(change.id, change.key, plugin)
        if before is None:
            raise NotFound
        if before.state is _S.CANCELLED:
            return None
        self.rows.follow_ups[before.id] = replace(before, state=_S.CANCELLED, version=before.version + 1, deliveries=())
        return PutFollowUp.of(before)

    def ring(self, now: datetime) -> tuple[Delivery, ...]:
        """What is due by now rings, once per slot; what comes back waits for its next slot."""
        rung = []
        for row in [f for f in self.follow_ups(limit=10_000) if f.state in _ARMED and f.due_at <= now]:
            following = self._after(row, now)
            delivery = Delivery(
                id=f"{row.slot_id}#1",
                sequence=next(_ids),
                slot_id=row.slot_id,
                follow_up_id=row.id,
                user_id=self.user_id,
                kind=row.kind,
                say=row.say,
                due_at=row.due_at,
                delivered_at=now,
                late_seconds=int((now - row.due_at).total_seconds()),
                state="sent",
            )
            state, due = (_S.SCHEDULED, following) if following else (_S.DELIVERED, row.due_at)
            self.rows.follow_ups[row.id] = replace(row, state=state, due_at=due, deliveries=(delivery,))
            rung.append(delivery)
        return tuple(rung)

    def _meant(self, follow_up_id: str | None, key: str | None, plugin: str) -> FollowUp | None:
        if follow_up_id is not None:
            return self.rows.follow_ups.get(follow_up_id)
        found = [f for f in self.rows.follow_ups.values() if (f.plugin, f.key) == (plugin, key) and f.state in OPEN]
        return found[-1] if found else None

    def _slots(
        self, change: PutFollowUp, before: FollowUp | None, timezone: str, now: datetime
    ) -> tuple[datetime, datetime]:
        """(where the rule counts from, the next slot). A rule that stays the same keeps counting from its start."""
        try:
            due = change.due_at.astimezone(zone(timezone))
        except (ValueError, OverflowError) as error:
            raise InvalidArgument(f"I cannot use that time: {error}", "这个时间我用不了。") from error
        if change.recurrence is not None and change.state is not _S.SNOOZED:
            due = due.replace(microsecond=0)  # rules count in whole seconds: a fraction would put the first slot off
        start = due.replace(tzinfo=None)
        if change.recurrence is None:
            return start, due
        if before is not None and (before.recurrence, before.timezone) == (change.recurrence, timezone):
            old = self.rows.starts[before.id]
            slot = next_slot(old, timezone, change.recurrence, due - _INSTANT)
            if change.state is _S.SNOOZED or (slot is not None and slot.at == due):
                return old, due
        first = check(start, timezone, change.recurrence).at
        if first <= now and change.state is _S.SCHEDULED:
            later = next_slot(start, timezone, change.recurrence, now)
            first = later.at if later else first
        return start, first

    def _after(self, row: FollowUp, now: datetime) -> datetime | None:
        if row.recurrence is None:
            return None
        slot = next_slot(self.rows.starts[row.id], row.timezone, row.recurrence, now)
        return slot.at if slot else None
