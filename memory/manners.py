"""Quiet hours and budgets of the users whose follow-ups are due: read once per batch, written back once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, select

from assistant.codec import canonical, restore
from assistant.initiative import (
    ASKED_FOR,
    OPENINGS,
    Answer,
    Initiative,
    heard,
    late_words,
    opened,
    overlooked,
    quiet_until,
    refusal,
    topic_of,
)
from assistant.types import Policy, Say
from memory.drafts import slot_at
from memory.ringing import Ring, Step, silenced
from memory.scope import Scope
from memory.tables.columns import micros
from memory.tables.keys import settings
from memory.upsert import upsert

NAME = "initiative"
_JUDGED = (*OPENINGS, "briefing")
_OF = select(settings.c.user_id, settings.c.value).where(
    settings.c.name == NAME, settings.c.user_id.in_(bindparam("whom", expanding=True))
)


class Manners:
    """Decides for one batch what is held back until the morning and which openings are not made at all.

    Each row carries what its user wants (`manners`, as stored) and where they are (`home_zone`).
    """

    def __init__(self, connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> None:
        self._connection, self._now, self._now_us = connection, now, micros(now)
        self._states = {row.user_id: state_of(row.manners) for row in rows if row.manners is not None}
        self._touched = set[str]()

    def held_until(self, row: Row[Any], policy: Policy) -> int | None:
        """Microseconds when its quiet hours end; None when it may ring now. A snooze was chosen by the user."""
        state = self._states.get(row.user_id)
        plain = not policy.quiet_hours and row.kind in ASKED_FOR
        if row.state != "scheduled" or row.due_us > self._now_us or (state is None and plain):
            return None
        until = quiet_until(state or Initiative(), row.kind, policy, self._now, row.home_zone)
        return micros(until) if until is not None else None

    def judged(self, row: Row[Any], step: Step) -> Step:
        """The step with what each ring says about itself; an opening that is not welcome becomes a silent entry."""
        rings = tuple([self._ring(row, ring) for ring in step.rings])
        if step.rings and step.rings[-1].state == "queued" and rings[-1].state == "missed":
            return Step(rings=rings, changes=silenced(row, step.changes))
        return Step(rings=rings, changes=step.changes)

    def store(self) -> None:
        for user_id in self._touched:
            write(self._connection, user_id, self._states[user_id])

    def _ring(self, row: Row[Any], ring: Ring) -> Ring:
        if ring.number != 1:
            return ring
        late = late_words(row.kind, ring.late_seconds, slot_at(ring.slot_us, row.timezone)[0])
        if ring.state != "queued" or row.kind not in _JUDGED:
            return replace(ring, why=late) if late is not None else ring
        why_not = self._refused(row)
        if why_not is not None:
            return replace(ring, state="missed", why=why_not)
        return replace(ring, why=late)

    def _refused(self, row: Row[Any]) -> Say | None:
        topic, user_id = topic_of(row.plugin, row.kind), row.user_id
        state = self._states.get(user_id, Initiative())
        if row.kind not in OPENINGS:
            return refusal(state, topic, self._now, row.home_zone) if state.topic(topic).off else None
        state = overlooked(state, topic, self._now)
        why_not = refusal(state, topic, self._now, row.home_zone)
        self._states[user_id] = state if why_not else opened(state, topic, self._now, row.home_zone)
        self._touched.add(user_id)
        return why_not


class Initiatives(Scope):
    """The same state as its user sees and changes it."""

    def initiative(self) -> Initiative:
        return _read(self.connection, [self.user_id]).get(self.user_id, Initiative())

    def put_initiative(self, state: Initiative) -> None:
        write(self.connection, self.user_id, state)

    def teach(self, topic: str, answer: Answer, now: datetime) -> Initiative:
        state = heard(self.initiative(), topic, answer, now)
        self.put_initiative(state)
        return state


def _read(connection: Connection, whom: Iterable[str]) -> dict[str, Initiative]:
    return {row.user_id: state_of(row.value) for row in connection.execute(_OF, {"whom": list(whom)})}


def write(connection: Connection, user_id: str, state: Initiative) -> None:
    row = {"user_id": user_id, "name": NAME, "value": canonical(state)}
    upsert(connection, settings, row, key=("user_id", "name"), update=("value",))


@lru_cache(maxsize=512)
def state_of(text: str) -> Initiative:
    return cast(Initiative, restore(Initiative, json.loads(text)))
