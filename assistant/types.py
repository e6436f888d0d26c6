"""The nouns of Steward: what is said, planned, asked, done, remembered and due. Plain frozen data, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from assistant.moments import require_zone

Language = Literal["zh", "en"]
Json = Any  # what `json.dumps` takes: dict, list, str, int, float, bool, None


class Effect(StrEnum):
    """What a call does to the world; decides whether it runs, runs with an undo, or waits for a yes."""

    READ = "READ"
    CHANGE = "CHANGE"
    COMMIT = "COMMIT"


class Source(StrEnum):
    """How an utterance reached us."""

    VOICE = "voice"
    TEXT = "text"
    SCHEDULE = "schedule"
    API = "api"


class Provenance(StrEnum):
    """Where the value of one argument came from."""

    USER = "user"
    MEMORY = "memory"
    TOOL = "tool"
    DEFAULT = "default"
    UNTRUSTED = "untrusted"


class Sensitivity(StrEnum):
    """PRIVATE rows are encrypted at rest, kept out of plain indexes and never shown on a lock screen."""

    NORMAL = "normal"
    PRIVATE = "private"


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """One thing to say, in both languages."""

    zh: str
    en: str

    def to(self, language: str | None) -> str:
        return self.zh if language == "zh" else self.en

    def __add__(self, other: Say) -> Say:
        """Two sentences after each other; English wants the space, Chinese does not."""
        return Say(zh=self.zh + other.zh, en=f"{self.en} {other.en}".strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """When something comes back. `rrule` is an RFC 5545 rule without DTSTART; the wall time is the first due time's.

    `calendar` names a set of working days ("CN-workday"): slots on other days are left out.
    """

    rrule: str
    calendar: str | None = None
    exdates: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    id: str
    name: str
    language: Language = "en"
    timezone: str = "UTC"
    country: str = ""  # ISO 3166 alpha-2; "" is unknown
    home: str | None = None
    work: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    text: str
    source: Source = Source.TEXT
    language: Language = "en"
    confidence: float = 1.0
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One exchange. `may_approve` is false for doors whose caller may speak but not say yes."""

    id: str
    conversation: str
    user: User
    utterance: Utterance
    now: datetime
    may_approve: bool = True
    incognito: bool = False

    def __post_init__(self) -> None:
        require_zone(self.now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One typed argument of a tool. `slot` names the extractor that can fill it from a sentence."""

    name: str
    schema: Mapping[str, Json]
    description: str = ""
    required: bool = True
    default: Json = None
    slot: str = "text"
    ask: Say | None = None  # the question when it is missing; the core has one for every known slot
    deciding: bool = False  # a COMMIT asks even under a grant when this came from untrusted text


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolSpec:
    """What a tool declares. `lexicon` is language -> group ("patterns", "words", "never") -> entries."""

    name: str  # plugin__tool
    description: str
    effect: Effect
    parameters: tuple[Parameter, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lexicon: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    reads_untrusted: bool = False
    timeout: float = 20.0  # seconds of the machine's clock

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """A wish to run a tool. `arguments` are plain JSON: instants ISO 8601 with offset, durations in seconds."""

    id: str
    tool: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something a reply named, for "the second one" or "that alarm". `argument` is the parameter it fills."""

    id: str
    kind: str
    label: Say
    argument: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    type: str
    title: Say
    text: Say
    data: Mapping[str, Json] = field(default_factory=dict)
    actions: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The provider's evidence that something happened outside."""

    provider: str
    reference: str
    text: Say
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a COMMIT will really do. Everything but `hold` and `valid_until` is what the user says yes to."""

    what: str | Say
    when: datetime | None = None
    price: Money | None = None
    fee: Money | None = None
    provider: str = ""
    valid_until: datetime | None = None
    hold: str | None = None  # the provider's handle; not part of the yes
    details: Mapping[str, Json] = field(default_factory=dict)
    effect: Effect | None = None  # may raise the declared effect, never lower it

    def __post_init__(self) -> None:
        for moment in (self.when, self.valid_until):
            if moment is not None:
                require_zone(moment)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is still missing before `call` can run; without `parameter` it offers the call, and a yes runs it."""

    text: Say
    call: ToolCall | None = None
    parameter: str | None = None
    options: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One step of a planner's explanation: which reader, what it read, from which words."""

    reader: str
    text: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Calls to make, or words to say, or a question to ask; an empty plan means "not mine"."""

    planner: str
    calls: tuple[ToolCall, ...] = ()
    say: Say | None = None
    question: Question | None = None
    text: str | None = None  # words of a language model, already in the user's language
    confidence: float = 0.0
    why: tuple[Reason, ...] = ()
    made_by_model: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.calls or self.say or self.question or self.text)


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    VOID = "void"  # replaced by a newer question, or the terms changed


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    id: str
    user_id: str
    conversation: str
    call: ToolCall
    terms: Terms
    digest: str  # SHA-256 over tool, canonical arguments and terms
    question: Say
    asked_at: datetime
    expires_at: datetime
    state: ApprovalState = ApprovalState.PENDING
    decided_by: str | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL


class ActionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DISPATCHED = "dispatched"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A ledger row: one call and what became of it. `id` is the call's id and the idempotency key."""

    id: str
    user_id: str
    conversation: str
    turn_id: str
    call: ToolCall
    effect: Effect
    state: ActionState
    at: datetime
    why: tuple[Reason, ...] = ()
    rule: str = ""  # the gate's reason code
    receipt: Receipt | None = None
    error: str | None = None
    undoable: bool = False
    undone: bool = False
    sensitivity: Sensitivity = Sensitivity.NORMAL


class FactStatus(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    id: str
    user_id: str
    text: str
    subject: str = (
        ""  # what it is about, normalised: "work", "daughter birthday"; a newer fact of one subject supersedes
    )
    category: str = "other"  # profile, person, place, preference, habit, health, work, other
    language: Language = "en"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    observed_at: datetime
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    status: FactStatus = FactStatus.ACTIVE
    source_turn: str | None = None
    source: str = "said"  # said, learned, imported
    confidence: float = 1.0
    score: float = 0.0  # of a recall; not stored


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A plugin's row of one user."""

    plugin: str
    kind: str
    key: str
    data: Mapping[str, Json]
    sensitivity: Sensitivity = Sensitivity.NORMAL
    updated_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    text: str
    language: Language
    label: str | None = None  # "ai" when a language model wrote the words
    steps: tuple[Mapping[str, Json], ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """What the ears made of a recording; text "" means: I heard nothing. `duration` in seconds."""

    text: str
    language: str | None
    confidence: float
    duration: float


@dataclass(frozen=True, kw_only=True, slots=True)
class EarsState:
    status: Literal["absent", "fetching", "loading", "ready", "failed"]
    progress: float | None = None
    detail: str = ""
