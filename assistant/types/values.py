"""Values that everything is made of: languages, effects, sources, sensitivity, words, money, recurrence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

Language = Literal["zh", "en"]
Json = Any  # what `json.dumps` takes: dict, list, str, int, float, bool, None


class Effect(StrEnum):
    """What a call does to the world; decides whether it runs, runs with an undo, or waits for a yes."""

    READ = "READ"
    CHANGE = "CHANGE"
    COMMIT = "COMMIT"


class Source(StrEnum):
    """How an utterance reached us."""

    VOICE = "voice"
    TEXT = "text"
    SCHEDULE = "schedule"
    API = "api"


class Provenance(StrEnum):
    """Where the value of one argument came from."""

    USER = "user"
    MEMORY = "memory"
    TOOL = "tool"
    DEFAULT = "default"
    UNTRUSTED = "untrusted"


class Sensitivity(StrEnum):
    """PRIVATE rows are encrypted at rest, kept out of plain indexes and never shown on a lock screen."""

    NORMAL = "normal"
    PRIVATE = "private"


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """One thing to say, in both languages."""

    zh: str
    en: str

    def to(self, language: str | None) -> str:
        return self.zh if language == "zh" else self.en

    def __add__(self, other: Say) -> Say:
        """Two sentences after each other; English wants the space, Chinese does not."""
        return Say(zh=self.zh + other.zh, en=f"{self.en} {other.en}".strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """When something comes back. `rrule` is an RFC 5545 rule without DTSTART; the wall time is the first due time's.

    `calendar` names a set of working days ("CN-workday"): slots on other days are left out.
    """

    rrule: str
    calendar: str | None = None
    exdates: tuple[date, ...] = ()
