"""The OpenAI-compatible doors: other programs talk to Steward as to a model. Nobody can say yes through here."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, UploadFile
from sse_starlette import EventSourceResponse
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.doors.speaking import SSE, open_conversation, turn_of, utterance_of
from api.doors.turns import audio_of
from api.parts import Parts, Wired
from api.schemas.openai import ChatIn, ChatOut, Message, ModelsOut, TranscriptionOut
from api.turns import Running
from api.vocabulary import vocabulary
from api.wire import Shape
from assistant.errors import InvalidArgument, StewardError
from assistant.events import SayDelta
from assistant.types import Source

router = APIRouter(tags=["openai"])
MODEL = "steward"


class Threads:
    """Which conversation a client's message list belongs to: such clients resend all they know, and no name for it."""

    def __init__(self, room: int = 1000) -> None:
        self._room = room
        self._known: OrderedDict[str, str] = OrderedDict()

    def find(self, user_id: str, messages: list[Message]) -> str | None:
        return self._known.get(_trace(user_id, messages))

    def keep(self, user_id: str, messages: list[Message], conversation: str) -> None:
        trace = _trace(user_id, messages)
        self._known[trace] = conversation
        self._known.move_to_end(trace)
        while len(self._known) > self._room:
            self._known.popitem(last=False)


def _trace(user_id: str, messages: list[Message]) -> str:
    said = [[m.role, m.words] for m in messages if m.role in ("user", "assistant")]
    return hashlib.sha256(json.dumps([user_id, said]).encode()).hexdigest()


_threads = Threads()


@router.get("/v1/models", response_model=ModelsOut, responses=errors())
async def models(parts: Wired, caller: Talker) -> Shape:
    row = {"id": MODEL, "object": "model", "created": 0, "owned_by": "steward"}
    return {"object": "list", "data": [row]}


@router.post(
    "/v1/chat/completions",
    response_model=ChatOut,
    responses={
        **errors(404, 409, 413),
        200: {"model": ChatOut, "content": {SSE: {"schema": {"type": "string"}}}, "description": "The answer."},
    },
)
async def chat(body: ChatIn, parts: Wired, caller: Talker, key: Key) -> Response:
    """The last user message as a turn. What needs a yes waits in the inbox; it cannot be given here."""
    last = max((i for i, m in enumerate(body.messages) if m.role == "user"), default=-1)
    if last < 0 or not body.messages[last].words.strip():
        raise InvalidArgument("There is no user message with words.", "没有用户消息。")
    history = body.messages[: last + 1]
    conversation = await _conversation(parts, caller, body, history)
    utterance = utterance_of(caller, history[-1].words, None, Source.API)
    turn = turn_of(parts, caller, utterance, conversation, key=key, may_approve=False)
    running = parts.turns.begin(turn, parts.desk.take(turn))
    if body.stream:
        return EventSourceResponse(_chunks(running, caller, history), ping=15)
    whole = await running.whole
    text = whole["reply"]["text"]
    _remember(caller, history, text, turn.conversation)
    return JSONResponse(_completion(turn.id, text))


async def _conversation(parts: Parts, caller: Caller, body: ChatIn, history: list[Message]) -> str:
    named = (body.metadata or {}).get("conversation_id")
    if isinstance(named, str):
        return await open_conversation(parts, caller, named)
    known = _threads.find(caller.id, history[:-1]) if len(history) > 1 else None
    return known or str(uuid.uuid4())


def _remember(caller: Caller, history: list[Message], text: str, conversation: str) -> None:
    _threads.keep(caller.id, [*history, Message(role="assistant", content=text)], conversation)


def _completion(turn_id: str, text: str) -> Shape:
    message = {"role": "assistant", "content": text}
    return {
        "id": f"chatcmpl-{turn_id}",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    }


async def _chunks(running: Running, caller: Caller, history: list[Message]) -> AsyncIterator[Shape]:
    """Words as they come; what was said in the end completes them, so that the pieces add up to the whole."""
    turn, sent = running.turn, ""
    yield _chunk(turn.id, {"role": "assistant", "content": ""})
    async for event in running.events():
        if isinstance(event, SayDelta) and event.text:
            glue = " " if sent and turn.utterance.language == "en" and not sent[-1].isspace() else ""
            sent += glue + event.text
            yield _chunk(turn.id, {"content": glue + event.text})
    try:
        text = (await running.whole)["reply"]["text"]
    except StewardError as error:
        text = error.say.to(turn.utterance.language)
    if text != sent:
        rest = text[len(sent) :] if text.startswith(sent) else f"\n{text}"
        yield _chunk(turn.id, {"content": rest})
        text = sent + rest
    _remember(caller, history, text, turn.conversation)
    yield _chunk(turn.id, {}, finish="stop")
    yield {"data": "[DONE]"}


def _chunk(turn_id: str, delta: Shape, finish: str | None = None) -> Shape:
    body: dict[str, Any] = {
        "id": f"chatcmpl-{turn_id}",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return {"data": json.dumps(body, ensure_ascii=False)}


@router.post("/v1/audio/transcriptions", response_model=TranscriptionOut, responses=errors(409, 413))
async def transcribe(
    *,
    parts: Wired,
    caller: Talker,
    _: Key,
    file: Annotated[UploadFile, File(description="wav, webm, ogg, mp3 or m4a, at most 25 MiB")],
    model: Annotated[str, Form(max_length=200)] = "whisper-1",
    language: Annotated[str | None, Form(max_length=35)] = None,
    response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
) -> Response:
    """The words of a recording; "" for silence."""
    code = (language or "").lower()[:2]
    languages = (code,) if code in ("zh", "en") else ("zh", "en")
    hearing = await parts.ears.transcribe(
        await audio_of(file), languages=languages, vocabulary=await vocabulary(parts, caller)
    )
    if response_format == "text":
        return PlainTextResponse(hearing.text)
    plain: Shape = {"text": hearing.text}
    if response_format == "verbose_json":
        plain |= {"task": "transcribe", "language": hearing.language, "duration": hearing.duration, "segments": []}
    return JSONResponse(plain)
