"""What happens to a follow-up that is due: which slots ring, which were missed, when to look at it again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from assistant.types import FollowUpState, Json, Policy, Say
from memory.rule import Rule
from memory.tables.columns import micros, moment

_S = FollowUpState
_ARMED = (_S.SCHEDULED.value, _S.SNOOZED.value)
_KEPT_MISSED = 24  # of a rule that came many times while nobody was there; the newest
_WALK = 64  # slots stepped through one by one before jumping to the recent ones


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """One delivery to write. `number` counts the rings of one slot; only the first is a new alarm."""

    slot_us: int
    state: str = "queued"
    number: int = 1
    late_seconds: int = 0
    channel: str = "page"
    why: Say | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What to write for one row: deliveries, and the row's new columns."""

    rings: tuple[Ring, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)


def step(row: Row[Any], content: Json, policy: Policy, now_us: int) -> Step:
    """The one next thing to do with a row whose time to be looked at has come."""
    if row.state in _ARMED and row.due_us <= now_us:
        return _fire(row, content, policy, now_us)
    if row.escalate_us is not None and row.escalate_us <= now_us:
        ring = Ring(slot_us=row.ring_us, number=row.rings + 1, channel="escalation")
        return _again(row, ring, state=_S.ESCALATED.value, escalate_us=None)
    if row.repeat_us is not None and row.repeat_us <= now_us:
        late = _seconds(now_us - row.repeat_us)
        ring = Ring(slot_us=row.ring_us, number=row.rings + 1, late_seconds=late)
        more = policy.repeat_every is not None and row.rings < policy.repeat_times
        return _again(row, ring, repeat_us=now_us + _us(policy.repeat_every) if more else None)
    return Step(changes=_columns(row, {}))  # woken for nothing: only look again when there is something


def waiting(row: Row[Any], until_us: int) -> Mapping[str, Any]:
    """The row's columns when it keeps quiet until then; its slot stays what it is."""
    return {**_columns(row, {}), "wake_us": until_us}


def silenced(row: Row[Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns after a slot that was not rung: nothing repeats, and what was to come once is missed."""
    state = _S.MISSED.value if changes["state"] == _S.DELIVERED.value else changes["state"]
    return _columns(row, {**changes, "state": state, "repeat_us": None, "escalate_us": None})


def _again(row: Row[Any], ring: Ring, **changes: Any) -> Step:
    return Step(rings=(ring,), changes=_columns(row, {"rings": ring.number, **changes}))


def _fire(row: Row[Any], content: Json, policy: Policy, now_us: int) -> Step:
    """The newest due slot rings; the ones before it were missed and are said to be."""
    missed, slot, following = _due_slots(row, content, now_us)
    limit = policy.late_limit if policy.late in ("skip", "drop") else None
    too_late = limit is not None and now_us - slot > _us(limit)
    rings = [Ring(slot_us=us, state="missed", late_seconds=_seconds(now_us - us)) for us in missed]
    state = "missed" if too_late else "queued"
    rings.append(Ring(slot_us=slot, state=state, late_seconds=_seconds(now_us - slot)))
    changes: dict[str, Any] = {"ring_us": slot, "rings": 0, "repeat_us": None, "escalate_us": None}
    if not too_late:
        changes |= _ringing(policy, now_us)
    if following is not None:
        changes |= {"state": _S.SCHEDULED.value, "due_us": following}
    else:
        changes["state"] = (_S.MISSED if too_late else _S.DELIVERED).value
    return Step(rings=tuple(rings), changes=_columns(row, changes))


def _ringing(policy: Policy, now_us: int) -> dict[str, Any]:
    repeats = policy.repeat_every is not None and policy.repeat_times > 0
    return {
        "rings": 1,
        "repeat_us": now_us + _us(policy.repeat_every) if repeats else None,
        "escalate_us": now_us + _us(policy.escalate_after) if policy.escalate_after else None,
    }


def _due_slots(row: Row[Any], content: Json, now_us: int) -> tuple[list[int], int, int | None]:
    """(missed ones, the newest that is due, the next one), by walking the rule from its due slot."""
    if not content["recurrence"]:
        return [], row.due_us, None
    rule, now = Rule.from_content(row, content), moment(now_us)
    slots, following, jumped = [rule.due], rule.after(rule.due), False
    while following is not None and following <= now:
        slots.append(following)
        if len(slots) == _WALK and not jumped:
            # Weeks of a rule that comes by the minute: only the newest slots are worth an entry each.
            following, jumped = rule.after(_shortly_before(now, slots)), True
        else:
            following = rule.after(now if len(slots) > 3 * _WALK else following)
    missed = [micros(slot) for slot in slots[:-1][-_KEPT_MISSED:]]
    return missed, micros(slots[-1]), micros(following) if following is not None else None


def _shortly_before(now: datetime, slots: list[datetime]) -> datetime:
    gap = slots[-1] - slots[-2]
    return max(slots[-1], now - gap * _KEPT_MISSED)


def _columns(row: Row[Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """All columns that ringing may change, with the earliest of what is still to come as the time to wake."""
    names = ("state", "due_us", "ring_us", "rings", "repeat_us", "escalate_us")
    columns = {name: changes[name] if name in changes else getattr(row, name) for name in names}
    armed = columns["due_us"] if columns["state"] in _ARMED else None
    coming = [at for at in (armed, columns["repeat_us"], columns["escalate_us"]) if at is not None]
    return {**columns, "wake_us": min(coming, default=None)}


def _us(span: timedelta | None) -> int:
    return (span or timedelta()) // timedelta(microseconds=1)


def _seconds(microseconds: int) -> int:
    return microseconds // 1_000_000
