"""The ears: a recording in, words out; one shared model, loaded when first needed, with an orderly line before it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EarsNotReady
from assistant.types import EarsState, Hearing
from voice.activity import Stretch, probabilities, stretches, windows
from voice.audio import RATE, Samples, read
from voice.catalogue import whisper
from voice.decoded import Decoded, Decodes
from voice.decoder import LONGEST, Decoder
from voice.junk import is_junk
from voice.lane import Hung, Lane
from voice.script import written
from voice.weights import HUB, WeightsUnavailable, installed, obtain

# A window takes well under a second on an idle machine; this is for a machine in trouble.
WINDOW_LIMIT = 45.0
LOAD_LIMIT = 120.0

Loads = Callable[[Path], Decodes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One window's words after the filters."""

    text: str
    language: str
    mean_logprob: float


class WhisperEars:
    """Fulfils `assistant.ports.Ears` with faster-whisper. `folder` keeps the weights; `model` is a name or a path."""

    def __init__(self, folder: Path, *, model: str = "base", hub: str = HUB, load: Loads = Decoder) -> None:
        self._folder = folder
        self._model = model
        self._hub = hub
        self._load = load
        self._lane = Lane("ears")
        self._decoder: Decodes | None = None
        self._home = self._find()
        self._state = EarsState(status="ready" if self._home else "absent")

    @property
    def state(self) -> EarsState:
        return self._state

    async def prepare(self) -> EarsState:
        """Fetch the weights if they are not there. Never raises for want of them: the state says what is wrong."""
        if self._home is None:
            self._state = EarsState(status="fetching", progress=0.0)
            try:
                self._home = await self._fetch()
                self._state = EarsState(status="ready")
            except (WeightsUnavailable, OSError) as error:
                self._state = EarsState(status="failed", detail=str(error))
            except asyncio.CancelledError:
                self._state = EarsState(status="absent")
                raise
        return self._state

    async def warm(self) -> None:
        """Load the model now instead of at the first word. Raises EarsNotReady."""
        if self._decoder is None:
            await self._lane.run(self._loaded, limit=LOAD_LIMIT)

    async def transcribe(
        self, audio: bytes, *, languages: tuple[str, ...] = ("zh", "en"), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        """Words of a recording; see the port. A broken recording is told before a missing model."""
        return await self.hear(await read(audio), languages=languages, vocabulary=vocabulary)

    async def hear(
        self, samples: Samples, *, languages: tuple[str, ...] = ("zh", "en"), vocabulary: tuple[str, ...] = ()
    ) -> Hearing:
        """Words of 16 kHz mono samples. Each window waits in line anew: a long recording lets others through."""
        if self._home is None:
            raise EarsNotReady
        heard = []
        for window in await asyncio.to_thread(_spoken, samples):
            part = samples[window.start : window.end]
            heard.append(await self._window(part, languages, vocabulary))
        return _joined([part for part in heard if part], len(samples) / RATE)

    async def close(self) -> None:
        self._lane.close()
        self._decoder = None

    async def _window(self, samples: Samples, languages: tuple[str, ...], vocabulary: tuple[str, ...]) -> Heard | None:
        def work() -> Decoded:
            return self._loaded().decode(samples, languages=languages, vocabulary=vocabulary)

        try:
            decoded = await self._lane.run(work, limit=WINDOW_LIMIT if self._decoder else LOAD_LIMIT)
        except Hung:
            self._decoder = None  # its thread may never come back; the next one loads a fresh model
            raise
        if is_junk(decoded, len(samples) / RATE):
            return None
        return Heard(text=written(decoded.text), language=decoded.language, mean_logprob=decoded.mean_logprob)

    def _loaded(self) -> Decodes:
        """The model; runs on the lane's thread, so it is loaded once."""
        if self._decoder is None:
            if self._home is None:
                raise EarsNotReady
            self._state = EarsState(status="loading")
            try:
                self._decoder = self._load(self._home)
            except Exception as error:
                self._state = EarsState(
                    status="failed", detail=f"The speech model does not load ({type(error).__name__})."
                )
                raise EarsNotReady from error
            self._state = EarsState(status="ready")
        return self._decoder

    def _find(self) -> Path | None:
        path = Path(self._model).expanduser()
        if path.is_dir():
            return path
        return installed(whisper(self._model), self._folder)

    async def _fetch(self) -> Path:
        if any(sign in self._model for sign in "/\\"):
            raise WeightsUnavailable(f"There is no speech model at {self._model}.", f"{self._model} 处没有语音模型。")
        return await obtain(whisper(self._model), self._folder, hub=self._hub, report=self._report)

    def _report(self, done: int, total: int) -> None:
        self._state = EarsState(status="fetching", progress=done / total)


def _spoken(samples: Samples) -> list[Stretch]:
    speech = probabilities(samples)
    return windows(stretches(speech, len(samples)), speech, LONGEST)


def _joined(parts: list[Heard], seconds: float) -> Hearing:
    if not parts:
        return Hearing(text="", language=None, confidence=0.0, duration=seconds)
    weights = {
        language: sum(len(p.text) for p in parts if p.language == language) for language in {p.language for p in parts}
    }
    language = max(weights, key=lambda name: weights[name])
    gap = "" if language == "zh" else " "
    total = sum(len(part.text) for part in parts) or 1
    mean = sum(part.mean_logprob * len(part.text) for part in parts) / total
    text = gap.join(part.text for part in parts)
    return Hearing(text=text, language=language, confidence=round(math.exp(mean), 3), duration=seconds)
