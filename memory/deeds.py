"""The ledger of actions: what was proposed, done, failed or is unknown, and what would undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast, get_args

from sqlalchemy import Row, select, update

from assistant.changes import Change
from assistant.codec import plain, restore
from assistant.errors import Conflict, NotFound, NotUndoable
from assistant.types import Action, ActionState, Json, Receipt, ToolCall
from memory.chain import Chain
from memory.tables.columns import micros
from memory.tables.ledger import actions
from memory.upsert import insert_new

_CHANGES = {kind.__name__: kind for kind in get_args(Change)}
_S = ActionState
_NEXT: dict[ActionState, frozenset[ActionState]] = {
    _S.PROPOSED: frozenset({_S.APPROVED, _S.DISPATCHED, _S.FAILED, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.DISPATCHED, _S.FAILED, _S.CANCELLED}),
    _S.DISPATCHED: frozenset({_S.SUCCEEDED, _S.FAILED, _S.UNKNOWN, _S.CANCELLED}),
    _S.UNKNOWN: frozenset({_S.SUCCEEDED, _S.FAILED, _S.CANCELLED}),
}


class Deeds(Chain):
    def put_action(self, action: Action) -> None:
        """A new row. Raises Conflict when the id (the idempotency key) is already there."""
        if action.user_id != self.user_id:
            raise NotFound
        row = {
            "user_id": self.user_id,
            "id": action.id,
            "conversation": action.conversation,
            "turn_id": action.turn_id,
            "state": action.state.value,
            "at_us": micros(action.at),
            "sensitivity": action.sensitivity.value,
            "content": self._sealed(action, action.sensitivity),
        }
        if not insert_new(self.connection, actions, row):
            raise Conflict(f"action {action.id} is already there")
        self.append(action, action.at)

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
        """The action in its new state. Raises NotFound; Conflict for a step back: what is done is not done again."""
        before = self._known(action_id)
        if state not in _NEXT.get(before.state, frozenset()):
            raise Conflict(f"an action that is {before.state} cannot become {state}")
        after = replace(
            before, state=state, receipt=receipt or before.receipt, error=error, undoable=bool(undo) or before.undoable
        )
        named = [{"type": type(change).__name__, "change": plain(change)} for change in undo]
        changes = {"undo": self._sealed(named, after.sensitivity)} if undo else {}
        return self._stands(after, at, **changes)

    def action(self, action_id: str) -> Action | None:
        row = self._action_row(action_id)
        return self._opened(Action, row.content) if row else None

    def actions(self, *, limit: int = 50, before: str | None = None) -> tuple[Action, ...]:
        """The newest first; `before` is the id to go on from."""
        query = select(actions).where(actions.c.user_id == self.user_id)
        if before is not None and (row := self._action_row(before)) is not None:
            query = query.where(actions.c.seq < row.seq)
        rows = self._all(query.order_by(actions.c.seq.desc()).limit(limit))
        return tuple(self._opened(Action, row.content) for row in rows)

    def undo_of(self, action_id: str) -> tuple[Change, ...]:
        """What would take the action back, in the order to apply. Raises NotFound."""
        row = self._action_row(action_id)
        if row is None:
            raise NotFound
        return tuple(_change(entry) for entry in self.vault.read(row.undo)) if row.undo else ()

    def mark_undone(self, action_id: str, at: datetime) -> Action:
        """Raises NotFound, and NotUndoable when it was undone before or left nothing to take back."""
        before = self._known(action_id)
        if before.undone or not before.undoable:
            raise NotUndoable
        return self._stands(replace(before, undone=True), at)

    def redact(self, action_id: str) -> None:
        """Blank what the action was about, everywhere; that something happened then stays provable. Raises NotFound."""
        before = self._known(action_id)
        call = ToolCall(id=before.call.id, tool=before.call.tool)
        blank = replace(before, call=call, why=(), receipt=None, error=None, undoable=False)
        self._write(blank, undo=None)
        super().redact(action_id)

    def _stands(self, action: Action, at: datetime, **changes: Any) -> Action:
        self._write(action, **changes)
        self.append(action, at)
        return action

    def _write(self, action: Action, **changes: Any) -> None:
        mine = actions.c.user_id == self.user_id, actions.c.id == action.id
        content = self._sealed(action, action.sensitivity)
        self._changed(update(actions).where(*mine).values(state=action.state.value, content=content, **changes))

    def _known(self, action_id: str) -> Action:
        action = self.action(action_id)
        if action is None:
            raise NotFound
        return action

    def _action_row(self, action_id: str) -> Row[Any] | None:
        return self._one(select(actions).where(actions.c.user_id == self.user_id, actions.c.id == action_id))


def _change(entry: Json) -> Change:
    return cast(Change, restore(_CHANGES[entry["type"]], entry["change"]))
