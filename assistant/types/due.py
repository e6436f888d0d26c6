"""What is due: follow-ups, how they behave around their time, and each ring of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from assistant.moments import require_zone
from assistant.types.calls import ToolCall
from assistant.types.values import Recurrence, Say, Sensitivity


class FollowUpState(StrEnum):
    SCHEDULED = "scheduled"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    ESCALATED = "escalated"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How a follow-up behaves around its time. Durations are real time."""

    late: Literal["ring", "ask", "skip", "drop"] = "ring"
    late_limit: timedelta | None = None  # with skip/drop: how late is too late
    repeat_every: timedelta | None = None  # until acknowledged
    repeat_times: int = 0
    quiet_hours: bool = False  # True: held back during the user's quiet hours
    escalate_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One ring of one slot, as shown to the user. `slot_id` is what a client remembers to never ring twice."""

    id: str
    sequence: int
    slot_id: str
    follow_up_id: str
    user_id: str
    kind: str
    say: Say
    due_at: datetime
    delivered_at: datetime
    late_seconds: int = 0
    state: Literal["queued", "sent", "acknowledged", "snoozed", "missed"] = "queued"
    channel: str = "page"
    why: Say | None = None
    conversation: str | None = None  # the one it opened


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    id: str
    user_id: str
    plugin: str
    key: str
    kind: str  # alarm, timer, reminder, check_in, care, briefing
    due_at: datetime  # the next slot, in its zone
    timezone: str
    say: Say
    recurrence: Recurrence | None = None
    then: ToolCall | None = None  # an optional READ that may enrich the words, 5 s
    policy: Policy = field(default_factory=Policy)
    state: FollowUpState = FollowUpState.SCHEDULED
    version: int = 1
    snoozes: int = 0
    source_turn: str | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL
    deliveries: tuple[Delivery, ...] = ()

    def __post_init__(self) -> None:
        require_zone(self.due_at)

    @property
    def slot_id(self) -> str:
        """The name of the next slot; stays the same over a restart, differs after a change of time."""
        return f"{self.id}:{self.due_at.isoformat()}"
