"""Steward's core: everything a plugin author needs, under one name. Importing it loads none of the big libraries."""

from assistant.changes import (
    CancelFollowUp,
    Change,
    DeleteRecord,
    PutFact,
    PutFollowUp,
    PutRecord,
    RetractFact,
)
from assistant.context import ToolContext
from assistant.errors import InvalidArgument, NotFound, StewardError, ToolError
from assistant.parameters import Slot
from assistant.plugin import Plugin, Setup
from assistant.results import ToolResult
from assistant.types import (
    Card,
    Effect,
    Item,
    Money,
    Policy,
    Question,
    Receipt,
    Recurrence,
    Say,
    Sensitivity,
    Terms,
)

__all__ = [
    "CancelFollowUp",
    "Card",
    "Change",
    "DeleteRecord",
    "Effect",
    "InvalidArgument",
    "Item",
    "Money",
    "NotFound",
    "Plugin",
    "Policy",
    "PutFact",
    "PutFollowUp",
    "PutRecord",
    "Question",
    "Receipt",
    "Recurrence",
    "RetractFact",
    "Say",
    "Sensitivity",
    "Setup",
    "Slot",
    "StewardError",
    "Terms",
    "ToolContext",
    "ToolError",
    "ToolResult",
]
