"""A mouth that arrives late: Kokoro loads in the background, or another endpoint speaks, or the browser does."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.settings import Settings
from assistant.errors import StewardError
from assistant.ports import Mouth

log = logging.getLogger("steward.mouth")


@dataclass(frozen=True, slots=True)
class MouthState:
    """`absent`: the browser's own voices speak, and nothing is wrong. Else loading, fetching, ready or failed."""

    status: str
    progress: float | None = None
    detail: str = ""


@dataclass(slots=True)
class LateMouth:
    """`voice` is None for as long as there is nothing to speak with."""

    settings: Settings
    state: MouthState = field(default=MouthState("absent"), init=False)
    voice: Mouth | None = field(default=None, init=False)
    acknowledgements: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, init=False)
    _real: Any = field(default=None, init=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False)

    def start(self) -> None:
        if self.settings.speech_url:
            self._real = self.voice = _remote(self.settings)
            self.state = MouthState("ready", detail="remote")
        elif self.settings.voice == "kokoro":
            self.state = MouthState("loading")
            self._task = asyncio.create_task(self._arrive(), name="steward-mouth")

    async def _arrive(self) -> None:
        try:
            module = await asyncio.to_thread(importlib.import_module, "voice.mouth")
            if not module.available():
                self.state = MouthState("absent", detail="The extra tts is not installed; the browser speaks.")
                return
            self._real = module.KokoroMouth(self.settings.data_dir / "speech", hub=self.settings.hub)
            await self._real.prepare(self._report)
            self.acknowledgements = await self._real.acknowledgements()
        except StewardError as error:
            self.state = MouthState("failed", detail=str(error))
        except Exception as error:
            log.warning("no voice of our own: %s", type(error).__name__)
            self.state = MouthState("failed", detail=f"{type(error).__name__}: {error}")
        else:
            self.voice = self._real
            self.state = MouthState("ready")

    def _report(self, done: int, total: int) -> None:
        self.state = MouthState("fetching", progress=done / total)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._real is not None:
            await self._real.close()


def _remote(settings: Settings) -> Any:
    from voice.remote_mouth import RemoteMouth

    key = settings.speech_key.get_secret_value() if settings.speech_key else ""
    voices = {"zh": settings.speech_voice, "en": settings.speech_voice}
    return RemoteMouth(settings.speech_url or "", key=key, model=settings.speech_model, voices=voices)
