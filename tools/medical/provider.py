"""What booking a doctor needs from a vendor: one Protocol and its nouns (the shapes of FHIR Slot and Appointment)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.ports import Place
from assistant.types import Receipt


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A free time of a practice. `kind` is the kind of doctor."""

    id: str
    place: Place
    kind: str
    start: datetime
    until: datetime


class Clinic(Protocol):
    name: str
    demonstration: bool

    async def slots(self, place: Place, kind: str, start: datetime, until: datetime, now: datetime) -> tuple[Slot, ...]:
        """Free slots in between, earliest first."""
        ...

    async def slot(self, place: Place, slot_id: str) -> Slot:
        """The slot of that id, whose first part (before "|") is the place's. Raises ToolError."""
        ...

    async def hold(self, slot: Slot, *, key: str, now: datetime) -> tuple[str, datetime]:
        """A handle and until when it is held. Raises ToolError when it is gone."""
        ...

    async def book(self, slot: Slot, hold: str, now: datetime) -> Receipt: ...
    async def cancel(self, reference: str, now: datetime) -> Receipt: ...
    async def look_up(self, key: str) -> Receipt | None: ...
