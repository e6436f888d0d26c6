"""What may be learned about somebody without being told: a yes or no per kind of fact, health only after a yes."""

from __future__ import annotations

from datetime import datetime

from assistant.changes import PutRecord
from memory.records import Records

CATEGORIES = ("profile", "person", "place", "preference", "habit", "health", "work", "other")
ASKED_FIRST = ("health",)  # never without a yes to exactly this
PLUGIN, KIND = "memory", "consent"


class Consent(Records):
    def consent(self) -> dict[str, bool | None]:
        """For each category: yes, no, or None while nobody was asked."""
        given = {row.key: bool(row.data["kept"]) for row in self.records(PLUGIN, KIND)}
        return {category: given.get(category) for category in CATEGORIES}

    def may_learn(self, category: str) -> bool:
        answer = self.consent().get(category)
        return category not in ASKED_FIRST if answer is None else answer


def consenting(category: str, kept: bool, now: datetime) -> PutRecord:
    """The change that answers for one category."""
    return PutRecord(plugin=PLUGIN, kind=KIND, key=category, data={"kept": kept, "at": now.isoformat()})
