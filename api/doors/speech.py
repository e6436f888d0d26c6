"""OpenAI's /v1/audio/speech: words in, sound out, with whatever voice this house has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from api.auth import Talker
from api.doors.answers import Responses, errors
from api.parts import Wired
from api.schemas.openai import SpeechIn
from assistant.errors import StewardError
from assistant.language import language_of

router = APIRouter(tags=["openai"])
_SOUND: Responses = {200: {"content": {"audio/*": {"schema": {"type": "string", "format": "binary"}}}}}


class NoVoice(StewardError):
    """I have no voice of my own here."""

    code = "mouth_missing"
    status = 503
    zh = "这里没有语音合成。"


@router.post("/v1/audio/speech", response_class=Response, responses={**errors(409), **_SOUND})
async def speak(body: SpeechIn, parts: Wired, caller: Talker) -> Response:
    """The words read aloud. `pcm` (24 kHz mono PCM16) and `wav` come sentence by sentence; there is one voice."""
    from voice.encoding import FORMATS, encode, wav_head

    mouth = parts.mouth.voice
    if mouth is None:
        raise NoVoice
    sound = mouth.speak(body.input, language_of(body.input, caller.user.language))
    if body.response_format in FORMATS:
        pcm = b"".join([piece async for piece in sound])
        made = await asyncio.to_thread(encode, pcm or bytes(4_800), body.response_format)
        return Response(made, media_type=FORMATS[body.response_format][2])
    # What cannot be said at all is told by the status, so the first piece is waited for.
    first = await anext(sound, b"")
    head = wav_head() if body.response_format == "wav" else b""
    kind = "audio/wav" if head else "audio/pcm"
    return StreamingResponse(_pieces(head + first, sound), media_type=kind)


async def _pieces(first: bytes, sound: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in sound:
        yield piece
