"""What a voice session needs from the assistant behind it: `api` fulfils it with turns, tests with a fake."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.types import Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a sentence would lead to, found out without doing any of it."""

    complete: bool = False  # a call with all its arguments, or a plain answer
    changes: bool = True  # anything but reading; when in doubt, yes


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A sentence that somebody said. `during_speech`: it was begun while the assistant itself was speaking."""

    item_id: str
    text: str
    language: str
    confidence: float
    during_speech: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Something to be said aloud."""

    text: str
    language: str


Shown = Mapping[str, Json]


class Conversation(Protocol):
    async def preview(self, text: str, language: str) -> Preview:
        """A dry run of the local planner: quick, and nothing happens."""
        ...

    def respond(self, spoken: Spoken) -> AsyncIterator[Words | Shown]:
        """One turn: words to say and events to show, as they come.

        Closing it means that nobody wants the answer any more; an action that was begun is still finished and booked.
        """
        ...

    async def stop(self) -> None:
        """Somebody said stop: halt what is running for them."""
        ...

    async def truncated(self, response_id: str, text: str) -> None:
        """Of this answer only `text` was really heard."""
        ...
