"""What the core needs and others fulfil: storage, recall, planners, tools, ears. `api/app.py` plugs them together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from assistant.changes import Change
from assistant.results import ToolResult
from assistant.types import (
    Action,
    ActionState,
    Approval,
    ApprovalState,
    Delivery,
    EarsState,
    Fact,
    FollowUp,
    FollowUpState,
    Hearing,
    Item,
    Json,
    Plan,
    Question,
    Receipt,
    Record,
    Reply,
    Say,
    Terms,
    ToolCall,
    ToolSpec,
    Turn,
    User,
)

T = TypeVar("T")


@runtime_checkable
class Clock(Protocol):
    """The assistant's time: real, or a demonstration's. Leases and network time-outs do not use it."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """What the last exchange left open, so that "the second one" and "make it eight" mean something."""

    question: Question | None = None  # a missing argument was asked for
    items: tuple[Item, ...] = ()  # the last list or thing named, in the order said
    calls: tuple[ToolCall, ...] = ()  # the calls of the last acting turn, to correct or repeat
    actions: tuple[str, ...] = ()  # their ledger ids, to undo
    reply: Reply | None = None  # the last words, for "say that again"
    asked: str | None = None  # id of the approval just asked for
    topic: str | None = None  # tool of a digression to return to
    untrusted: bool = False  # text out of the world entered this conversation


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the transcript."""

    role: str  # "user" or "assistant"
    text: str
    turn_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A call made earlier in this very turn, and what came of it."""

    call: ToolCall
    result: ToolResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """What a planner may look back on."""

    lines: tuple[Line, ...] = ()
    dialogue: Dialogue = field(default_factory=Dialogue)
    pending: Approval | None = None  # a call that waits for a yes in this conversation
    done: tuple[Outcome, ...] = ()


class Planner(Protocol):
    name: str

    async def plan(self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]) -> Plan:
        """What to do next; an empty plan passes the sentence on. Raises PlannerUnavailable."""
        ...


class UnitOfWork(Protocol):
    """One transaction over one user's rows; every method sees and touches only that user's. Synchronous by design:
    it runs on the storage's own thread, and everything in it is committed together or not at all."""

    user_id: str

    # conversations and turns
    def open_turn(self, turn: Turn) -> None: ...
    def close_turn(self, turn: Turn, reply: Reply | None, dialogue: Dialogue, events: Sequence[Json]) -> None: ...
    def dialogue(self, conversation: str) -> Dialogue: ...
    def lines(self, conversation: str, limit: int = 20) -> tuple[Line, ...]: ...

    # the ledger
    def put_action(self, action: Action) -> None:
        """A new row. Raises Conflict when the id (the idempotency key) is already there."""
        ...

    def move_action(
        self,
        action_id: str,
        state: ActionState,
        *,
        at: datetime,
        receipt: Receipt | None = None,
        error: str | None = None,
        undo: Sequence[Change] = (),
    ) -> Action: ...
    def action(self, action_id: str) -> Action | None: ...
    def undo_of(self, action_id: str) -> tuple[Change, ...]: ...
    def mark_undone(self, action_id: str, at: datetime) -> Action: ...

    # approvals
    def put_approval(self, approval: Approval) -> None: ...
    def approval(self, approval_id: str) -> Approval | None: ...
    def pending(self, conversation: str, now: datetime) -> Approval | None:
        """The newest question still open in that conversation."""
        ...

    def decide(self, approval_id: str, state: ApprovalState, *, by: str, now: datetime) -> Approval:
        """Use up a pending approval, once. Raises ApprovalUnusable (expired, used, not this user's)."""
        ...

    # the user's own data
    def apply(self, change: Change, *, plugin: str, turn_id: str | None, now: datetime) -> Change | None:
        """Do it and return what would undo it (None: nothing changed). Raises NotFound, InvalidArgument."""
        ...

    def follow_ups(
        self, *, open_only: bool = True, limit: int = 200, plugin: str | None = None, at: datetime | None = None
    ) -> tuple[FollowUp, ...]:
        """By due time, the soonest first; only those of `plugin`, only those due within a second of `at`."""
        ...

    def follow_up(self, follow_up_id: str) -> FollowUp | None: ...
    def facts(self, *, active_only: bool = True, limit: int = 200) -> tuple[Fact, ...]: ...
    def recall(self, query: str, *, now: datetime, limit: int = 8) -> tuple[Fact, ...]: ...
    def records(self, plugin: str, kind: str) -> tuple[Record, ...]: ...
    def user(self) -> User: ...


