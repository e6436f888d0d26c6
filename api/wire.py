"""Our nouns as the JSON that clients see: instants as ISO 8601 with an offset, texts as {zh, en}."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from assistant.events import Asked, TurnEvent
from assistant.types import Action, Approval, Delivery, Fact, FollowUp, Recurrence, Sensitivity, User
from memory.talks import PastTurn

Shape = dict[str, Any]


def wire(value: Any) -> Any:
    """Any noun as plain JSON. Unlike the stored form it carries no zone in brackets, which clients cannot parse."""
    if isinstance(value, Approval):
        return approval_shape(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: wire(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): wire(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [wire(v) for v in value]
    return value


def event_shape(event: TurnEvent) -> Shape:
    shape = {"type": event.type, **wire(event)}
    if isinstance(event, Asked) and event.approval is None:
        shape.pop("approval")
    return shape


def approval_shape(approval: Approval) -> Shape:
    return {
        "id": approval.id,
        "tool": approval.call.tool,
        "arguments": wire(approval.call.arguments),
        "question": wire(approval.question),
        "terms": wire(approval.terms),
        "asked_at": wire(approval.asked_at),
        "expires_at": wire(approval.expires_at),
        "state": approval.state.value,
        "conversation_id": approval.conversation,
    }


def action_shape(action: Action) -> Shape:
    return {
        "id": action.id,
        "tool": action.call.tool,
        "arguments": wire(action.call.arguments),
        "effect": action.effect.value,
        "state": action.state.value,
        "receipt": wire(action.receipt),
        "error": action.error,
        "undo": {"possible": action.undoable and not action.undone, "done": action.undone},
        "why": wire(action.why),
        "rule": action.rule,
        "at": wire(action.at),
        "turn_id": action.turn_id,
        "conversation_id": action.conversation,
    }


def recurrence_text(recurrence: Recurrence | None) -> str | None:
    """The RRULE on its own; clients that know no working-day calendar still read when it comes back."""
    return recurrence.rrule if recurrence else None


def follow_up_shape(row: FollowUp) -> Shape:
    return {
        "id": row.id,
        "key": row.key,
        "kind": row.kind,
        "due_at": wire(row.due_at),
        "timezone": row.timezone,
        "recurrence": wire(row.recurrence),
        "say": wire(row.say),
        "state": row.state.value,
        "slot_id": row.slot_id,
        "version": row.version,
        "snoozes": row.snoozes,
        "sensitive": row.sensitivity is Sensitivity.PRIVATE,
        "deliveries": [delivery_shape(d) for d in row.deliveries],
    }


def delivery_shape(row: Delivery) -> Shape:
    return {
        "id": row.id,
        "slot_id": row.slot_id,
        "follow_up_id": row.follow_up_id,
        "kind": row.kind,
        # By hand: ten thousand of them may come at one instant.
        "say": {"zh": row.say.zh, "en": row.say.en},
        "due_at": row.due_at.isoformat(),
        "delivered_at": row.delivered_at.isoformat(),
        "late_seconds": row.late_seconds,
        "state": row.state,
        "why": {"zh": row.why.zh, "en": row.why.en} if row.why else None,
        "conversation_id": row.conversation,
    }


def fact_shape(fact: Fact) -> Shape:
    return {
        "id": fact.id,
        "text": fact.text,
        "subject": fact.subject,
        "category": fact.category,
        "status": fact.status.value,
        "observed_at": wire(fact.observed_at),
        "valid_from": wire(fact.valid_from),
        "valid_to": wire(fact.valid_to),
        "sensitive": fact.sensitivity is Sensitivity.PRIVATE,
        "source": {"kind": fact.source, "turn_id": fact.source_turn, "evidence": wire(fact.evidence) or None},
    }


def user_shape(user: User) -> Shape:
    return {
        "id": user.id,
        "name": user.name,
        "language": user.language,
        "timezone": user.timezone,
        "country": user.country,
        "home": user.home,
        "work": user.work,
    }


def page(items: Sequence[Shape], following: str | None = None) -> Shape:
    return {"items": list(items), "next": following}


def past_turn_shape(past: PastTurn) -> Shape:
    """A turn of the history, in the shape it had when it was answered."""
    return {
        "turn_id": past.id,
        "conversation_id": past.conversation,
        "at": wire(past.at),
        "heard": past.utterance.text or None,
        "source": past.utterance.source.value,
        "reply": wire(past.reply),
        "events": wire(past.events),
        "pending": None,
    }
