"""What tickets need from a vendor: showings, seats, an order; one Protocol and its nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.ports import Place
from assistant.types import Money, Receipt, Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """Something at a time and place for which there are seats. `kind`: movie, concert, theatre."""

    id: str
    kind: str
    title: Say
    venue: str
    venue_id: str
    start: datetime
    until: datetime
    price: Money  # one seat
    genres: tuple[str, ...] = ()
    minutes: int = 0
    hall: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatOffer:
    """Seats held together. `late_fee` is kept when they are given back after `free_until`."""

    hold: str
    seats: tuple[str, ...]
    price: Money  # all of them
    fee: Money
    held_until: datetime
    free_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    kind: str | None = None  # movie, theatre, concert, or event for all that is on a stage
    films: tuple[str, ...] | None = None  # ids; None: any
    genre: str | None = None
    start: datetime
    until: datetime


class TicketVendor(Protocol):
    name: str
    demonstration: bool

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]: ...
    async def showing(self, venue: Place, showing_id: str) -> Showing:
        """Raises ToolError when there is none of that id, whose first part (before "|") is the venue's."""
        ...

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        """Every seat of the hall and whether it is free, row by row."""
        ...

    async def hold(self, showing: Showing, quantity: int, *, key: str, now: datetime) -> SeatOffer:
        """Seats next to each other where possible; the same key gives the same seats. Raises ToolError."""
        ...

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt: ...
    async def refund(self, reference: str, now: datetime) -> Receipt: ...
    async def look_up(self, key: str) -> Receipt | None: ...
