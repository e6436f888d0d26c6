"""What happens during a turn, in order, for the screen and for speech. `type` is the name on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from assistant.types import Approval, Effect, Json, Reason, Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnEvent:
    type: ClassVar[str] = "event"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard(TurnEvent):
    type: ClassVar[str] = "heard"
    turn_id: str
    conversation_id: str
    text: str
    language: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Thinking(TurnEvent):
    type: ClassVar[str] = "thinking"
    planner: str
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolStarted(TurnEvent):
    type: ClassVar[str] = "tool_started"
    id: str
    tool: str
    arguments: Mapping[str, Json]
    effect: Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolFinished(TurnEvent):
    type: ClassVar[str] = "tool_finished"
    id: str
    tool: str
    ok: bool
    say: str = ""
    error: str | None = None
    data: Json = field(default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked(TurnEvent):
    type: ClassVar[str] = "asked"
    question: str
    approval: Approval | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SayDelta(TurnEvent):
    type: ClassVar[str] = "say_delta"
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Said(TurnEvent):
    type: ClassVar[str] = "said"
    reply: Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed(TurnEvent):
    type: ClassVar[str] = "failed"
    code: str
    message: str
