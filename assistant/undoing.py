"""Taking back a CHANGE: the inverse changes that were kept with its ledger row, applied in one transaction."""

from __future__ import annotations

from datetime import datetime

from assistant.errors import NotFound, NotUndoable
from assistant.ports import UnitOfWork
from assistant.types import Action


def undo_action(tx: UnitOfWork, action_id: str, *, now: datetime, turn_id: str | None = None) -> Action:
    """Undo it once. Raises NotFound, or NotUndoable (an outside effect, nothing changed, undone before)."""
    action = tx.action(action_id)
    if action is None:
        raise NotFound("There is no such action.", "没有这个操作。")
    inverses = tx.undo_of(action_id)
    if action.undone or not inverses:
        raise NotUndoable()
    plugin = action.call.tool.partition("__")[0]
    for change in inverses:
        tx.apply(change, plugin=plugin, turn_id=turn_id, now=now)
    return tx.mark_undone(action_id, now)
