"""Keeps calendars in step by itself: with the connected server, and the morning alarms with the calendar.

To connect a calendar, or to let alarms follow the day, is the user's standing order; each change it brings is a row of
the ledger with an undo. A server that does not answer changes nothing and is asked again the next time.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from api.clock.time import SteadyClock
from assistant.changes import Change
from assistant.context import ToolContext
from assistant.desk import Desk
from assistant.errors import StewardError
from assistant.moments import zone
from assistant.types import Provenance, Source, ToolCall, Turn, User, Utterance
from memory import SqlStore
from tools.calendar.following import in_step
from tools.calendar.syncing import synchronised
from tools.toolbox import Toolbox

log = logging.getLogger("steward.keeping")
EVERY = timedelta(minutes=15)  # of the assistant's time
_LEAST = 20.0  # seconds of the machine, however fast the clock runs


class CalendarKeeper:
    def __init__(
        self, *, store: SqlStore, toolbox: Toolbox, desk: Desk, clock: SteadyClock, changed: Callable[[str], None]
    ) -> None:
        self._store, self._toolbox, self._desk, self._clock, self._changed = store, toolbox, desk, clock, changed

    async def run(self) -> None:
        """Round after round; at once none: what is connected was in step when it was last looked at."""
        while self._clock.speed > 0:
            await asyncio.sleep(max(_LEAST, EVERY.total_seconds() / self._clock.speed))
            for user in await self._store.people.everyone():
                await self.keep(user)

    async def keep(self, user: User) -> bool:
        """One round for one user. True when something changed."""
        try:
            changes = await self._wanted(user)
            if changes:
                await self._desk.change(user, "calendar__keep_in_step", changes, plugin="calendar")
                self._changed(user.id)
            return bool(changes)
        except StewardError as error:
            log.info("a calendar could not be kept in step: %s", error.code)
        except Exception:
            log.exception("keeping a calendar in step broke")
        return False

    async def _wanted(self, user: User) -> tuple[Change, ...]:
        ctx = self._context(user)
        account = await ctx.connection.account("caldav") if ctx.connection else None
        if account is not None:
            _, changes = await synchronised(ctx, account)
            return changes
        if await ctx.records.get("setting", "follow_day") is not None:
            return await in_step(ctx)
        return ()

    def _context(self, user: User) -> ToolContext:
        now = self._clock.now().astimezone(zone(user.timezone))
        heard = Utterance(text="", source=Source.SCHEDULE, language=user.language)
        name = str(uuid.uuid4())
        turn = Turn(id=name, conversation=name, user=user, utterance=heard, now=now)
        call = ToolCall(id=name, tool="calendar__keep_in_step", provenance={"*": Provenance.USER})
        return self._toolbox.context("calendar", call, turn)
