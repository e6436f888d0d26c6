"""What booking a doctor needs from a vendor: one Protocol and its nouns (the shapes of FHIR Slot and Appointment)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Receipt, User


class SlotGone(ToolError):
    """That appointment is no longer free."""

    code = "slot_gone"
    zh = "这个时段已经没有号了。"


class WrongPatient(ToolError):
    """That appointment is not yours, so I leave it alone."""

    code = "wrong_patient"
    zh = "这个预约不是你的，我没有动它。"


class AppointmentGone(ToolError):
    """The practice does not have that appointment any more."""

    code = "appointment_gone"
    zh = "诊所那边已经没有这个预约了。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A free time of a practice. `kind` is the kind of doctor."""

    id: str
    place: Place
    kind: str
    start: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What the user would rather have: `language` zh or en, `gender` female or male; None: all the same."""

    language: str | None = None
    gender: str | None = None


class Clinic(Protocol):
    name: str
    demonstration: bool

    async def practices(self, kind: str, wishes: Wishes) -> tuple[Place, ...] | None:
        """Its own doctors of that kind, in any order; None: whatever the map has. Raises ToolError."""
        ...

    async def practice(self, place_id: str) -> Place | None:
        """One of its own doctors; None: it is a place of the map."""
        ...

    async def slots(
        self, place: Place, kind: str, start: datetime, until: datetime, now: datetime, *, key: str = ""
    ) -> tuple[Slot, ...]:
        """Free slots in between, earliest first; what is held under `key` counts as free."""
        ...

    async def slot(self, place: Place, slot_id: str) -> Slot:
        """The slot of that id, whose first part (before "|") is the place's. Raises SlotGone."""
        ...

    async def hold(self, slot: Slot, *, key: str, now: datetime, instead_of: str = "") -> tuple[str, datetime]:
        """A handle and until when it is good. Raises SlotGone. `instead_of`: the booking that is to be given up."""
        ...

    async def book(self, slot: Slot, hold: str, now: datetime, user: User) -> Receipt: ...
    async def exchange(self, reference: str, slot: Slot, hold: str, now: datetime, user: User) -> Receipt:
        """Book the new slot and give the old booking up: both or neither."""
        ...

    async def cancel(self, reference: str, now: datetime, user: User) -> Receipt: ...
    async def look_up(self, key: str) -> Receipt | None:
        """What was booked under that key, if anything was."""
        ...
