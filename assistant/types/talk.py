"""What is said and heard: the person, the utterance, the turn, the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.moments import require_zone
from assistant.types.calls import Card
from assistant.types.values import Json, Language, Source


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    id: str
    name: str
    language: Language = "en"
    timezone: str = "UTC"
    country: str = ""  # ISO 3166 alpha-2; "" is unknown
    home: str | None = None
    work: str | None = None
    guest: bool = False  # somebody passing through: nothing they say is kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    text: str
    source: Source = Source.TEXT
    language: Language = "en"
    confidence: float = 1.0
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One exchange. `may_approve` is false for doors whose caller may speak but not say yes."""

    id: str
    conversation: str
    user: User
    utterance: Utterance
    now: datetime
    may_approve: bool = True
    incognito: bool = False

    def __post_init__(self) -> None:
        require_zone(self.now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    text: str
    language: Language
    label: str | None = None  # "ai" when a language model wrote the words
    steps: tuple[Mapping[str, Json], ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """What the ears made of a recording; text "" means: I heard nothing. `duration` in seconds."""

    text: str
    language: str | None
    confidence: float
    duration: float


@dataclass(frozen=True, kw_only=True, slots=True)
class EarsState:
    status: Literal["absent", "fetching", "loading", "ready", "failed"]
    progress: float | None = None
    detail: str = ""
