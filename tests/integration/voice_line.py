"""A voice socket's other end for tests: a microphone that never sleeps, a loudspeaker, and a house that serves them."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
import websockets
from harness import OWNER_TOKEN, House, free_port

from assistant.types import EarsState, Hearing
from tests.unit.voice.room import FakeEars, speech
from voice.audio import RATE, Samples, decode

FRAME = 640  # bytes: 20 ms
CACHE = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
MODELS = Path(os.environ.get("STEWARD_TEST_MODELS") or Path(CACHE) / "steward" / "models")
PATIENCE = 60.0  # for a machine that many share


class Recorded:
    """A mouth whose every sentence is the same recording."""

    def __init__(self, name: str) -> None:
        voice = speech(name)
        slower = np.interp(np.arange(len(voice) * 3 // 2) / 1.5, np.arange(len(voice)), voice)
        self.pcm = (np.clip(np.tile(slower, 2), -1, 1) * 32_767).astype("<i2").tobytes()

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        yield self.pcm

    async def close(self) -> None: ...


class OtherEars(FakeEars):
    """What `LateEars` stands for, with what it hears written down."""

    state = EarsState(status="ready")

    async def transcribe(
        self, audio: bytes, *, languages: tuple[str, ...] = (), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        return await self.hear(decode(audio), languages=languages, vocabulary=vocabulary)

    async def warm(self) -> None: ...

    async def close(self) -> None: ...


async def settled(holds: Callable[[], object]) -> None:
    """Wait for what tells nobody when it happens."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    """The house on a port of its own; yields the address of its voice door."""
    port = free_port()
    config = uvicorn.Config(house.app, port=port, log_level="error", lifespan="off", ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await settled(lambda: server.started)
    yield f"ws://127.0.0.1:{port}/api/voice"
    server.should_exit = True
    await running


class Line:
    """One open socket. While nothing is said, silence is sent, as a microphone would."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.sound = 0  # bytes
        self._came = asyncio.Event()
        self._speech: asyncio.Queue[bytes] = asyncio.Queue()

    async def listen(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for message in self.socket:
                if isinstance(message, bytes):
                    self.sound += len(message)
                else:
                    self.events.append(json.loads(message))
                self._came.set()

    async def microphone(self) -> None:
        with suppress(websockets.ConnectionClosed):
            while True:
                frame = bytes(FRAME) if self._speech.empty() else self._speech.get_nowait()
                await self.socket.send(frame)
                await asyncio.sleep(0.02)

    def say(self, name: str) -> None:
        samples: Samples = np.append(speech(name), np.zeros(RATE // 50, np.float32))
        pcm = (samples * 32_767).astype("<i2").tobytes()
        for at in range(0, len(pcm) - FRAME, FRAME):
            self._speech.put_nowait(pcm[at : at + FRAME])

    def wait(self, seconds: float) -> None:
        """Silence before whatever is said next."""
        for _ in range(int(seconds * 50)):
            self._speech.put_nowait(bytes(FRAME))

    async def send(self, **event: Any) -> None:
        await self.socket.send(json.dumps(event))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def turns(self) -> list[dict[str, Any]]:
        return [e["event"] for e in self.of("steward.event") if e["event"]["type"] == "turn"]

    def codes(self) -> list[str]:
        return [event["error"]["code"] for event in self.of("error")]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; what came instead is shown when it never does."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError([event["type"] for event in self.events], self.codes()) from None


@asynccontextmanager
async def line(
    address: str, token: str = OWNER_TOKEN, *, microphone: bool = True, conversation: str = ""
) -> AsyncIterator[Line]:
    where = f"{address}?conversation_id={conversation}" if conversation else address
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(where, additional_headers=headers, compression=None, proxy=None) as socket:
        here = Line(socket)
        tasks = [asyncio.create_task(here.listen())]
        if microphone:
            tasks.append(asyncio.create_task(here.microphone()))
        try:
            yield here
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
