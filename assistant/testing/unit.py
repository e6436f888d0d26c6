"""One transaction over one user's rows in memory: conversations, ledger, approvals; the rest is in `keeping.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from assistant.changes import Change
from assistant.errors import ApprovalUnusable, Conflict, NotFound, NotUndoable
from assistant.ports import Dialogue, Line
from assistant.testing.keeping import Keeping
from assistant.testing.rows import PastTurn, stored
from assistant.types import Action, ActionState, Approval, ApprovalState, Json, Receipt, Reply, Turn, User

_S = ActionState


class FakeUnitOfWork(Keeping):
    """Fulfils `assistant.ports.UnitOfWork`."""

    _next: ClassVar[dict[ActionState, frozenset[ActionState]]] = {
        _S.PROPOSED: frozenset({_S.APPROVED, _S.DISPATCHED, _S.FAILED, _S.CANCELLED}),
        _S.APPROVED: frozenset({_S.DISPATCHED, _S.FAILED, _S.CANCELLED}),
        _S.DISPATCHED: frozenset({_S.SUCCEEDED, _S.FAILED, _S.UNKNOWN, _S.CANCELLED}),
        _S.UNKNOWN: frozenset({_S.SUCCEEDED, _S.FAILED, _S.CANCELLED}),
    }

    def user(self) -> User:
        return self.rows.user

    def open_turn(self, turn: Turn) -> None:
        if turn.incognito:
            return
        if turn.id in self.rows.turns:
            raise Conflict(f"turn {turn.id} is already there")
        self.rows.turns[turn.id] = PastTurn(turn=turn)

    def close_turn(self, turn: Turn, reply: Reply | None, dialogue: Dialogue, events: Sequence[Json]) -> None:
        self.rows.dialogues[turn.conversation] = stored(Dialogue, dialogue)
        if turn.incognito:
            return
        kept = stored(Reply, reply) if reply is not None else None
        self.rows.turns[turn.id] = PastTurn(turn=turn, reply=kept, events=tuple(events))

    def dialogue(self, conversation: str) -> Dialogue:
        return self.rows.dialogues.get(conversation, Dialogue())

    def lines(self, conversation: str, limit: int = 20) -> tuple[Line, ...]:
        """The last lines, oldest first."""
        found: list[Line] = []
        for past in self.rows.turns.values():
            turn, heard = past.turn, past.turn.utterance.text
            if turn.conversation != conversation:
                continue
            if heard:
                found.append(Line(role="user", text=heard, turn_id=turn.id, at=turn.now))
            if past.reply and past.reply.text:
                found.append(Line(role="assistant", text=past.reply.text, turn_id=turn.id, at=turn.now))
        return tuple(found[-limit:])

    def put_action(self, action: Action) -> None:
        """A new row. Raises Conflict when the id (the idempotency key) is already there."""
        if action.user_id != self.user_id:
            raise NotFound
        if action.id in self.rows.actions:
            raise Conflict(f"action {action.id} is already there")
        self.rows.actions[action.id] = stored(Action, action)

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
        if state not in self._next.get(before.state, frozenset()):
            raise Conflict(f"an action that is {before.state} cannot become {state}")
        after = replace(
            before, state=state, receipt=receipt or before.receipt, error=error, undoable=bool(undo) or before.undoable
        )
        self.rows.actions[action_id] = stored(Action, after)
        if undo:
            self.rows.undo[action_id] = tuple(undo)
        return after

    def action(self, action_id: str) -> Action | None:
        return self.rows.actions.get(action_id)

    def actions(self, *, limit: int = 50) -> tuple[Action, ...]:
        """The newest first."""
        return tuple(reversed(self.rows.actions.values()))[:limit]

    def undo_of(self, action_id: str) -> tuple[Change, ...]:
        self._known(action_id)
        return self.rows.undo.get(action_id, ())

    def mark_undone(self, action_id: str, at: datetime) -> Action:
        before = self._known(action_id)
        if before.undone or not before.undoable:
            raise NotUndoable
        self.rows.actions[action_id] = replace(before, undone=True)
        return self.rows.actions[action_id]

    def put_approval(self, approval: Approval) -> None:
        if approval.user_id != self.user_id:
            raise NotFound
        if approval.id in self.rows.approvals:
            raise Conflict(f"approval {approval.id} is already there")
        self.rows.approvals[approval.id] = stored(Approval, approval)

    def approval(self, approval_id: str) -> Approval | None:
        return self.rows.approvals.get(approval_id)

    def pending(self, conversation: str, now: datetime) -> Approval | None:
        """The newest question still open in that conversation."""
        found = [
            a
            for a in self.rows.approvals.values()
            if a.conversation == conversation and a.state is ApprovalState.PENDING and a.expires_at > now
        ]
        return found[-1] if found else None

    def decide(self, approval_id: str, state: ApprovalState, *, by: str, now: datetime) -> Approval:
        """Use up a pending approval, once. Raises ApprovalUnusable (expired, used, not this user's)."""
        found = self.rows.approvals.get(approval_id)
        withdrawn = state in (ApprovalState.VOID, ApprovalState.EXPIRED)
        if found is None or found.state is not ApprovalState.PENDING or (found.expires_at <= now and not withdrawn):
            raise ApprovalUnusable
        self.rows.approvals[approval_id] = replace(found, state=state, decided_by=by)
        return self.rows.approvals[approval_id]

    def _known(self, action_id: str) -> Action:
        if action_id not in self.rows.actions:
            raise NotFound
        return self.rows.actions[action_id]
