"""Raw sound from a socket: bytes become frames, and the last minutes stay at hand by their time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from voice.activity import FRAME
from voice.audio import RATE, Samples

RATES = (16_000, 24_000)


class Framer:
    """Cuts PCM16 little-endian mono bytes into frames of 16 kHz. Half a sample or half a frame waits for its rest."""

    def __init__(self, rate: int = RATE) -> None:
        if rate not in RATES:
            raise ValueError(f"{rate} Hz is not among {RATES}")
        self.rate = rate
        self._odd = b""
        self._rest: Samples = np.zeros(0, np.float32)

    def frames(self, data: bytes) -> Iterator[Samples]:
        data = self._odd + data
        whole = len(data) // 2 * 2
        self._odd = data[whole:]
        fresh = np.frombuffer(data[:whole], "<i2").astype(np.float32) / 32_768
        block = FRAME * self.rate // RATE
        samples = np.concatenate([self._rest, fresh])
        count = len(samples) // block
        self._rest = samples[count * block :]
        for part in samples[: count * block].reshape(count, block):
            yield part if self.rate == RATE else _slower(part)


def _slower(part: Samples) -> Samples:
    """24 kHz to 16 kHz: each output is the mean of what it spans, which also takes off what 16 kHz cannot hold."""
    at = np.arange(FRAME) * 1.5
    left = at.astype(int)
    right = np.minimum(left + 1, len(part) - 1)
    half = at - left
    first = np.where(half == 0, part[left] * (2 / 3) + part[right] / 3, part[left] / 3 + part[right] * (2 / 3))
    return np.asarray(first, np.float32)


class Tape:
    """The last `seconds` of a stream. Times are seconds since its beginning."""

    def __init__(self, seconds: float = 60.0) -> None:
        self._limit = int(seconds * RATE) // FRAME
        self._frames: list[Samples] = []
        self._dropped = 0

    @property
    def now(self) -> float:
        return (self._dropped + len(self._frames)) * FRAME / RATE

    def add(self, frame: Samples) -> None:
        self._frames.append(frame)
        if len(self._frames) > self._limit + 64:
            self._dropped += 64
            del self._frames[:64]

    def between(self, start: float, end: float) -> Samples:
        """What was heard from `start` to `end`; what is forgotten already is left out."""
        first = max(0, int(start * RATE) // FRAME - self._dropped)
        last = max(first, -(-int(end * RATE) // FRAME) - self._dropped)
        parts = self._frames[first:last]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)
