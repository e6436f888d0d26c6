"""The events of a voice socket: a subset of the OpenAI Realtime events under their names, and a few of our own.

In:   session.update, input_audio_buffer.append|commit|clear, response.cancel, conversation.item.truncate,
      output_audio_buffer.started|stopped (the client's own voice speaks). Binary: PCM16 mono, 16 kHz (or 24 kHz).
Out:  session.created|updated, input_audio_buffer.speech_started|speech_stopped|committed|cleared,
      conversation.item.input_audio_transcription.delta|completed, conversation.item.deleted|truncated,
      response.created|done, response.output_audio_transcript.delta, error. Binary: PCM16 mono, 24 kHz, of the
      sentence announced last. Ours: output_audio_buffer.paused|resumed|cleared (what the client's player must do),
      steward.event (an event of the turn, as on the other doors).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.errors import StewardError
from assistant.types import Json

Event = dict[str, Any]


class BadEvent(StewardError):
    """That event does not fit here."""

    code = "invalid_event"
    zh = "这个消息在这里用不上。"


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def session(kind: str, *, manual: bool, rate: int, languages: tuple[str, ...], speaks: bool) -> Event:
    """`kind` is created or updated."""
    detection = None if manual else {"type": "server_vad"}
    sound_in = {"format": {"type": "audio/pcm", "rate": rate}, "turn_detection": detection}
    sound_out = {"format": {"type": "audio/pcm", "rate": 24_000}} if speaks else None
    audio = {"input": sound_in, "output": sound_out}
    return {"type": f"session.{kind}", "session": {"type": "realtime", "audio": audio, "languages": list(languages)}}


def speech_started(item: str, start: float) -> Event:
    return {"type": "input_audio_buffer.speech_started", "item_id": item, "audio_start_ms": milliseconds(start)}


def speech_stopped(item: str, end: float) -> Event:
    return {"type": "input_audio_buffer.speech_stopped", "item_id": item, "audio_end_ms": milliseconds(end)}


def committed(item: str) -> Event:
    return {"type": "input_audio_buffer.committed", "item_id": item}


def transcript(item: str, text: str, language: str | None, *, final: bool) -> Event:
    """Before it is final the words may still change: each delta holds all of them so far, not an addition."""
    kind, key = ("completed", "transcript") if final else ("delta", "delta")
    name = f"conversation.item.input_audio_transcription.{kind}"
    return {"type": name, "item_id": item, key: text, "language": language}


def deleted(item: str) -> Event:
    return {"type": "conversation.item.deleted", "item_id": item}


def truncated(response: str, seconds: float) -> Event:
    return {"type": "conversation.item.truncated", "item_id": response, "audio_end_ms": milliseconds(seconds)}


def response_created(response: str) -> Event:
    return {"type": "response.created", "response": {"id": response, "status": "in_progress"}}


def response_done(response: str, status: str) -> Event:
    return {"type": "response.done", "response": {"id": response, "status": status}}


def words_begin(response: str, text: str, start: float, *, acknowledgement: bool = False) -> Event:
    """A sentence whose sound follows; the client highlights it `audio_start_ms` into the answer."""
    event: Event = {"type": "response.output_audio_transcript.delta", "response_id": response, "item_id": response}
    return event | {"delta": text, "audio_start_ms": milliseconds(start), "acknowledgement": acknowledgement}


def player(what: str) -> Event:
    """`what` is paused, resumed or cleared."""
    return {"type": f"output_audio_buffer.{what}"}


def shown(event: Mapping[str, Json]) -> Event:
    return {"type": "steward.event", "event": dict(event)}


def error(code: str, message: str, event_id: object = None) -> Event:
    return {"type": "error", "error": {"code": code, "message": message, "event_id": event_id}}
