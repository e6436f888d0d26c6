"""What booking a table and ordering food need from a vendor: two Protocols and their nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.ports import Place
from assistant.types import Money, Receipt
from tools.restaurants.menus import Dish
from tools.ucp import Address, Basket, Wanted


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

    async def cancelled(self, reference: str) -> Receipt | None:
        """What the house says of a booking that was given back; None when it still stands. Raises NoBooking."""
        ...


class KitchenVendor(Protocol):
    """Someone who cooks what is ordered. Failures are those of `tools.ucp`."""

    def is_real(self, place: Place) -> bool:
        """Whether the house itself gets the order; else it is a demonstration and nobody cooks."""
        ...

    async def menu(self, place: Place, now: datetime) -> tuple[Dish, ...]: ...

    async def basket(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Basket:
        """What it costs and when it is ready; the same key gives the same basket, at today's price."""
        ...

    async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
        """Order it for the agreed price and for no other. Raises PriceChanged, SoldOut, EffectUnknown."""
        ...

    async def look_up(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Receipt | None:
        """The order made under that key, if it went through: for an outcome nobody recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Vendors:
    """Who is asked for what."""

    tables: TableVendor
    kitchens: KitchenVendor
