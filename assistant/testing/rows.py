"""All rows of one user in memory, and copies of them: what a transaction starts from and falls back to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from assistant.changes import Change
from assistant.codec import plain, restore
from assistant.ports import Dialogue
from assistant.types import Action, Approval, Fact, FollowUp, Json, Record, Reply, Turn, User

T = TypeVar("T")


@dataclass(slots=True)
class PastTurn:
    turn: Turn
    reply: Reply | None = None
    events: tuple[Json, ...] = ()


@dataclass(slots=True)
class Rows:
    """Dictionaries keep the order in which rows were made; their nouns are frozen, so a shallow copy is enough."""

    user: User
    turns: dict[str, PastTurn] = field(default_factory=dict)
    dialogues: dict[str, Dialogue] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    undo: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    follow_ups: dict[str, FollowUp] = field(default_factory=dict)
    starts: dict[str, datetime] = field(default_factory=dict)  # naive wall time a recurrence counts from
    records: dict[tuple[str, str, str], Record] = field(default_factory=dict)

    def copy(self) -> Rows:
        copies: dict[str, Any] = {f.name: dict(getattr(self, f.name)) for f in fields(self) if f.name != "user"}
        copies["turns"] = {name: replace(past) for name, past in self.turns.items()}
        return Rows(user=self.user, **copies)


def stored(kind: type[T], noun: T) -> T:
    """The noun as it comes back from a real store: through JSON, so that what cannot be written fails here, too."""
    made: T = restore(kind, json.loads(json.dumps(plain(noun))))
    return made
