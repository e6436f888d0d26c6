"""History: what was said, conversation by conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Talker
from api.doors.answers import errors
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.records import ConversationHead, ConversationOut
from api.wire import Shape, page
from assistant.errors import NotFound

router = APIRouter(tags=["conversations"])


@router.get("/api/conversations", response_model=Page[ConversationHead], responses=errors())
async def list_conversations(
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=32, pattern=r"^\d{1,18}$")] = None,
) -> Shape:
    """The latest first."""
    raise NotImplementedError


@router.get("/api/conversations/{conversation_id}", response_model=ConversationOut, responses=errors(404))
async def show(conversation_id: str, parts: Wired, caller: Talker) -> Shape:
    """Its turns in order, each with what was heard and what was answered."""
    raise NotImplementedError
