"""A recording of a meeting in, minutes as a document out: heard by the house's own ears, nothing invented."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile

from api.auth import Talker
from api.doors.answers import Key, errors
from api.doors.turns import audio_of
from api.parts import Parts, Wired
from api.schemas.base import LanguageCode, Out
from api.turns import stable_id
from api.wire import Shape
from assistant.changes import PutRecord
from assistant.errors import AudioError
from assistant.types import Sensitivity
from tools.office.documents import drafted
from tools.office.minutes import minutes_of
from tools.office.papers import as_file

router = APIRouter(tags=["files"])
LONGEST = 3600.0  # seconds
_PIECE = 300 * 16_000  # samples heard in one go: five minutes; whoever speaks meanwhile is let through between


class NothingSaid(AudioError):
    """Nobody says anything in that recording."""

    code = "nothing_said"
    zh = "这段录音里没有人说话。"


class MinutesOut(Out):
    """`transcript` is all that was heard; the other lists are sentences out of it."""

    id: str
    url: str
    name: str
    language: str
    transcript: str
    discussed: list[str]
    decided: list[str]
    to_do: list[str]


@router.post("/api/minutes", status_code=201, response_model=MinutesOut, responses=errors(409, 413))
async def write_minutes(
    *,
    parts: Wired,
    caller: Talker,
    key: Key,
    file: Annotated[UploadFile, File(description="wav, webm, ogg, mp3 or m4a; at most 25 MiB and an hour")],
    title: Annotated[str, Form(max_length=120)] = "",
    language: Annotated[LanguageCode | None, Form()] = None,
    form: Annotated[Literal["docx", "md", "pdf"], Form()] = "docx",
) -> Shape:
    """Transcribe a recording and write its minutes; the document lies under `url`. Nothing of the sound is kept."""
    text, heard = await _heard(parts, await audio_of(file), language)
    if not text.strip():
        raise NothingSaid
    spoken = heard if heard in ("zh", "en") else caller.user.language
    now = parts.now_for(caller.user)
    name = title.strip() or ("会议纪要" if spoken == "zh" else "Minutes")
    document = as_file(drafted(name, "minutes", text, spoken, now.date()), form)
    file_id = stable_id(caller.id, "minutes", key or now.isoformat())
    private = Sensitivity.PRIVATE
    kept = PutRecord(kind="file", key=file_id, data=document, sensitivity=private)
    whole = PutRecord(kind="transcript", key=file_id, data={"title": name, "text": text[:200_000]}, sensitivity=private)
    await parts.desk.change(caller.user, "office__minutes", (kept, whole), plugin="office")
    found = minutes_of(text)
    return {
        "id": file_id,
        "url": f"/api/files/{file_id}",
        "name": document["name"],
        "language": spoken,
        "transcript": text,
        "discussed": list(found.discussed),
        "decided": list(found.decided),
        "to_do": list(found.to_do),
    }


async def _heard(parts: Parts, audio: bytes, language: LanguageCode | None) -> tuple[str, str | None]:
    """All the words, piece by piece, and the language of most of them. Raises AudioError, EarsNotReady, EarsBusy."""
    from voice.audio import read

    samples = await read(audio, max_seconds=LONGEST)
    said: list[str] = []
    spoken: dict[str, int] = {}
    for start in range(0, len(samples), _PIECE):
        piece = await parts.ears.hear(
            samples[start : start + _PIECE], languages=(language,) if language else ("zh", "en")
        )
        if piece.text:
            said.append(piece.text)
            spoken[piece.language or ""] = spoken.get(piece.language or "", 0) + len(piece.text)
    return "\n".join(said), max(spoken, key=lambda name: spoken[name]) if spoken else None
