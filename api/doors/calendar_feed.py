"""A calendar feed that a phone subscribes to, under an address nobody can guess."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.auth import Approver
from api.doors.answers import Key, Responses, errors
from api.initiative.feed import feed
from api.parts import Wired
from api.schemas.initiative import FeedOut
from api.wire import Shape
from assistant.errors import Unauthenticated
from assistant.ports import Agenda
from memory.feeds import Feeds

router = APIRouter(tags=["calendar"])
_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)
_ICS: Responses = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "iCalendar with alarms."}
}


@router.post("/api/calendar-feed", status_code=201, response_model=FeedOut, responses=errors(409))
async def open_feed(request: Request, parts: Wired, caller: Approver, _: Key) -> Shape:
    """A new address to subscribe to; an older one stops working. It is shown only here."""
    key = await Feeds(parts.store.database).renew(caller.id)
    return {"url": str(request.url_for("calendar_ics").include_query_params(key=key))}


@router.delete("/api/calendar-feed", status_code=204, responses=errors())
async def close_feed(parts: Wired, caller: Approver) -> Response:
    """Nobody can read it any more."""
    await Feeds(parts.store.database).end(caller.id)
    return Response(status_code=204)


@router.get("/api/calendar.ics", response_class=Response, responses={**errors(), **_ICS})
async def calendar_ics(parts: Wired, key: Annotated[str, Query(min_length=20, max_length=100)]) -> Response:
    """My reminders and events for a calendar program. The key is the permission, and it can only read this."""
    user_id = await Feeds(parts.store.database).user_of(key)
    if user_id is None:
        raise Unauthenticated
    user, rows = await parts.store.read(user_id, lambda tx: (tx.user(), tx.follow_ups(limit=1000)))
    now, agenda = parts.now_for(user), parts.toolbox.port(Agenda)
    events = await agenda.between(user, now - _BACK, now + _AHEAD) if agenda else ()
    body = feed(rows, events, user.language, now)
    return Response(body, media_type="text/calendar", headers={"Cache-Control": "private, no-store"})
