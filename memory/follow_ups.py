"""What comes back by itself, as its user sees and changes it; `due.py` is the clock's side of the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, select, update

from assistant.changes import CancelFollowUp, Change, PutFollowUp
from assistant.errors import InvalidArgument, NotFound, TooLong
from assistant.initiative import OPENINGS, topic_of
from assistant.types import Delivery, FollowUp, FollowUpState, Sensitivity
from memory.follow_up_rows import content_of, delivery_of, follow_up_of
from memory.manners import Initiatives
from memory.rule import Rule
from memory.scope import its, mine, new_id
from memory.tables.columns import micros
from memory.tables.follow_ups import deliveries, follow_ups
from memory.wakes import Wake, Wakes

_S = FollowUpState
OPEN = tuple(state.value for state in (_S.SCHEDULED, _S.SNOOZED, _S.DELIVERED, _S.ESCALATED))
_ARMED = (_S.SCHEDULED, _S.SNOOZED)
_RINGING = ("queued", "sent")
_SECOND = timedelta(seconds=1)
_MAX_WORDS = 2000  # characters to say
_SHOWN = 5  # deliveries that a follow-up carries along
_ONE = select(follow_ups).where(mine(follow_ups, follow_ups.c.id == its("id")))
_ALL = select(follow_ups).where(mine(follow_ups)).order_by(follow_ups.c.due_us, follow_ups.c.seq).limit(its("limit"))
_ALL_OPEN = _ALL.where(follow_ups.c.state.in_(OPEN))
_OF_PLUGIN = follow_ups.c.plugin == its("plugin")
_DUE_AT = and_(follow_ups.c.due_us > its("least"), follow_ups.c.due_us < its("most"))
_OPEN_BY_KEY = (
    select(follow_ups)
    .where(mine(follow_ups, follow_ups.c.plugin == its("plugin"), follow_ups.c.key_tag == its("tag")))
    .where(follow_ups.c.state.in_(OPEN))
    .order_by(follow_ups.c.seq.desc())
    .limit(1)
)
_INSERT = follow_ups.insert()
_CHANGE = update(follow_ups).where(follow_ups.c.seq == its("seq"))
_OF_FOLLOW_UP = mine(deliveries, deliveries.c.follow_up_id == its("id"))
_RANG = update(deliveries).where(_OF_FOLLOW_UP, deliveries.c.state.in_(_RINGING)).values(state=its("state"))
_LAST = select(deliveries).where(_OF_FOLLOW_UP).order_by(deliveries.c.sequence.desc()).limit(_SHOWN)
_SINCE = (
    select(deliveries)
    .where(mine(deliveries, deliveries.c.sequence > its("after")))
    .order_by(deliveries.c.sequence)
    .limit(its("limit"))
)
_STILL = (
    select(deliveries)
    .where(mine(deliveries, deliveries.c.state.in_(_RINGING)))
    .order_by(deliveries.c.sequence.desc())
    .limit(its("limit"))
)
_QUIET: dict[str, Any] = {"rings": 0, "repeat_us": None, "escalate_us": None}


class FollowUps(Initiatives):
    wakes: Wakes | None = None  # who is told when a row is to be looked at next

    def follow_ups(
        self, *, open_only: bool = True, limit: int = 200, plugin: str | None = None, at: datetime | None = None
    ) -> tuple[FollowUp, ...]:
        """By due time, the soonest first; only those of `plugin`, only those due within a second of `at`."""
        wanted, values = _ALL_OPEN if open_only else _ALL, dict[str, object]()
        if plugin is not None:
            wanted, values = wanted.where(_OF_PLUGIN), {**values, "plugin": plugin}
        if at is not None:
            wanted, values = (
                wanted.where(_DUE_AT),
                {**values, "least": micros(at - _SECOND), "most": micros(at + _SECOND)},
            )
        rows = self._all(wanted, limit=limit, **values)
        shown = self._deliveries_of([row for row in rows if row.ring_us is not None])
        return tuple(follow_up_of(row, self.vault, shown.get(row.id, ())) for row in rows)

    def follow_up(self, follow_up_id: str) -> FollowUp | None:
        row = self._follow_up_row(follow_up_id)
        return follow_up_of(row, self.vault, self._deliveries_of([row]).get(row.id, ())) if row else None

    def put_follow_up(self, change: PutFollowUp, plugin: str, turn_id: str | None, now: datetime) -> Change:
        """Make it, or replace the open one of the same key or id. Raises NotFound, InvalidArgument, TooLong."""
        if max(len(change.say.zh), len(change.say.en), len(change.key)) > _MAX_WORDS:
            raise TooLong
        self._touched(turn_id, change.sensitivity)
        before = self._meant(change.id, change.key, plugin)
        if change.id is not None and before is None:
            raise NotFound
        rule = self._rule(change, before, now)
        row = {
            "key_tag": self._key_tag(change.key),
            "kind": change.kind,
            "state": change.state.value,
            "timezone": rule.timezone,
            "start": rule.start.isoformat(),
            "due_us": micros(rule.due),
            "wake_us": micros(rule.due) if change.state in _ARMED else None,
            "snoozes": change.snoozes,
            "sensitivity": change.sensitivity.value,
            "content": self.vault.write(content_of(change), private=change.sensitivity is Sensitivity.PRIVATE),
            **_QUIET,
        }
        return self._insert(row, plugin, turn_id) if before is None else self._replace(before, row, change)

    def cancel_follow_up(self, change: CancelFollowUp, plugin: str) -> Change | None:
        """Stop it; returns what would bring it back. Raises NotFound."""
        row = self._meant(change.id, change.key, plugin)
        if row is None:
            raise NotFound
        if row.state == _S.CANCELLED.value:
            return None
        self._set(row, state=_S.CANCELLED.value, wake_us=None, version=row.version + 1, **_QUIET)
        self._rang(row.id, "acknowledged")
        return self._as_it_was(row)

    def acknowledge(self, follow_up_id: str, now: datetime) -> FollowUp:
        """The user has seen it: it stops ringing, and what recurs waits for its next slot. Raises NotFound."""
        row = self._known_row(follow_up_id)
        if row.kind in OPENINGS:
            self.teach(topic_of(row.plugin, row.kind), "taken", now)
        due, state = row.due_us, _S.ACKNOWLEDGED
        rule = Rule.of(row, self.vault)
        if rule.recurrence is not None and row.state in OPEN:
            waits = row.state != _S.SNOOZED.value and rule.due > now
            following = rule.due if waits else rule.after(now)
            if following is not None:
                due, state = micros(following), _S.SCHEDULED
        wake = due if state is _S.SCHEDULED else None
        self._set(row, state=state.value, due_us=due, wake_us=wake, **_QUIET)
        self._rang(row.id, "acknowledged")
        return self._seen(follow_up_id)

    def snooze(self, follow_up_id: str, until: datetime, now: datetime) -> FollowUp:
        """Ring again at `until`, under a slot of its own. Raises NotFound, InvalidArgument (not in the future)."""
        row = self._known_row(follow_up_id)
        if until <= now:
            raise InvalidArgument("That time has already passed.", "这个时间已经过了。")
        changes = {"state": _S.SNOOZED.value, "due_us": micros(until), "wake_us": micros(until)}
        self._set(row, **changes, snoozes=row.snoozes + 1, version=row.version + 1, **_QUIET)
        self._rang(row.id, "snoozed")
        return self._seen(follow_up_id)

    def settle(self, follow_up_id: str, state: FollowUpState, now: datetime) -> FollowUp:
        """Bring it to an end the clock or the user decided. Raises NotFound, InvalidArgument."""
        row = self._known_row(follow_up_id)
        if state is _S.ACKNOWLEDGED:
            return self.acknowledge(follow_up_id, now)
        if state in _ARMED:
            raise InvalidArgument(f"{state} needs a time", "需要一个时间。")
        self._set(row, state=state.value, wake_us=None, **_QUIET)
        if state is _S.MISSED:
            self._rang(row.id, "missed")
        return self._seen(follow_up_id)

    def deliveries(self, *, after: int = 0, limit: int = 500) -> tuple[Delivery, ...]:
        """What was delivered since that sequence number, in order: what a client that was away has to catch up on."""
        rows = self._all(_SINCE, after=after, limit=limit)
        return tuple(delivery_of(row, self.vault.read(row.content)) for row in rows)

    def ringing(self, limit: int = 10_000) -> tuple[Delivery, ...]:
        """The newest rings that nobody has answered, in order: what a screen that is new here has to show."""
        rows = self._all(_STILL, limit=limit)
        return tuple(delivery_of(row, self.vault.read(row.content)) for row in reversed(rows))

    def _insert(self, row: dict[str, Any], plugin: str, turn_id: str | None) -> Change:
        row |= {"user_id": self.user_id, "id": new_id(), "plugin": plugin, "source_turn": turn_id, "version": 1}
        self.connection.execute(_INSERT, row)
        self._arm(row["id"], row["wake_us"], 1, row["kind"])
        return CancelFollowUp(id=row["id"])

    def _replace(self, before: Row[Any], row: dict[str, Any], change: PutFollowUp) -> Change:
        self._set(before, **row, version=before.version + 1)
        if change.state is _S.SNOOZED:
            self._rang(before.id, "snoozed")
        if before.state == _S.CANCELLED.value:
            return CancelFollowUp(id=before.id)
        return self._as_it_was(before)

    def _rule(self, change: PutFollowUp, before: Row[Any] | None, now: datetime) -> Rule:
        """When it is due. A rule that stays the same keeps counting from where it began."""
        timezone = change.timezone or self.owner.timezone
        old = Rule.of(before, self.vault) if before is not None else None
        return Rule.make(change, timezone, old, now)

    def _as_it_was(self, row: Row[Any]) -> PutFollowUp:
        return PutFollowUp.of(follow_up_of(row, self.vault))

    def _meant(self, follow_up_id: str | None, key: str | None, plugin: str) -> Row[Any] | None:
        if follow_up_id is not None:
            return self._follow_up_row(follow_up_id)
        return self._one(_OPEN_BY_KEY, plugin=plugin, tag=self._key_tag(key or ""))

    def _known_row(self, follow_up_id: str) -> Row[Any]:
        row = self._follow_up_row(follow_up_id)
        if row is None:
            raise NotFound
        return row

    def _seen(self, follow_up_id: str) -> FollowUp:
        row = self._known_row(follow_up_id)
        return follow_up_of(row, self.vault, self._deliveries_of([row]).get(row.id, ()))

    def _follow_up_row(self, follow_up_id: str) -> Row[Any] | None:
        return self._one(_ONE, id=follow_up_id)

    def _set(self, row: Row[Any], **changes: Any) -> None:
        self._changed(_CHANGE.values(**changes), seq=row.seq)
        if self.wakes is not None and row.wake_us is not None:
            self.wakes.disarm(self.connection, [Wake(row.id, row.wake_us, row.version, row.kind)])
        wake_us, version = changes.get("wake_us", row.wake_us), changes.get("version", row.version)
        self._arm(row.id, wake_us, version, changes.get("kind", row.kind))

    def _arm(self, follow_up_id: str, wake_us: int | None, version: int, kind: str) -> None:
        if self.wakes is not None and wake_us is not None:
            self.wakes.arm(self.connection, [Wake(follow_up_id, wake_us, version, kind)])

    def _rang(self, follow_up_id: str, state: str) -> None:
        """What was still ringing has come to this."""
        self._changed(_RANG, id=follow_up_id, state=state)

    def _deliveries_of(self, rows: Sequence[Row[Any]]) -> dict[str, tuple[Delivery, ...]]:
        """The last few deliveries of each, oldest first."""
        found: dict[str, tuple[Delivery, ...]] = {}
        for row in rows:
            newest = self._all(_LAST, id=row.id)
            found[row.id] = tuple(delivery_of(each, self.vault.read(each.content)) for each in reversed(newest))
        return found

    def _key_tag(self, key: str) -> str:
        return self.vault.tag("key " + key)
