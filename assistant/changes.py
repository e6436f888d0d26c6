"""What a tool asks the core to do to the user's own data. The core applies it in one transaction and keeps the undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from assistant.errors import Denied
from assistant.moments import require_zone
from assistant.types import Fact, FollowUp, FollowUpState, Json, Policy, Record, Recurrence, Say, Sensitivity, ToolCall

_ALARM = Policy(late="ring", repeat_every=timedelta(minutes=1), repeat_times=5)
_CARE = Policy(late="ask", repeat_every=timedelta(minutes=10), repeat_times=3)
_BRIEFING = Policy(late="skip", late_limit=timedelta(hours=3), quiet_hours=True)
_CHECK_IN = Policy(late="drop", late_limit=timedelta(hours=12), quiet_hours=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class PutFollowUp:
    """Make a follow-up, or replace the open one of the same (plugin, key) or `id`. `due_at` carries the zone."""

    key: str
    kind: str
    due_at: datetime
    say: Say
    recurrence: Recurrence | None = None
    then: ToolCall | None = None
    policy: Policy = field(default_factory=Policy)
    sensitivity: Sensitivity = Sensitivity.NORMAL
    timezone: str | None = None  # IANA name; None: the user's
    id: str | None = None  # of an existing follow-up that this replaces
    state: FollowUpState = FollowUpState.SCHEDULED
    snoozes: int = 0

    def __post_init__(self) -> None:
        require_zone(self.due_at)

    @classmethod
    def of(cls, row: FollowUp) -> PutFollowUp:
        """The change that would leave `row` as it is; `dataclasses.replace` what shall differ."""
        return cls(
            id=row.id,
            key=row.key,
            kind=row.kind,
            due_at=row.due_at,
            say=row.say,
            recurrence=row.recurrence,
            then=row.then,
            policy=row.policy,
            sensitivity=row.sensitivity,
            timezone=row.timezone,
            state=row.state,
            snoozes=row.snoozes,
        )

    @classmethod
    def alarm(cls, *, key: str, due_at: datetime, say: Say, recurrence: Recurrence | None = None) -> PutFollowUp:
        return cls(key=key, kind="alarm", due_at=due_at, say=say, recurrence=recurrence, policy=_ALARM)

    @classmethod
    def timer(cls, *, key: str, due_at: datetime, say: Say) -> PutFollowUp:
        return cls(key=key, kind="timer", due_at=due_at, say=say, policy=_ALARM)

    @classmethod
    def reminder(
        cls,
        *,
        key: str,
        due_at: datetime,
        say: Say,
        recurrence: Recurrence | None = None,
        then: ToolCall | None = None,
        sensitivity: Sensitivity = Sensitivity.NORMAL,
    ) -> PutFollowUp:
        return cls(
            key=key, kind="reminder", due_at=due_at, say=say, recurrence=recurrence, then=then, sensitivity=sensitivity
        )

    @classmethod
    def care(
        cls, *, key: str, due_at: datetime, say: Say, recurrence: Recurrence | None = None, then: ToolCall | None = None
    ) -> PutFollowUp:
        return cls(
            key=key,
            kind="care",
            due_at=due_at,
            say=say,
            recurrence=recurrence,
            then=then,
            policy=_CARE,
            sensitivity=Sensitivity.PRIVATE,
        )

    @classmethod
    def check_in(cls, *, key: str, due_at: datetime, say: Say, then: ToolCall | None = None) -> PutFollowUp:
        return cls(key=key, kind="check_in", due_at=due_at, say=say, then=then, policy=_CHECK_IN)

    @classmethod
    def briefing(
        cls, *, key: str, due_at: datetime, say: Say, recurrence: Recurrence | None = None, then: ToolCall | None = None
    ) -> PutFollowUp:
        return cls(key=key, kind="briefing", due_at=due_at, say=say, recurrence=recurrence, then=then, policy=_BRIEFING)


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelFollowUp:
    """Cancel the follow-up with this id, or the open one with this key of the calling plugin."""

    id: str | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PutFact:
    """Remember. A fact with the same non-empty `subject` is superseded, not overwritten; `id` revives or edits one."""

    text: str
    subject: str = ""
    category: str = "other"
    language: str = "en"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    valid_to: datetime | None = None
    source: str = "said"
    confidence: float = 1.0
    evidence: Mapping[str, Json] = field(default_factory=dict)
    id: str | None = None

    @classmethod
    def of(cls, fact: Fact) -> PutFact:
        """What would write the fact as it is."""
        return cls(id=fact.id, **{name: getattr(fact, name) for name in FACT_FIELDS})


@dataclass(frozen=True, kw_only=True, slots=True)
class RetractFact:
    """Forget a fact; `revive` is the one it had superseded (set by the core when it builds an undo)."""

    id: str
    revive: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PutRecord:
    """Write a row of the calling plugin (`plugin` is filled in by the core)."""

    kind: str
    key: str
    data: Mapping[str, Json]
    sensitivity: Sensitivity = Sensitivity.NORMAL
    plugin: str = ""

    @classmethod
    def of(cls, record: Record) -> PutRecord:
        """What would write the record as it is."""
        return cls(
            plugin=record.plugin,
            kind=record.kind,
            key=record.key,
            data=record.data,
            sensitivity=record.sensitivity,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DeleteRecord:
    kind: str
    key: str
    plugin: str = ""


Change = PutFollowUp | CancelFollowUp | PutFact | RetractFact | PutRecord | DeleteRecord

# What of a fact can be written; the rest the store knows by itself.
FACT_FIELDS = tuple(each.name for each in fields(PutFact) if each.name != "id")


def owner_of_rows(named: str, calling: str) -> str:
    """A plugin writes its own rows and nobody else's. Raises Denied."""
    if named and calling and named != calling:
        raise Denied
    return named or calling
