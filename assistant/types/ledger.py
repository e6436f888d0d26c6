"""What was asked and what was done: approvals and the rows of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.types.calls import Reason, Receipt, Terms, ToolCall
from assistant.types.values import Effect, Say, Sensitivity


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
    terms: Terms | None = None  # what a yes to it meant
    receipt: Receipt | None = None
    error: str | None = None
    undoable: bool = False
    undone: bool = False
    sensitivity: Sensitivity = Sensitivity.NORMAL
