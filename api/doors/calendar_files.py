"""Calendars and chats that the user brings as files, and the own calendar to take away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from api.auth import Caller, Talker
from api.doors.answers import Key, Responses, errors
from api.parts import Parts, Wired
from api.schemas.base import Instant, Out
from api.turns import stable_id
from api.wire import Shape
from assistant.context import ToolContext
from assistant.errors import TooLong
from assistant.types import Provenance, Source, ToolCall, Turn, Utterance
from tools.calendar.appointments import suggest
from tools.calendar.chat import read_chat
from tools.calendar.following import country_of
from tools.calendar.ics import decoded
from tools.calendar.ics_written import write_ics
from tools.calendar.importing import imported
from tools.calendar.plug import events_of
from tools.calendar.suggestions import kept, row

router = APIRouter(tags=["calendar"])
LARGEST = 5 * 1024 * 1024
_ICS: Responses = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "iCalendar with all events."}
}


class ImportedOut(Out):
    """`added`: events written; what was here already, just the same, is not counted."""

    added: int
    first: Instant | None = None


class SuggestionOut(Out):
    """An appointment a chat speaks of. `quote` is somebody else's words; `agreed`: another one said yes to it."""

    title: str
    start: Instant
    end: Instant
    person: str
    quote: str
    agreed: bool


class SuggestionsOut(Out):
    items: list[SuggestionOut]


@router.post("/api/calendar/import", status_code=201, response_model=ImportedOut, responses=errors(409, 413))
async def import_calendar(
    parts: Wired,
    caller: Talker,
    key: Key,
    file: Annotated[UploadFile, File(description="iCalendar (.ics), at most 5 MiB and 5000 events")],
) -> Shape:
    """Take in a calendar file: all of it or nothing. An event that is here already is brought up to date."""
    content = await _content(file)
    fresh, changes = await imported(_context(parts, caller, key), content)
    if changes:
        await parts.desk.change(caller.user, "calendar__import", changes, plugin="calendar")
        parts.changed(caller.id)
    first = min((e.start for e in fresh), default=None)
    return {"added": len(fresh), "first": first.isoformat() if first else None}


@router.get("/api/calendar/export", response_class=Response, responses={**errors(), **_ICS})
async def export_calendar(parts: Wired, caller: Talker) -> Response:
    """The own calendar as one file, with series, exceptions and zones."""
    ctx = _context(parts, caller, None)
    body = write_ics(await events_of(ctx.records), ctx.now)
    headers = {
        "Content-Disposition": 'attachment; filename="calendar.ics"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/api/calendar/suggestions", status_code=201, response_model=SuggestionsOut, responses=errors(409, 413))
async def import_chat(
    parts: Wired,
    caller: Talker,
    key: Key,
    file: Annotated[UploadFile, File(description="a chat exported as text (WhatsApp, WeChat), at most 5 MiB")],
) -> Shape:
    """Look for appointments in an exported chat. They are suggestions: nothing enters the calendar by itself."""
    ctx = _context(parts, caller, key)
    messages = read_chat(decoded(await _content(file)), caller.user.timezone)
    found = suggest(messages, ctx.now, country_of(ctx))
    if found:
        await parts.desk.change(caller.user, "calendar__read_chat", kept(found), plugin="calendar")
    return {"items": [row(one) for one in found]}


async def _content(file: UploadFile) -> bytes:
    content = await file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLong
    return content


def _context(parts: Parts, caller: Caller, key: str | None) -> ToolContext:
    """What the calendar's own tools would read now."""
    now = parts.now_for(caller.user)
    name = stable_id(caller.id, "calendar-file", key or now.isoformat())
    heard = Utterance(text="", source=Source.API, language=caller.user.language)
    turn = Turn(id=name, conversation=name, user=caller.user, utterance=heard, now=now)
    call = ToolCall(id=name, tool="calendar__import", provenance={"*": Provenance.USER})
    return parts.toolbox.context("calendar", call, turn)
