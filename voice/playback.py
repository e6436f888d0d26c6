"""What the listener hears right now: sentences sent to them, where in them they are, and how loud that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from voice.activity import FRAME_SECONDS
from voice.guard import SILENCE_DB, decibel

OUT_RATE = 24_000
_BLOCK = int(OUT_RATE * FRAME_SECONDS)


@dataclass(slots=True)
class Line:
    """A sentence on its way to the listener's ear. Seconds within the playback."""

    text: str
    start: float
    seconds: float = 0.0
    levels: list[float] = field(default_factory=list)

    @property
    def end(self) -> float:
        return self.start + self.seconds


class Playback:
    """One answer being played. `clock` gives seconds; sound plays on from the moment the first of it was sent."""

    def __init__(self, response_id: str, clock: Callable[[], float]) -> None:
        self.response_id = response_id
        self._clock = clock
        self._lines: list[Line] = []
        self._began: float | None = None
        self._paused: float | None = None
        self._outside = False

    @property
    def position(self) -> float:
        """Seconds of sound that the listener has heard."""
        if self._began is None:
            return 0.0
        return (self._paused if self._paused is not None else self._clock()) - self._began

    @property
    def length(self) -> float:
        return self._lines[-1].end if self._lines else 0.0

    @property
    def sounding(self) -> bool:
        """Whether there is something left to hear; a paused playback still has."""
        return self._outside or (self._began is not None and self.position < self.length)

    @property
    def paused(self) -> bool:
        return self._paused is not None

    def line(self, text: str) -> float:
        """A new sentence; its sound follows. Returns where it starts, in seconds."""
        start = max(self.length, self.position)
        self._lines.append(Line(text=text, start=start))
        return start

    def sound(self, pcm: bytes) -> None:
        """Sound of the newest sentence, 24 kHz PCM16."""
        if self._began is None:
            self._began = self._clock()
        samples = np.asarray(np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2") / 32_768, np.float32)
        line = self._lines[-1]
        line.seconds += len(samples) / OUT_RATE
        line.levels += [decibel(samples[at : at + _BLOCK]) for at in range(0, len(samples), _BLOCK)]

    def level(self) -> float:
        """How loud it is right now, in decibels of full scale."""
        if self._outside:
            return -20.0  # played by the listener's own machine; how loud, nobody told
        if self.paused:
            return SILENCE_DB
        at = self.position
        for line in reversed(self._lines):
            if line.start <= at < line.end:
                return line.levels[min(int((at - line.start) / FRAME_SECONDS), len(line.levels) - 1)]
        return SILENCE_DB

    def outside(self, sounding: bool) -> None:
        """The listener's machine speaks by itself and says when."""
        self._outside = sounding

    def pause(self) -> None:
        if self._paused is None:
            self._paused = self._clock()

    def resume(self) -> None:
        if self._paused is not None and self._began is not None:
            self._began += self._clock() - self._paused
        self._paused = None

    def spoken(self, until: float | None = None) -> str:
        """The words heard up to now, or up to a time: whole sentences, and of the one in the middle its share."""
        at = self.position if until is None else until
        if self._outside:
            at = float("inf")
        words = []
        for line in self._lines:
            share = 1.0 if line.end <= at else (at - line.start) / max(line.end - line.start, 0.01)
            if share > 0:
                words.append(_share(line.text, min(share, 1.0)))
        return " ".join(word for word in words if word)

    def begun(self) -> str:
        """Every sentence begun so far, whole: what an echo may be made of."""
        at = float("inf") if self._outside else self.position + 0.5
        return " ".join(line.text for line in self._lines if line.start <= at)


def _share(text: str, share: float) -> str:
    if share >= 1.0:
        return text
    parts = text.split(" ")
    if len(parts) > 1:
        return " ".join(parts[: int(len(parts) * share)])
    return text[: int(len(text) * share)]
