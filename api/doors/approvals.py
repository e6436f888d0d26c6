"""What waits for a yes, and the answer to it; the answer is a turn."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.auth import Approver, Talker
from api.doors.answers import Key, errors
from api.doors.speaking import SSE, answer, answer_again, met, turn_of
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.turns import ApprovalOut, DecisionIn, TurnOut
from api.wire import Shape, approval_shape, page
from assistant.errors import NotFound
from assistant.types import Source, Utterance

router = APIRouter(tags=["approvals"])


@router.get("/api/approvals", response_model=Page[ApprovalOut], responses=errors())
async def list_approvals(parts: Wired, caller: Talker, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Shape:
    """The open questions, newest first."""
    now = parts.clock.now()
    rows = await parts.store.read(caller.id, lambda tx: tx.approvals(open_at=now, limit=limit))
    return page([approval_shape(row) for row in rows])


@router.post(
    "/api/approvals/{approval_id}",
    response_model=TurnOut,
    responses={
        **errors(404, 409),
        200: {"model": TurnOut, "content": {SSE: {"schema": {"type": "string"}}}, "description": "The turn."},
    },
)
async def decide(
    *, approval_id: str, request: Request, body: DecisionIn, parts: Wired, caller: Approver, key: Key
) -> Response:
    """Yes or no to exactly this question, once. A change is said as a turn."""
    approval = await parts.store.read(caller.id, lambda tx: tx.approval(approval_id))
    if approval is None:
        raise NotFound("There is no such question.", "没有这个确认。")
    utterance = Utterance(text="", source=Source.TEXT, language=caller.user.language)
    turn, past = await met(parts, caller, turn_of(parts, caller, utterance, approval.conversation, key=key), key)
    if past is not None:
        return answer_again(request, past)
    stream = parts.desk.decide(turn, approval.id, body.decision == "approve")
    return await answer(request, parts.turns.begin(turn, stream, heard=False))
