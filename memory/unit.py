"""One transaction over one user's rows: the unit of work that the core asks for, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence
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
from assistant.types import Action, ActionState, Receipt
from memory.deeds import Deeds
from memory.follow_ups import FollowUps
from memory.habits import Habits
from memory.openings import Openings
from memory.search import Search
from memory.talks import Talks
from memory.waiting import Waiting


class SqlUnitOfWork(Talks, Waiting, Deeds, Search, FollowUps, Openings, Habits):
    """Fulfils `assistant.ports.UnitOfWork`, and has what the doors ask beyond it: lists, search, snooze, redaction."""

    def move_action(
        self,
        action_id: str,
        state: ActionState,
        *,
        at: datetime,
        receipt: Receipt | None = None,
        error: str | None = None,
        undo: Sequence[Change] = (),
    ) -> Action:
        """The action in its new state; what was done teaches what the user usually chooses."""
        action = super().move_action(action_id, state, at=at, receipt=receipt, error=error, undo=undo)
        if state is ActionState.SUCCEEDED:
            self.learn(action, at)
        return action

    def apply(self, change: Change, *, plugin: str, turn_id: str | None, now: datetime) -> Change | None:
        """Do it and return what would undo it (None: nothing changed). Raises NotFound, InvalidArgument, TooLong."""
        match change:
            case PutFollowUp():
                return self.put_follow_up(change, plugin, turn_id, now)
            case CancelFollowUp():
                return self.cancel_follow_up(change, plugin)
            case PutFact():
                if change.source == "learned" and not self.may_learn(change.category):
                    return None
                return self.put_fact(change, turn_id, now)
            case RetractFact():
                return self.retract_fact(change, now)
            case PutRecord():
                return self.put_record(change, plugin, turn_id, now)
            case DeleteRecord():
                return self.delete_record(change, plugin)
