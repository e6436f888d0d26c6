"""What is remembered: facts about a person and the rows of plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.types.values import Json, Language, Sensitivity


class FactStatus(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    id: str
    user_id: str
    text: str
    subject: str = (
        ""  # what it is about, normalised: "work", "daughter birthday"; a newer fact of one subject supersedes
    )
    category: str = "other"  # profile, person, place, preference, habit, health, work, other
    language: Language = "en"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    observed_at: datetime
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    status: FactStatus = FactStatus.ACTIVE
    source_turn: str | None = None
    source: str = "said"  # said, learned, imported
    confidence: float = 1.0
    evidence: Mapping[str, Json] = field(default_factory=dict)  # of a learned one: how often, of how many, since when
    score: float = 0.0  # of a recall; not stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A plugin's row of one user."""

    plugin: str
    kind: str
    key: str
    data: Mapping[str, Json]
    sensitivity: Sensitivity = Sensitivity.NORMAL
    updated_at: datetime | None = None
