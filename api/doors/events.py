"""What comes by itself: rings and reminders, with replay of what a screen missed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse

from api.auth import Caller, Talker
from api.doors.answers import errors
from api.doors.speaking import SSE
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


async def _stream(parts: Parts, caller: Caller, after: int | None) -> AsyncIterator[bytes]:
    # Listen first, then read what was missed: a ring between the two comes through both and is sent once.
    with parts.hub.listen(caller.id) as line:
        seen = after or 0
        rows = await missed(parts, caller, after)
        for start in range(0, len(rows), _PAGE):
            page = rows[start : start + _PAGE]
            seen = max(seen, page[-1].sequence)
            yield b"".join([_bytes("delivery", delivery_shape(row), row.sequence) for row in page])
        async for notice in _live(line):
            sent = []
            for one in (notice, *notice.more):
                if one.sequence is None or one.sequence > seen:
                    seen = max(seen, one.sequence or 0)
                    sent.append(_bytes(one.name, one.data, one.sequence))
            if sent:
                yield b"".join(sent)


def _bytes(name: str, data: Shape, sequence: int | None) -> bytes:
    """One event as it goes over the line: a burst is sent in pieces of many, so each is written here by hand."""
    number = "" if sequence is None else f"id: {sequence}\r\n"
    return f"{number}event: {name}\r\ndata: {json.dumps(data, ensure_ascii=False)}\r\n\r\n".encode()


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
