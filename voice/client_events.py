"""What a client may tell a voice session, and what it is told when that makes no sense."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.errors import NotFound
from voice import protocol
from voice.pcm import RATES, Framer
from voice.playback import Playback
from voice.protocol import BadEvent

if TYPE_CHECKING:
    from voice.session import VoiceSession

LONGEST_TEXT = 2_000_000
SHORTEST_HOLD = 0.1


async def read_event(session: VoiceSession, message: str | Mapping[str, Any]) -> None:
    """Carry out one event. Raises a StewardError for what does not fit."""
    event = _parse(message)
    match event.get("type"):
        case "session.update":
            _update(session, event.get("session"))
        case "input_audio_buffer.append":
            session.sound(_sound(event.get("audio")))
        case "input_audio_buffer.commit":
            _commit(session)
        case "input_audio_buffer.clear":
            session.listening.clear()
            session.send(protocol.player("cleared") | {"type": "input_audio_buffer.cleared"})
        case "response.cancel":
            if not session.interrupt():
                raise BadEvent(
                    "There is no answer to cancel.", "没有可以取消的回答。", code="response_cancel_not_active"
                )
        case "conversation.item.truncate":
            await _truncate(session, event)
        case "output_audio_buffer.started" | "output_audio_buffer.stopped" as kind:
            if session.playback is not None:
                session.playback.outside(kind.endswith("started"))
        case unknown:
            raise BadEvent(f"There is no event {str(unknown)[:60]!r}.", code="unknown_event")


def _parse(message: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(message, str):
        if len(message) > LONGEST_TEXT:
            raise BadEvent("That message is too long.", "消息太长了。", code="too_long")
        try:
            message = json.loads(message)
        except (ValueError, RecursionError):
            raise BadEvent("That is not JSON.", "不是有效的 JSON。", code="invalid_json") from None
    if not isinstance(message, Mapping):
        raise BadEvent("An event is an object with a type.", "事件应是带 type 的对象。")
    return message


def _sound(audio: object) -> bytes:
    try:
        return base64.b64decode(audio if isinstance(audio, str) else "!", validate=True)
    except (binascii.Error, ValueError):
        raise BadEvent("The field audio must be base64.", "audio 应为 base64。", code="invalid_audio") from None


def _update(session: VoiceSession, wish: object) -> None:
    audio = wish.get("audio", {}) if isinstance(wish, Mapping) else None
    heard = audio.get("input", {}) if isinstance(audio, Mapping) else None
    if not isinstance(heard, Mapping):
        raise BadEvent("session.update needs session.audio.input as an object.")
    form = heard.get("format")
    if form is not None:
        rate, channels = _format(form)
        if rate not in RATES or channels != 1:
            text = f"Sound must be mono PCM16 at {RATES[0]} or {RATES[1]} Hz."
            raise BadEvent(text, "只支持单声道 PCM16，16 或 24 kHz。", code="unsupported_audio")
        session.listening.framer = Framer(rate)
    if "turn_detection" in heard:
        session.listening.clear()
        session.listening.manual = heard["turn_detection"] is None
    session.announce("updated")


def _format(form: object) -> tuple[object, object]:
    if not isinstance(form, Mapping) or form.get("type", "audio/pcm") != "audio/pcm":
        raise BadEvent("Sound must be audio/pcm.", "只支持 audio/pcm。", code="unsupported_audio")
    return form.get("rate", RATES[0]), form.get("channels", 1)


def _commit(session: VoiceSession) -> None:
    listening = session.listening
    if listening.manual:
        start = listening.held_from
        if start is None or listening.tape.now - start < SHORTEST_HOLD:
            raise BadEvent("There is no sound to commit.", "还没有录到声音。", code="input_audio_buffer_commit_empty")
        listening.held_from = None
        session.hear_held(start)
    elif not session.end_now():
        raise BadEvent("There is no sound to commit.", "还没有录到声音。", code="input_audio_buffer_commit_empty")


async def _truncate(session: VoiceSession, event: Mapping[str, Any]) -> None:
    item, end = event.get("item_id"), event.get("audio_end_ms")
    playback: Playback | None = session.playback or session.last_playback
    if playback is None or playback.response_id != item:
        raise NotFound("There is no such answer.", "没有这个回答。")
    if not isinstance(end, int | float) or isinstance(end, bool) or end < 0:
        raise BadEvent("audio_end_ms must be a number of milliseconds.", "audio_end_ms 应为毫秒数。")
    await session.conversation.truncated(playback.response_id, playback.spoken(until=end / 1000))
    session.send(protocol.truncated(playback.response_id, end / 1000))
