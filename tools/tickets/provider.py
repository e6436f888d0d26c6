"""What tickets need from a vendor: showings, seats, an order; one Protocol, its nouns and its failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Money, Receipt, Say

MOST = 8  # tickets at once


class NoShowing(ToolError):
    """That showing does not exist (any more)."""

    code = "showing_unknown"
    zh = "没有这个场次了。"


class SoldOut(ToolError):
    """There are not that many seats left."""

    code = "sold_out"
    zh = "余票不够了。"


class WrongQuantity(ToolError):
    """I can buy 1 to 8 tickets at once."""

    code = "quantity"
    zh = "一次可以买1到8张票。"


class TooLate(ToolError):
    """It has already begun."""

    code = "too_late"
    zh = "已经开始了。"


class NotThere(ToolError):
    """They do not exchange tickets for that. You can give these back and buy others."""

    code = "no_exchange"
    zh = "这种票不能改签，可以退掉再买。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """Something at a time and place for which there are seats. `kind`: movie, concert, theatre, event, train.

    The part of `id` before the first "|" is the venue's place on the map, or names the vendor that is no place.
    """

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
    line: str = ""  # what another showing must share to be one to change to; the title where empty
    seated: bool = True

    @property
    def same(self) -> str:
        return self.line or self.title.en


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatOffer:
    """Seats held together. `late_fee` is kept when they are given back after `free_until`."""

    hold: str
    seats: tuple[str, ...]
    price: Money  # all of them
    fee: Money
    late_fee: Money
    held_until: datetime
    free_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    kind: str | None = None  # movie, theatre, concert, train; event: all that is on a stage
    films: tuple[str, ...] | None = None  # ids; None: any
    title: str | None = None  # words, where there are no films to compare with
    genre: str | None = None
    origin: str | None = None  # ids of towns, for a train
    destination: str | None = None
    start: datetime
    until: datetime


class TicketVendor(Protocol):
    @property
    def demonstration(self) -> bool:
        """Whether what it sells exists only here."""
        ...

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        """What fits, earliest first. Raises ToolError when the vendor does not answer."""
        ...

    async def showing(self, venue: Place | None, showing_id: str) -> Showing:
        """The one of that id; `venue` is the place its first part names, if it names one. Raises NoShowing."""
        ...

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        """Every seat and whether it is free, row by row."""
        ...

    async def hold(
        self, showing: Showing, quantity: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> SeatOffer:
        """Seats next to each other where possible; the same key gives the same seats. Raises ToolError.

        `instead_of` is the reference of tickets that shall be exchanged for these: their seats count as free.
        """
        ...

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
        """Buy what is held. Raises HoldExpired; EffectUnknown when nobody can tell whether it happened."""
        ...

    async def exchange(self, showing: Showing, hold: str, reference: str, now: datetime) -> Receipt:
        """Buy what is held and give the old tickets back, both or neither. Raises HoldExpired, NotThere."""
        ...

    async def refund(self, showing_id: str, reference: str, now: datetime) -> Receipt: ...

    async def look_up(self, showing_id: str, key: str) -> Receipt | None:
        """The order made under that key, if it went through: for an outcome nobody recorded."""
        ...

    async def given_back(self, showing_id: str, reference: str) -> Receipt | None:
        """The evidence that this order was given back, if it was."""
        ...
