"""The ledger: what was done, and taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Talker
from api.doors.answers import Key, errors
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.turns import ActionOut
from api.wire import Shape, action_shape, page

router = APIRouter(tags=["actions"])


@router.get("/api/actions", response_model=Page[ActionOut], responses=errors())
async def list_actions(
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Shape:
    """Newest first."""
    rows = await parts.store.read(caller.id, lambda tx: tx.actions(limit=limit + 1, before=cursor))
    following = rows[limit - 1].id if len(rows) > limit else None
    return page([action_shape(row) for row in rows[:limit]], following)


@router.post("/api/actions/{action_id}/reconcile", response_model=ActionOut, responses=errors(404, 409))
async def reconcile(action_id: str, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Ask the provider what became of an action whose outcome is unknown. It is never done again by this."""
    return action_shape(await parts.reconciling.look(caller.id, action_id))


@router.post("/api/actions/{action_id}/undo", response_model=ActionOut, responses=errors(404, 409))
async def undo(action_id: str, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Take back a change of the user's own things. What reached the outside has a cancellation of its own."""
    action = await parts.desk.undo(caller.user, action_id, parts.now_for(caller.user))
    parts.changed(caller.id)
    return action_shape(action)
