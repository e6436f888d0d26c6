"""Booked appointments in the user's day: fulfils the port `Bookings` over the plugin's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant import Setup
from assistant.moments import parse_instant
from assistant.ports import Engagement
from assistant.types import Record, User


@dataclass(frozen=True, slots=True)
class AppointmentsInAgenda:
    setup: Setup

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        if self.setup.records_of is None:
            return ()
        rows = await self.setup.records_of(user.id).all("appointment")
        found = (_engagement(row, user) for row in rows)
        return tuple(sorted((e for e in found if e.start < end and e.end > start), key=lambda e: e.start))


def _engagement(row: Record, user: User) -> Engagement:
    kept = row.data
    place = str(kept["place"]["zh" if user.language == "zh" else "en"])
    return Engagement(
        id=f"medical:{row.key}",
        # The kind of doctor is a private matter: a calendar on a wall says only that there is an appointment.
        title="预约就诊" if user.language == "zh" else "Doctor's appointment",
        start=parse_instant(kept["start"]),
        end=parse_instant(kept["end"]),
        place=place,
    )
