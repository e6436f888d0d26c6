"""One sentence while it is being said, and for whom the ears listen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.types import Hearing
from voice.answer import Answer
from voice.audio import Samples
from voice.completeness import looks
from voice.conversation import Preview
from voice.turns import Completeness


class Hears(Protocol):
    """The part of `WhisperEars` that a session needs."""

    async def hear(
        self, samples: Samples, *, languages: tuple[str, ...], vocabulary: tuple[str, ...] = ()
    ) -> Hearing: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listener:
    """Whom a session is for."""

    languages: tuple[str, ...] = ("zh", "en")
    vocabulary: tuple[str, ...] = ()


@dataclass(slots=True)
class Sentence:
    """What is being said right now, and what became of it. Times are seconds of the stream."""

    item_id: str
    start: float = 0.0
    end: float = -10.0
    over: bool = False  # begun while the assistant spoke
    joins: float | None = None  # where the sentence began that this one continues
    hearing: Hearing | None = None
    preview: Preview | None = None
    revision: int = -1
    committed: int | None = None
    settled: bool = False
    answered: bool = False
    answer: Answer | None = None

    @property
    def acted(self) -> bool:
        """Whether something may have been changed because of it."""
        released = self.answer is not None and self.answer.settled.is_set()
        return released and (self.preview is None or self.preview.changes)


def finished(text: str, preview: Preview) -> Completeness:
    """How finished a sentence is by its words and by what the planner can already do with it."""
    by_words = looks(text)
    if not preview.complete:
        return by_words
    return Completeness.UNSURE if by_words is Completeness.OPEN else Completeness.COMPLETE
