"""Saying something, by text or by voice; stopping it; and asking what would be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from api.auth import Caller, Talker
from api.doors.answers import Key, Responses, errors
from api.doors.speaking import SSE, answer, answer_again, met, open_conversation, turn_of, utterance_of
from api.guard import AUDIO_LIMIT
from api.parts import Parts, Wired
from api.schemas.base import LanguageCode
from api.schemas.turns import CancelledOut, ConversationId, PlanIn, PlanOut, TurnIn, TurnOut
from api.vocabulary import vocabulary
from api.wire import Shape, wire
from assistant.errors import AudioTooLong
from assistant.types import Source, Utterance

router = APIRouter(tags=["turns"])
_TURN: Responses = {
    200: {
        "model": TurnOut,
        "content": {SSE: {"schema": {"type": "string", "description": "The events, last `event: turn`."}}},
        "description": "The whole turn, or its events with `Accept: text/event-stream`.",
    }
}


@router.post("/api/turns", response_model=TurnOut, responses={**errors(404, 409, 413), **_TURN})
async def say(request: Request, body: TurnIn, parts: Wired, caller: Talker, key: Key) -> Response:
    """One turn. Without a conversation a new one begins."""
    utterance = utterance_of(caller, body.text, body.language)
    conversation = await open_conversation(parts, caller, body.conversation_id)
    wish = turn_of(parts, caller, utterance, conversation, key=key, incognito=body.incognito)
    turn, past = await met(parts, caller, wish, key)
    if past is not None:
        return answer_again(request, past)
    return await answer(request, parts.turns.begin(turn, parts.desk.take(turn)))


@router.post("/api/turns/audio", response_model=TurnOut, responses={**errors(404, 409, 413), **_TURN})
async def say_by_voice(
    *,
    request: Request,
    parts: Wired,
    caller: Talker,
    key: Key,
    file: Annotated[UploadFile, File(description="wav, webm, ogg, mp3 or m4a, at most 25 MiB")],
    conversation_id: Annotated[ConversationId | None, Form()] = None,
    language: Annotated[LanguageCode | None, Form()] = None,
) -> Response:
    """One turn from a recording. Silence is answered as such, and nothing is invented."""
    conversation = await open_conversation(parts, caller, conversation_id)
    utterance = await hear(parts, caller, await audio_of(file), language)
    turn, past = await met(parts, caller, turn_of(parts, caller, utterance, conversation, key=key), key)
    if past is not None:
        return answer_again(request, past)
    return await answer(request, parts.turns.begin(turn, parts.desk.take(turn)))


async def audio_of(file: UploadFile) -> bytes:
    audio = await file.read(AUDIO_LIMIT + 1)
    if len(audio) > AUDIO_LIMIT:
        raise AudioTooLong
    return audio


async def hear(parts: Parts, caller: Caller, audio: bytes, language: LanguageCode | None) -> Utterance:
    languages = (language,) if language else ("zh", "en")
    words = await vocabulary(parts, caller)
    hearing = await parts.ears.transcribe(audio, languages=languages, vocabulary=words)
    hint = hearing.language if hearing.language in ("zh", "en") else language
    heard = utterance_of(caller, hearing.text, hint, Source.VOICE)  # type: ignore[arg-type]
    return replace(heard, confidence=hearing.confidence)


@router.post("/api/turns/{turn_id}/cancel", response_model=CancelledOut, responses=errors(404, 409))
async def cancel(turn_id: str, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Stop that turn. What already reached the outside is still recorded."""
    return {"cancelled": parts.desk.cancel(caller.id, turn_id)}


@router.post("/api/plan", response_model=PlanOut, responses=errors(404, 409, 413))
async def plan(body: PlanIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """What would be done and why, without doing it."""
    conversation = await open_conversation(parts, caller, body.conversation_id)
    turn = turn_of(parts, caller, utterance_of(caller, body.text, body.language), conversation)
    made = await parts.desk.plan(turn)
    return {
        "planner": made.planner,
        "confidence": made.confidence,
        "calls": [{"tool": call.tool, "arguments": wire(call.arguments)} for call in made.calls],
        "question": wire(made.question.text) if made.question else None,
        "say": wire(made.say),
        "text": made.text,
        "why": wire(made.why),
    }
