"""What a tool may read while it runs: the time, the user, memory, its own rows. It never writes through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from assistant.moments import spoken_moment
from assistant.ports import Connection, FollowUps, Memory, Records
from assistant.types import User

P = TypeVar("P")


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolContext:
    """`now` is the assistant's time in the user's zone. `call_id` is the idempotency key to hand to a provider."""

    now: datetime
    user: User
    call_id: str
    turn_id: str
    language: str
    memory: Memory
    follow_ups: FollowUps
    records: Records
    incognito: bool = False  # what is said now shall not be remembered
    scheduled: bool = False  # nobody is listening: prepare, do not expect an answer
    provider: Any = None
    config: Any = None
    http: Any = None
    connection: Connection | None = None
    ports: Mapping[type, object] = field(default_factory=dict)

    def port(self, kind: type[P]) -> P | None:
        """What another capability provides, or None: then say less."""
        return cast("P | None", self.ports.get(kind))

    def spoken(self, moment: datetime) -> tuple[str, str]:
        """A moment as said today, (zh, en)."""
        return spoken_moment(moment, self.now, "zh"), spoken_moment(moment, self.now, "en")
