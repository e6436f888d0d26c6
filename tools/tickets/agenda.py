"""Bought tickets in the user's day: fulfils the port `Bookings` over the plugin's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant import Setup
from assistant.moments import parse_instant
from assistant.ports import Engagement
from assistant.types import Record, User

_ABOUT = timedelta(hours=2)  # for rows that do not know their end


@dataclass(frozen=True, slots=True)
class OrdersInAgenda:
    setup: Setup

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        if self.setup.records_of is None:
            return ()
        rows = await self.setup.records_of(user.id).all("order")
        found = (_engagement(row, user) for row in rows)
        return tuple(sorted((e for e in found if e.start < end and e.end > start), key=lambda e: e.start))


def _engagement(row: Record, user: User) -> Engagement:
    order = row.data
    start = parse_instant(order["start"])
    until = parse_instant(order["until"]) if order.get("until") else start + _ABOUT
    train = order.get("kind") == "train"
    return Engagement(
        id=f"tickets:{row.key}",
        title=str(order["title"]["zh" if user.language == "zh" else "en"]),
        start=start,
        end=until,
        place=None if train else str(order["venue"]),
    )
