"""Questions that wait for a yes: each is used up once, whoever answers first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from assistant.errors import ApprovalUnusable, Conflict, NotFound
from assistant.types import Approval, ApprovalState
from memory.scope import Scope, its, mine
from memory.tables.approvals import approvals
from memory.tables.columns import micros
from memory.upsert import insert_new

_ONE = select(approvals).where(mine(approvals, approvals.c.id == its("id")))
_ALL = select(approvals).where(mine(approvals)).order_by(approvals.c.seq.desc()).limit(its("limit"))
_OPEN = and_(approvals.c.state == ApprovalState.PENDING.value, approvals.c.expires_us > its("now"))
_ALL_OPEN = _ALL.where(_OPEN)
_PENDING = _ALL_OPEN.where(approvals.c.conversation == its("conversation"))
_USE_UP = (
    update(approvals)
    .where(mine(approvals, approvals.c.id == its("id"), approvals.c.state == ApprovalState.PENDING.value))
    .where(approvals.c.expires_us > its("now"))
    .values(state=its("state"), decided_by=its("by"))
)
# A withdrawn question may be past its time; an answered one may not.
_TIMELESS = (ApprovalState.VOID, ApprovalState.EXPIRED)


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
            "content": self._sealed(approval),
        }
        if not insert_new(self.connection, approvals, row):
            raise Conflict(f"approval {approval.id} is already there")

    def approval(self, approval_id: str) -> Approval | None:
        row = self._one(_ONE, id=approval_id)
        return self._approval(row) if row else None

    def pending(self, conversation: str, now: datetime) -> Approval | None:
        """The newest question still open in that conversation."""
        row = self._one(_PENDING, now=micros(now), conversation=conversation, limit=1)
        return self._approval(row) if row else None

    def approvals(self, *, open_at: datetime | None = None, limit: int = 50) -> tuple[Approval, ...]:
        """The newest first; with `open_at` only what still waits for an answer then."""
        rows = (
            self._all(_ALL, limit=limit) if open_at is None else self._all(_ALL_OPEN, now=micros(open_at), limit=limit)
        )
        return tuple(self._approval(row) for row in rows)

    def decide(self, approval_id: str, state: ApprovalState, *, by: str, now: datetime) -> Approval:
        """Use up a pending approval, once. Raises ApprovalUnusable (expired, used, not this user's)."""
        at = 0 if state in _TIMELESS else micros(now)
        used = self._changed(_USE_UP, id=approval_id, now=at, state=state.value, by=by)
        approval = self.approval(approval_id)
        if not used or approval is None:
            raise ApprovalUnusable
        return approval

    def _approval(self, row: Row[Any]) -> Approval:
        noun = self._opened(Approval, row.content)
        return replace(noun, state=ApprovalState(row.state), decided_by=row.decided_by)

    def _own(self, user_id: str) -> None:
        if user_id != self.user_id:
            raise NotFound
