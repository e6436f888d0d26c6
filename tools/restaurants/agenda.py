"""Booked tables in the user's day: fulfils the port `Bookings` over the plugin's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant import Setup
from assistant.moments import parse_instant
from assistant.ports import Engagement
from assistant.types import Record, User
from tools.restaurants.offline import MEAL


@dataclass(frozen=True, slots=True)
class TablesInAgenda:
    setup: Setup

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        if self.setup.records_of is None:
            return ()
        rows = await self.setup.records_of(user.id).all("booking")
        found = (_engagement(row, user) for row in rows)
        return tuple(sorted((e for e in found if e.start < end and e.end > start), key=lambda e: e.start))


def _engagement(row: Record, user: User) -> Engagement:
    start = parse_instant(row.data["at"])
    house = str(row.data["name"]["zh" if user.language == "zh" else "en"])
    title = f"在{house}吃饭" if user.language == "zh" else f"Table at {house}"
    return Engagement(
        id=f"restaurants:{row.key}", title=title, start=start, end=start + MEAL, place=str(row.data["name"]["en"])
    )