class Store(Protocol):
    async def transact(self, user_id: str, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in one write transaction; commit unless it raises. Raises StorageFull, NotFound (no such user)."""
        ...

    async def read(self, user_id: str, work: Callable[[UnitOfWork], T]) -> T: ...


class Due(Protocol):
    """The due table as the clock sees it, across users. Truth lives here; an engine only wakes us."""

    async def next_due(self) -> datetime | None: ...

    async def backlog(self, now: datetime) -> tuple[int, datetime | None]:
        """How many are due and not rung yet, and since when the first of them waits."""
        ...

    async def claim(self, now: datetime, limit: int, kinds: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Turn what is due (of these kinds; of any when none is named) into deliveries (outbox) and arm the next
        slots, in one transaction; once per slot."""
        ...

    async def settle(self, follow_up_id: str, state: FollowUpState, now: datetime) -> None: ...


@runtime_checkable
class Memory(Protocol):
    """What a tool may read of the user's memory."""

    async def recall(self, query: str, limit: int = 8) -> tuple[Fact, ...]: ...
    async def facts(self) -> tuple[Fact, ...]: ...


@runtime_checkable
class FollowUps(Protocol):
    async def open(self, *kinds: str, plugin: str | None = None, at: datetime | None = None) -> tuple[FollowUp, ...]:
        """What still comes, soonest first: of these kinds, of that plugin, due within a second of `at`.

        A person may have thousands: say what you look for.
        """
        ...


@runtime_checkable
class Records(Protocol):
    async def get(self, kind: str, key: str) -> Record | None: ...
    async def all(self, kind: str) -> tuple[Record, ...]: ...


@runtime_checkable
class Connection(Protocol):
    """The accounts the user has connected for a plugin: signed in to before they were kept, and kept encrypted."""

    async def account(self, kind: str) -> Mapping[str, Json] | None:
        """Its settings and secrets ("mail", "caldav"); None while nothing of that kind is connected."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A point people have a name for; WGS-84 degrees. `names` maps a language to a name, "" to the local one."""

    id: str  # "n264012893": the map's own type and number
    names: Mapping[str, str]
    latitude: float
    longitude: float
    kind: str = ""
    cuisine: tuple[str, ...] = ()
    address: str = ""
    hours: str | None = None  # OpenStreetMap opening_hours
    phone: str | None = None
    website: str | None = None
    city: str = ""
    metres: float | None = None  # from where the search was made

    def name(self, language: str = "") -> str:
        """The name in that language, else the local one, else any."""
        return self.names.get(language) or self.names.get("") or next(iter(self.names.values()), self.kind)


class Places(Protocol):
    """Places of the installed cities."""

    async def find(
        self,
        text: str = "",
        *,
        kind: str | None = None,
        cuisine: str | None = None,
        near: Place | None = None,
        within: float | None = None,  # metres
        open_at: datetime | None = None,
        limit: int = 5,
    ) -> tuple[Place, ...]:
        """Best first. `text` is a name in any language or a kind in words; `open_at` leaves out what is closed."""
        ...

    async def get(self, place_id: str) -> Place | None: ...
    async def here(self, user: User) -> Place | None:
        """Where the user is taken to be: home, else the middle of the city that fits their time zone."""
        ...

    def is_open(self, place: Place, at: datetime) -> bool | None:
        """None: the map does not say."""
        ...

    @property
    def attribution(self) -> str: ...


class Extracts(Protocol):
    """The map extracts (.osm.pbf) of the installed cities."""

    def files(self) -> Mapping[str, Path]: ...


class TravelTime(Protocol):
    async def between(self, origin: Place, destination: Place, *, mode: str = "car") -> timedelta | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Engagement:
    """Something in the user's day. `start`, `end` carry their zone."""

    id: str
    title: str
    start: datetime
    end: datetime
    place: str | None = None
    all_day: bool = False


class Agenda(Protocol):
    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        """What is in the user's calendar then, earliest first, recurring ones written out."""
        ...


class Bookings(Protocol):
    """What is booked with others for a time: tables, tickets, appointments. Every capability that books provides its
    own, made without ports of its own; who needs this port gets all of them as one."""

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        """What is booked then, earliest first, each with the words that suit the user's language."""
        ...


class Waiting(Protocol):
    async def questions(self, user: User) -> tuple[Say, ...]:
        """What waits for the user's yes now, newest first, in words that may be said aloud."""
        ...


class Said(Protocol):
    async def before(self, user: User, turn_id: str, limit: int = 12) -> tuple[str, ...]:
        """The user's own sentences of the talk that this turn belongs to, oldest first, without the present one."""
        ...


class Toolbox(Protocol):
    """Finding, checking and running tools (`tools/toolbox.py`)."""

    def specs(self) -> tuple[ToolSpec, ...]: ...
    def spec(self, tool: str) -> ToolSpec | None: ...
    def alarmed(self, text: str) -> ToolSpec | None:
        """The tool that hears a matter of life in this sentence; its argument is `text`."""
        ...

    def check(self, call: ToolCall, user: User) -> ToolCall:
        """The call with canonical arguments. Raises NotFound (unknown tool) or InvalidArgument."""
        ...

    async def quote(self, call: ToolCall, turn: Turn) -> Terms | None:
        """What a yes to the call would mean; None when the tool quotes nothing. Raises ToolError."""
        ...

    async def reconcile(self, call: ToolCall, turn: Turn, terms: Terms | None) -> ToolResult | None:
        """What the provider knows of a call whose outcome got lost: a result with the receipt, one with an error that
        says it did not happen, or None: nobody can tell (yet)."""
        ...

    async def run(self, call: ToolCall, turn: Turn, terms: Terms | None = None) -> ToolResult:
        """Run it. Expected failures come back as a result with `error`; an effect in doubt raises EffectUnknown."""
        ...


class Ears(Protocol):
    @property
    def state(self) -> EarsState: ...

    async def transcribe(
        self, audio: bytes, *, languages: tuple[str, ...] = ("zh", "en"), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        """Words of a recording (wav, webm, ogg, mp3, m4a). Raises AudioError, AudioTooLong, EarsNotReady, EarsBusy."""
        ...


class Mouth(Protocol):
    def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        """24 kHz mono PCM16 chunks, sentence by sentence."""
        ...
