"""What booking a table needs from a vendor: one Protocol and its nouns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.ports import Place
from assistant.types import Money, Receipt


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A table held for a moment. `late_fee` is due when it is cancelled after `free_until`."""

    hold: str
    table: str
    seats: int
    at: datetime
    until: datetime
    held_until: datetime
    free_until: datetime
    late_fee: Money
    demonstration: bool


class TableVendor(Protocol):
    """Someone who can tell which tables are free, hold one, book it and let it go."""

    name: str
    demonstration: bool

    async def free_times(
        self, place: Place, at: datetime, people: int, now: datetime, *, instead_of: str = ""
    ) -> tuple[datetime, ...]:
        """Times around `at` with a table for so many, the nearest first; empty when there is none that day."""
        ...

    async def hold(
        self, place: Place, at: datetime, people: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> Offer:
        """Hold a table; the same key gives the same offer. Raises ToolError (closed, full, too many people).

        `instead_of` is a booking that shall be exchanged for this one: its table counts as free.
        """
        ...

    async def book(self, place: Place, hold: str, now: datetime) -> Receipt:
        """Raises HoldExpired."""
        ...

    async def exchange(self, place: Place, reference: str, hold: str, now: datetime) -> Receipt:
        """Book what is held and give the old booking up, both or neither. Raises HoldExpired, NoBooking."""
        ...

    async def cancel(self, reference: str, now: datetime) -> Receipt:
        """Raises NoBooking."""
        ...

    async def look_up(self, key: str) -> Receipt | None:
        """The booking made under that key, if it went through: for an outcome nobody recorded."""
        ...
