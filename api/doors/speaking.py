"""From a request to a turn, and from a turn to its answer as JSON or as server-sent events."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

from fastapi import Request
from sse_starlette import EventSourceResponse
from starlette.responses import JSONResponse, Response

from api.auth import Caller
from api.errors import error_body
from api.parts import Parts
from api.schemas.turns import TEXT_LIMIT
from api.turns import Running, stable_id
from api.wire import Shape, event_shape, past_turn_shape, wire
from assistant.errors import NotFound, StewardError, TooLong
from assistant.language import language_of
from assistant.types import Language, Reply, Say, Source, Turn, Utterance
from memory import PastTurn, SqlUnitOfWork

SSE = "text/event-stream"
_INTERRUPTED = Say(
    zh="刚才处理到一半中断了，已经做的都记在“已办”里，我没有重复执行。",
    en="I was interrupted half-way. What was done is in the list of what was done; I have not repeated it.",
)


def utterance_of(caller: Caller, text: str, hint: Language | None, source: Source = Source.TEXT) -> Utterance:
    """The sentence's own language decides; the hint (the page's language) where the sentence does not say."""
    if len(text) > TEXT_LIMIT:
        raise TooLong
    return Utterance(text=text, source=source, language=language_of(text, hint or caller.user.language))


async def open_conversation(parts: Parts, caller: Caller, conversation_id: str | None) -> str:
    """That conversation of this user, or a new one. Raises NotFound for an unknown or another user's."""
    if conversation_id is None:
        return str(uuid.uuid4())
    if not await parts.store.read(caller.id, lambda tx: tx.has_conversation(conversation_id)):
        raise NotFound("There is no such conversation.", "没有这个对话。")
    return conversation_id


def turn_of(
    parts: Parts,
    caller: Caller,
    utterance: Utterance,
    conversation: str,
    *,
    key: str | None = None,
    may_approve: bool | None = None,
    incognito: bool = False,
) -> Turn:
    """A key names the turn, so that a retry after a crash meets what the first try left behind."""
    return Turn(
        id=stable_id(caller.id, "turn", key) if key else str(uuid.uuid4()),
        conversation=conversation,
        user=caller.user,
        utterance=utterance,
        now=parts.now_for(caller.user),
        may_approve="approve" in caller.scopes if may_approve is None else may_approve,
        incognito=incognito or caller.user.guest,
    )


async def met(parts: Parts, caller: Caller, turn: Turn, key: str | None) -> tuple[Turn, Shape | None]:
    """What a first try that a crash cut off left of this turn: its answer, or the turn under a name that is free.

    A turn that had done nothing yet may run again; one that had done something must not. Without a key its name is new.
    """
    if key is None:
        return turn, None

    def look(tx: SqlUnitOfWork) -> tuple[PastTurn | None, bool]:
        past = tx.turn(turn.id)
        # Only a turn that was cut off makes it worth reading the ledger.
        cut_off = past is not None and past.reply is None
        return past, cut_off and any(action.turn_id == turn.id for action in tx.actions(limit=50))

    past, done = await parts.store.read(caller.id, look)
    if past is None:
        return turn, None
    if past.reply is None and not done:
        return replace(turn, id=str(uuid.uuid4())), None
    shape = past_turn_shape(past)
    if past.reply is None:
        language = turn.utterance.language
        shape["reply"] = wire(Reply(text=_INTERRUPTED.to(language), language=language))
    return turn, shape


def answer_again(request: Request, shape: Shape) -> Response:
    headers = {"X-Turn-Id": str(shape["turn_id"])}
    if wants_stream(request):
        return EventSourceResponse(_only(sse("turn", shape)), headers=headers)
    return JSONResponse(shape, headers=headers)


async def _only(event: Shape) -> AsyncIterator[Shape]:
    yield event


def wants_stream(request: Request) -> bool:
    return SSE in request.headers.get("accept", "")


async def answer(request: Request, running: Running) -> Response:
    headers = {"X-Turn-Id": running.turn.id}
    if wants_stream(request):
        return EventSourceResponse(_stream(running), headers=headers, ping=15)
    return JSONResponse(await running.whole, headers=headers)


async def _stream(running: Running) -> AsyncIterator[Shape]:
    async for event in running.events():
        yield sse(event.type, event_shape(event))
    try:
        yield sse("turn", await running.whole)
    except StewardError as error:
        yield sse("error", error_body(error.code, error.say.to(running.turn.utterance.language)))


def sse(name: str, data: object, sequence: int | None = None) -> Shape:
    event: Shape = {"event": name, "data": json.dumps(data, ensure_ascii=False)}
    return event if sequence is None else {**event, "id": str(sequence)}
