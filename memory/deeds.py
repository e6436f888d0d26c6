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
from memory.scope import its, mine
from memory.tables.columns import micros
from memory.tables.ledger import actions
from memory.upsert import insert_new

_CHANGES = {kind.__name__: kind for kind in get_args(Change)}
_ONE = select(actions).where(mine(actions, actions.c.id == its("id")))
_NEWEST = (
    select(actions)
    .where(mine(actions, actions.c.seq < its("before")))
    .order_by(actions.c.seq.desc())
    .limit(its("limit"))
)
_WRITE = (
    update(actions)
    .where(mine(actions, actions.c.id == its("id")))
    .values(state=its("state"), content=its("content"), undo=its("undo"))
)
_BEYOND = 2**62
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
            "content": self._sealed(action),
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
        row = self._known(action_id)
        before = self._opened(Action, row.content)
        if state not in _NEXT.get(before.state, frozenset()):
            raise Conflict(f"an action that is {before.state} cannot become {state}")
        after = replace(
            before, state=state, receipt=receipt or before.receipt, error=error, undoable=bool(undo) or before.undoable
        )
        named = [{"type": type(change).__name__, "change": plain(change)} for change in undo]
        return self._stands(after, at, undo=self._sealed(named) if undo else row.undo)

    def action(self, action_id: str) -> Action | None:
        row = self._one(_ONE, id=action_id)
        return self._opened(Action, row.content) if row else None

    def actions(self, *, limit: int = 50, before: str | None = None) -> tuple[Action, ...]:
        """The newest first; `before` is the id to go on from."""
        last = self._one(_ONE, id=before) if before is not None else None
        rows = self._all(_NEWEST, before=last.seq if last is not None else _BEYOND, limit=limit)
        return tuple(self._opened(Action, row.content) for row in rows)

    def undo_of(self, action_id: str) -> tuple[Change, ...]:
        """What would take the action back, in the order to apply. Raises NotFound."""
        row = self._known(action_id)
        return tuple(_change(entry) for entry in self.vault.read(row.undo)) if row.undo else ()

    def mark_undone(self, action_id: str, at: datetime) -> Action:
        """Raises NotFound, and NotUndoable when it was undone before or left nothing to take back."""
        row = self._known(action_id)
        before = self._opened(Action, row.content)
        if before.undone or not before.undoable:
            raise NotUndoable
        return self._stands(replace(before, undone=True), at, undo=row.undo)

    def redact(self, action_id: str) -> None:
        """Blank what the action was about, everywhere; that something happened then stays provable. Raises NotFound."""
        before = self._opened(Action, self._known(action_id).content)
        call = ToolCall(id=before.call.id, tool=before.call.tool)
        blank = replace(before, call=call, why=(), terms=None, receipt=None, error=None, undoable=False)
        self._write(blank, undo=None)
        super().redact(action_id)

    def _stands(self, action: Action, at: datetime, *, undo: str | None) -> Action:
        self._write(action, undo=undo)
        self.append(action, at)
        return action

    def _write(self, action: Action, *, undo: str | None) -> None:
        self._changed(_WRITE, id=action.id, state=action.state.value, content=self._sealed(action), undo=undo)

    def _known(self, action_id: str) -> Row[Any]:
        row = self._one(_ONE, id=action_id)
        if row is None:
            raise NotFound
        return row


def _change(entry: Json) -> Change:
    return cast(Change, restore(_CHANGES[entry["type"]], entry["change"]))
