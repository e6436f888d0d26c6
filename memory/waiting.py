"""Questions that wait for a yes: each is used up once, whoever answers first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from assistant.errors import ApprovalUnusable, Conflict, NotFound
from assistant.types import Approval, ApprovalState
from memory.scope import Scope
from memory.tables.approvals import approvals
from memory.tables.columns import micros
from memory.upsert import insert_new


class Waiting(Scope):
    def put_approval(self, approval: Approval) -> None:
        """A new question. Raises Conflict when its id is taken."""
        self._own(approval.user_id)
        row = {
            "user_id": self.user_id,
            "id": approval.id,
            "conversation": approval.conversation,
            "state": approval.state.value,
            "decided_by": approval.decided_by,
            "asked_us": micros(approval.asked_at),
            "expires_us": micros(approval.expires_at),
            "sensitivity": approval.sensitivity.value,
            "content": self._sealed(approval, approval.sensitivity),
        }
        if not insert_new(self.connection, approvals, row):
            raise Conflict(f"approval {approval.id} is already there")

    def approval(self, approval_id: str) -> Approval | None:
        row = self._approval_row(approval_id)
        return self._approval(row) if row else None

    def pending(self, conversation: str, now: datetime) -> Approval | None:
        """The newest question still open in that conversation."""
        query = select(approvals).where(*self._open_at(now), approvals.c.conversation == conversation)
        row = self._one(query.order_by(approvals.c.seq.desc()).limit(1))
        return self._approval(row) if row else None

    def approvals(self, *, open_at: datetime | None = None, limit: int = 50) -> tuple[Approval, ...]:
        """The newest first; with `open_at` only what still waits for an answer then."""
        mine = (approvals.c.user_id == self.user_id,) if open_at is None else self._open_at(open_at)
        rows = self._all(select(approvals).where(*mine).order_by(approvals.c.seq.desc()).limit(limit))
        return tuple(self._approval(row) for row in rows)

    def decide(self, approval_id: str, state: ApprovalState, *, by: str, now: datetime) -> Approval:
        """Use up a pending approval, once. Raises ApprovalUnusable (expired, used, not this user's)."""
        row = self._approval_row(approval_id)
        if row is None:
            raise ApprovalUnusable
        # A withdrawn question may be past its time; an answered one may not.
        late = () if state in (ApprovalState.VOID, ApprovalState.EXPIRED) else (approvals.c.expires_us > micros(now),)
        open_row = (approvals.c.seq == row.seq, approvals.c.state == ApprovalState.PENDING.value, *late)
        if not self._changed(update(approvals).where(*open_row).values(state=state.value, decided_by=by)):
            raise ApprovalUnusable
        return replace(self._approval(row), state=state, decided_by=by)

    def _open_at(self, now: datetime) -> tuple[Any, ...]:
        return (
            approvals.c.user_id == self.user_id,
            approvals.c.state == ApprovalState.PENDING.value,
            approvals.c.expires_us > micros(now),
        )

    def _approval_row(self, approval_id: str) -> Row[Any] | None:
        return self._one(select(approvals).where(approvals.c.user_id == self.user_id, approvals.c.id == approval_id))

    def _approval(self, row: Row[Any]) -> Approval:
        noun = self._opened(Approval, row.content)
        return replace(noun, state=ApprovalState(row.state), decided_by=row.decided_by)

    def _own(self, user_id: str) -> None:
        if user_id != self.user_id:
            raise NotFound
