"""After something was booked or given up elsewhere, the alarms that follow the day are brought in step with it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk import Desk
from assistant.events import ToolFinished, ToolStarted, TurnEvent
from assistant.ports import Bookings
from assistant.types import Effect, ToolCall, Turn
from tools.calendar.following import in_step
from tools.toolbox import Toolbox

log = logging.getLogger("steward.day")
_CALENDAR, _FOLLOW = "calendar", "calendar__follow_day"


@dataclass(frozen=True, slots=True)
class Day:
    """The calendar keeps its own alarms in step with its own events; of bookings it hears here."""

    toolbox: Toolbox
    desk: Desk

    async def after(self, turn: Turn, events: Sequence[TurnEvent]) -> None:
        """A row of its own in the ledger, that can be undone; nothing where nothing has to ring otherwise."""
        if not self._booked(events) or self.toolbox.spec(_FOLLOW) is None:
            return
        try:
            call = ToolCall(id=str(uuid.uuid4()), tool=_FOLLOW)
            changes = await in_step(self.toolbox.context(_CALENDAR, call, turn))
            if changes:
                await self.desk.change(turn.user, _FOLLOW, changes, plugin=_CALENDAR, rule="follows_a_booking")
        except Exception:
            # The booking itself stands; the alarms are looked at again with the next change of the day.
            log.exception("the alarms could not follow a booking")

    def _booked(self, events: Sequence[TurnEvent]) -> bool:
        books = {p.name for p in self.toolbox.plugins if Bookings in p.provides}
        outside = {e.id for e in events if isinstance(e, ToolStarted) and e.effect is Effect.COMMIT}
        done = (e for e in events if isinstance(e, ToolFinished) and e.ok and e.id in outside)
        return any(e.tool.partition("__")[0] in books for e in done)
