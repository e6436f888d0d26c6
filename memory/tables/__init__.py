"""Every table of the store, one file per noun. Each row has its user; personal content sits in one sealed column."""

from __future__ import annotations

from memory.tables import (
    approvals,
    conversations,
    dispatches,
    facts,
    follow_ups,
    keys,
    ledger,
    passages,
    people,
    records,
)

__all__ = [
    "approvals",
    "conversations",
    "dispatches",
    "facts",
    "follow_ups",
    "keys",
    "ledger",
    "passages",
    "people",
    "records",
]
