"""A room with a person, a microphone and a loudspeaker, in which time passes as fast as the frames go in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assistant.types import Hearing
from voice.activity import FRAME, FRAME_SECONDS
from voice.audio import RATE, Samples, decode
from voice.conversation import Preview, Shown, Spoken, Words
from voice.session import VoiceSession

RECORDINGS = Path(__file__).parents[2] / "speech" / "recordings"
QUIET = 0.001


def speech(name: str) -> Samples:
    """A recorded sentence without the silence around it."""
    samples = decode(next(RECORDINGS.glob(f"{name}.*")).read_bytes())
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return samples[loud[0] : loud[-1]]


class FakeEars:
    """Hears what the test wrote down, one line per question; the last line again and again."""

    def __init__(self, *lines: str, delay_frames: int = 0) -> None:
        self.lines = list(lines)
        self.asked: list[float] = []
        self.delay_frames = delay_frames

    async def hear(self, samples: Samples, *, languages: tuple[str, ...], vocabulary: tuple[str, ...] = ()) -> Hearing:
        self.asked.append(len(samples) / RATE)
        for _ in range(self.delay_frames):
            await asyncio.sleep(0)
        text = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        language = "zh" if any(sign > "\u3400" for sign in text) else "en"
        return Hearing(text=text, language=language if text else None, confidence=0.8, duration=len(samples) / RATE)


class FakeConversation:
    """An assistant that reads at once, changes things when allowed, and keeps a diary of what it did."""

    def __init__(self, reply: str = "Done.", *, changes: bool = False, complete: bool = True) -> None:
        self.reply = reply
        self.answer_preview = Preview(complete=complete, changes=changes)
        self.turns: list[Spoken] = []
        self.finished: list[str] = []
        self.stops = 0
        self.cut: list[tuple[str, str]] = []
        self.release: asyncio.Event | None = None

    async def preview(self, text: str, language: str) -> Preview:
        return self.answer_preview

    async def respond(self, spoken: Spoken) -> AsyncIterator[Words | Shown]:
        self.turns.append(spoken)
        yield {"type": "heard", "text": spoken.text}
        if self.release is not None:
            await self.release.wait()
        yield Words(text=self.reply, language=spoken.language)
        self.finished.append(spoken.text)

    async def stop(self) -> None:
        self.stops += 1

    async def truncated(self, response_id: str, text: str) -> None:
        self.cut.append((response_id, text))


class FakeMouth:
    """Speaks every sentence with the same recorded voice, so that voice activity takes its echo for speech."""

    def __init__(self, name: str = "en_table", times: int = 2) -> None:
        once = speech(name)
        self.voice = np.tile(np.interp(np.arange(len(once) * 3 // 2) / 1.5, np.arange(len(once)), once), times)

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        yield (self.voice * 32_767).astype("<i2").tobytes()


class Room:
    """Drives a session frame by frame. `echo`: how much of what is played comes back, in decibels; None: nothing."""

    def __init__(self, *, echo: float | None = None, **parts: Any) -> None:
        self.time = 0.0
        self.session = VoiceSession(clock=lambda: self.time, **parts)
        self.echo = echo
        self.events: list[tuple[float, Mapping[str, Any]]] = []
        self._speaker = np.zeros(0, np.float32)
        self._dice = np.random.default_rng(0)

    async def __aenter__(self) -> Room:
        await self.session.__aenter__()
        await self._settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.__aexit__()

    async def say(self, samples: Samples) -> None:
        count = -(-len(samples) // FRAME)
        padded = np.zeros(count * FRAME, np.float32)
        padded[: len(samples)] = samples
        for frame in padded.reshape(count, FRAME):
            await self._frame(frame)

    async def wait(self, seconds: float) -> None:
        await self.say(np.zeros(int(seconds * RATE), np.float32))

    async def send(self, **event: Any) -> None:
        await self.session.receive(event)
        await self._settle()

    def types(self) -> list[str]:
        return [event["type"] for _, event in self.events]

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        return [event for _, event in self.events if event["type"] == kind]

    def when(self, kind: str) -> float:
        return next(at for at, event in self.events if event["type"] == kind)

    async def _frame(self, frame: Samples) -> None:
        noise = self._dice.normal(0, QUIET, FRAME).astype(np.float32)
        heard = frame + noise
        if self.echo is not None and len(self._speaker):
            part = self._speaker[:FRAME]
            heard[: len(part)] += part * 10 ** (self.echo / 20)
        self._speaker = self._speaker[FRAME:]
        pcm = (np.clip(heard, -1, 1) * 32_767).astype("<i2").tobytes()
        self.time += FRAME_SECONDS
        await self.session.receive(pcm)
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(12):
            await asyncio.sleep(0)
        queue = self.session._outgoing
        while not queue.empty():
            message = queue.get_nowait()
            if isinstance(message, bytes):
                played = np.frombuffer(message, "<i2").astype(np.float32) / 32_768
                at = np.arange(len(played) * 2 // 3) * 1.5
                self._speaker = np.concatenate([self._speaker, np.interp(at, np.arange(len(played)), played)])
            elif message is not None:
                self.events.append((self.time, message))
                if message["type"] == "output_audio_buffer.cleared":
                    self._speaker = np.zeros(0, np.float32)
