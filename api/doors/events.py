"""What comes by itself: rings and reminders, with replay of what a screen missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse

from api.auth import Caller, Talker
from api.doors.answers import errors
from api.doors.speaking import SSE, sse
from api.events import Line, Notice
from api.parts import Parts, Wired
from api.wire import Shape, delivery_shape
from assistant.types import Delivery
from memory import SqlUnitOfWork

router = APIRouter(tags=["events"])
_PAGE = 500


@router.get(
    "/api/events",
    response_class=EventSourceResponse,
    responses={
        **errors(),
        200: {
            "content": {SSE: {"schema": {"type": "string"}}},
            "description": "`delivery` (its `id:` is for Last-Event-ID), `follow_ups_changed`, `approval`, `turn`.",
        },
    },
)
async def events(
    parts: Wired,
    caller: Talker,
    last_event_id: Annotated[str | None, Header(max_length=20, pattern=r"^\d{1,18}$")] = None,
) -> EventSourceResponse:
    """Server-sent events. Without Last-Event-ID it begins with the rings nobody has answered yet."""
    after = int(last_event_id) if last_event_id else None
    return EventSourceResponse(_stream(parts, caller, after), ping=15)


async def _stream(parts: Parts, caller: Caller, after: int | None) -> AsyncIterator[Shape]:
    # Listen first, then read what was missed: a ring between the two comes through both and is sent once.
    with parts.hub.listen(caller.id) as line:
        seen = after or 0
        for delivery in await missed(parts, caller, after):
            seen = max(seen, delivery.sequence)
            yield sse("delivery", delivery_shape(delivery), delivery.sequence)
        async for notice in _live(line):
            if notice.sequence is not None:
                if notice.sequence <= seen:
                    continue
                seen = notice.sequence
            yield sse(notice.name, notice.data, notice.sequence)


async def _live(line: Line) -> AsyncIterator[Notice]:
    while (notice := await line.queue.get()) is not None:
        yield notice


async def missed(parts: Parts, caller: Caller, after: int | None) -> tuple[Delivery, ...]:
    """What came since that sequence number; for a screen that is new here, what still rings."""
    if after is None:
        return await parts.store.read(caller.id, lambda tx: tx.ringing())
    return await parts.store.read(caller.id, lambda tx: _all_since(tx, after))


def _all_since(tx: SqlUnitOfWork, after: int) -> tuple[Delivery, ...]:
    rows: tuple[Delivery, ...] = ()
    while page := tx.deliveries(after=rows[-1].sequence if rows else after, limit=_PAGE):
        rows += page
        if len(page) < _PAGE:
            break
    return rows
