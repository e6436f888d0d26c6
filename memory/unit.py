"""One transaction over one user's rows: the unit of work that the core asks for, put together from its parts."""

from __future__ import annotations

from datetime import datetime

from assistant.changes import (
    CancelFollowUp,
    Change,
    DeleteRecord,
    PutFact,
    PutFollowUp,
    PutRecord,
    RetractFact,
)
from memory.deeds import Deeds
from memory.follow_ups import FollowUps
from memory.openings import Openings
from memory.records import Records
from memory.search import Search
from memory.talks import Talks
from memory.waiting import Waiting


class SqlUnitOfWork(Talks, Waiting, Deeds, Search, FollowUps, Openings, Records):
    """Fulfils `assistant.ports.UnitOfWork`, and has what the doors ask beyond it: lists, search, snooze, redaction."""

    def apply(self, change: Change, *, plugin: str, turn_id: str | None, now: datetime) -> Change | None:
        """Do it and return what would undo it (None: nothing changed). Raises NotFound, InvalidArgument, TooLong."""
        match change:
            case PutFollowUp():
                return self.put_follow_up(change, plugin, turn_id, now)
            case CancelFollowUp():
                return self.cancel_follow_up(change, plugin)
            case PutFact():
                return self.put_fact(change, turn_id, now)
            case RetractFact():
                return self.retract_fact(change, now)
            case PutRecord():
                return self.put_record(change, plugin, turn_id, now)
            case DeleteRecord():
                return self.delete_record(change, plugin)
