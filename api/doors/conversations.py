"""History: what was said, conversation by conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Talker
from api.doors.answers import errors
from api.parts import Wired
from api.schemas.base import Instant, Page
from api.schemas.records import ConversationHead, ConversationOut
from api.wire import Shape, page, past_turn_shape, wire
from assistant.errors import NotFound

router = APIRouter(tags=["conversations"])


@router.get("/api/conversations", response_model=Page[ConversationHead], responses=errors())
async def list_conversations(
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Instant | None = None,
) -> Shape:
    """The latest first."""
    rows = await parts.store.read(caller.id, lambda tx: tx.conversations(limit=limit + 1, before=cursor))
    following = rows[limit - 1].updated_at.isoformat() if len(rows) > limit else None
    heads = [
        {"id": c.id, "title": c.title, "started_at": wire(c.created_at), "updated_at": wire(c.updated_at)}
        for c in rows[:limit]
    ]
    return page(heads, following)


@router.get("/api/conversations/{conversation_id}", response_model=ConversationOut, responses=errors(404))
async def show(
    conversation_id: str,
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    before: Annotated[str | None, Query(max_length=100)] = None,
) -> Shape:
    """Its latest turns in order, each with what was heard and what was answered; `next` goes further back."""
    rows = await parts.store.read(caller.id, lambda tx: tx.turns(conversation_id, limit=limit + 1, before=before))
    if not rows:
        raise NotFound("There is no such conversation.", "没有这个对话。")
    following = rows[limit - 1].id if len(rows) > limit else None
    return {"id": conversation_id, "turns": [past_turn_shape(row) for row in reversed(rows[:limit])], "next": following}
