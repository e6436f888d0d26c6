"""The nouns of Steward: what is said, planned, asked, done, remembered and due. Plain frozen data, no behaviour."""

from __future__ import annotations

from assistant.types.calls import Card, Item, Parameter, Plan, Question, Reason, Receipt, Terms, ToolCall, ToolSpec
from assistant.types.due import Delivery, FollowUp, FollowUpState, Policy
from assistant.types.kept import Fact, FactStatus, Record
from assistant.types.ledger import Action, ActionState, Approval, ApprovalState
from assistant.types.talk import EarsState, Hearing, Reply, Turn, User, Utterance
from assistant.types.values import Effect, Json, Language, Money, Provenance, Recurrence, Say, Sensitivity, Source

__all__ = [
    "Action",
    "ActionState",
    "Approval",
    "ApprovalState",
    "Card",
    "Delivery",
    "EarsState",
    "Effect",
    "Fact",
    "FactStatus",
    "FollowUp",
    "FollowUpState",
    "Hearing",
    "Item",
    "Json",
    "Language",
    "Money",
    "Parameter",
    "Plan",
    "Policy",
    "Provenance",
    "Question",
    "Reason",
    "Receipt",
    "Record",
    "Recurrence",
    "Reply",
    "Say",
    "Sensitivity",
    "Source",
    "Terms",
    "ToolCall",
    "ToolSpec",
    "Turn",
    "User",
    "Utterance",
]
