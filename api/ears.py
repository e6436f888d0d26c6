"""Ears that arrive late: speech code and weights load in the background, so that text is there at once."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import EarsNotReady, StewardError
from assistant.types import EarsState, Hearing

if TYPE_CHECKING:
    from voice.audio import Samples

log = logging.getLogger("steward.ears")


class LateEars:
    """Fulfils `Ears`. Until the real ones are here it says how far they are."""

    def __init__(
        self, folder: Path, model: str, make: Callable[[Path, str], Any] | None = None, *, hub: str | None = None
    ) -> None:
        self._folder, self._model, self._make = folder, model, make or partial(_whisper, hub=hub)
        self._real: Any = None
        self._state = EarsState(status="loading")
        self._task: asyncio.Task[None] | None = None

    @property
    def state(self) -> EarsState:
        if self._real is None:
            return self._state
        state: EarsState = self._real.state
        return state

    def start(self) -> None:
        self._task = asyncio.create_task(self._arrive(), name="steward-ears")

    async def _arrive(self) -> None:
        try:
            # Importing the speech libraries takes about a second: nobody should wait for it.
            self._real = await asyncio.to_thread(self._make, self._folder, self._model)
            await self._real.prepare()
        except Exception as error:
            log.warning("speech is not available: %s", type(error).__name__)
            if self._real is None:
                self._state = EarsState(status="failed", detail=f"{type(error).__name__}: {error}")

    async def transcribe(
        self, audio: bytes, *, languages: tuple[str, ...] = ("zh", "en"), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        if self._real is None:
            raise EarsNotReady
        hearing: Hearing = await self._real.transcribe(audio, languages=languages, vocabulary=vocabulary)
        return hearing

    async def hear(
        self, samples: Samples, *, languages: tuple[str, ...] = ("zh", "en"), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        """Words of 16 kHz mono samples: what a voice session needs."""
        if self._real is None:
            raise EarsNotReady
        hearing: Hearing = await self._real.hear(samples, languages=languages, vocabulary=vocabulary)
        return hearing

    async def warm(self) -> None:
        """Load the model now, where it is there, so that the first sentence need not wait for it."""
        if self._real is not None and self.state.status == "ready":
            with contextlib.suppress(StewardError):
                await self._real.warm()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._real is not None:
            await self._real.close()


def _whisper(folder: Path, model: str, *, hub: str | None) -> Any:
    more = {"hub": hub} if hub else {}
    return importlib.import_module("voice.ears").WhisperEars(folder, model=model, **more)
