"""Turns, plans, approvals and the ledger on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.schemas.base import Arguments, Filled, In, LanguageCode, Out, SaySchema, Text

TEXT_LIMIT = 20_000  # characters of one utterance

ConversationId = Annotated[Text, Field(min_length=1, max_length=100)]


class TurnIn(In):
    """One thing to say. Without `conversation_id` a new conversation begins; `incognito` words are not kept."""

    text: Filled
    conversation_id: ConversationId | None = None
    language: LanguageCode | None = None
    incognito: bool = False


class PlanIn(In):
    text: Filled
    conversation_id: ConversationId | None = None
    language: LanguageCode | None = None


class DecisionIn(In):
    decision: Literal["approve", "reject"]


class ReplyOut(Out):
    text: str
    language: LanguageCode
    label: str | None = None
    cards: list[JsonValue] = Field(default_factory=list)
    steps: list[JsonValue] = Field(default_factory=list)


class ApprovalOut(Out):
    id: str
    tool: str
    arguments: Arguments
    question: SaySchema
    expires_at: str
    state: str


class TurnOut(Out):
    turn_id: str
    conversation_id: str
    heard: str | None = None
    reply: ReplyOut
    events: list[dict[str, JsonValue]]
    pending: ApprovalOut | None = None


class CallOut(Out):
    tool: str
    arguments: Arguments


class PlanOut(Out):
    planner: str
    confidence: float
    calls: list[CallOut]
    question: SaySchema | None = None
    say: SaySchema | None = None
    why: list[JsonValue] = Field(default_factory=list)


class ActionOut(Out):
    id: str
    tool: str
    arguments: Arguments
    effect: Literal["READ", "CHANGE", "COMMIT"]
    state: str
    receipt: JsonValue = None
    undo: JsonValue = None
    at: str


class CancelledOut(Out):
    cancelled: bool
