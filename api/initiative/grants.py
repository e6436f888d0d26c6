"""Standing yeses of the user, kept as records of their own; the gate decides what each covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from assistant.gate import Grant
from assistant.moments import parse_instant
from assistant.ports import UnitOfWork
from assistant.types import Json

PLUGIN, KIND = "steward-grants", "grant"


def grants_of(tx: UnitOfWork) -> Sequence[Grant]:
    return tuple(from_data(row.key, row.data) for row in tx.records(PLUGIN, KIND))


def from_data(key: str, data: Json) -> Grant:
    return Grant(
        id=key,
        tools=data["tools"],
        max_price=Decimal(data["max_price"]),
        currency=data["currency"],
        expires_at=parse_instant(data["expires_at"]) if data["expires_at"] else None,
    )


def to_data(*, tools: str, max_price: Decimal, currency: str, expires_at: datetime | None) -> dict[str, Json]:
    return {
        "tools": tools,
        "max_price": str(max_price),
        "currency": currency,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
