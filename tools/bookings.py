"""What all capabilities have booked for a user, as one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from assistant.ports import Bookings, Engagement
from assistant.types import User

log = logging.getLogger(__name__)


class AllBookings:
    """Fulfils the port `Bookings`. One capability that breaks hides none of the others' bookings."""

    def __init__(self, each: Sequence[object]) -> None:
        self._each: Sequence[Bookings] = each  # type: ignore[assignment]  # that is what `provides` promises

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        found: list[Engagement] = []
        for one in self._each:
            try:
                found += await one.between(user, start, end)
            except Exception:
                log.exception("the bookings of %s cannot be read", type(one).__module__)
        return tuple(sorted(found, key=lambda e: (e.start, e.title)))
