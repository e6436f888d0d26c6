"""What a decoder gives back for one window, before anybody believes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from voice.audio import Samples


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """What one window may say, and how far to trust it."""

    text: str
    language: str
    language_probability: float
    mean_logprob: float
    no_speech: float


class Decodes(Protocol):
    """Anything that turns one window of speech into words; called on one thread at a time."""

    def decode(self, samples: Samples, *, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Decoded: ...
