"""How a demonstration house sells: seats of its own that are held, run out, are exchanged and given back."""

from __future__ import annotations

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from assistant.types import Money, Receipt, Say
from tools.stock import Claim, Stock, Taken
from tools.tickets.provider import MOST, SeatOffer, Showing, SoldOut, TooLate, WrongQuantity

HELD_FOR = timedelta(minutes=10)
_TRIES = 6
_SOLD = Say(zh="已出票", en="Tickets issued")
_CHANGED = Say(zh="已改签", en="Tickets exchanged")
_BACK = Say(zh="已退票", en="Tickets refunded")


@dataclass(frozen=True, slots=True)
class Rules:
    """What buying costs beside the price, and what is kept of tickets that come back after `free_until`."""

    fee: Money
    late_fee: Money
    free_until: datetime


class DemonstrationSale(ABC):
    """The selling half of a `TicketVendor`. A house says which seats it has, which to give, and its rules.

    What others have bought is a fixed function of showing and seat.
    """

    demonstration = True
    file = "seats.db"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stock = Stock(home / self.file)

    @abstractmethod
    def seats(self, showing: Showing) -> Sequence[str]:
        """All seats of the house, sold or not."""

    @abstractmethod
    def pick(self, free: Sequence[str], quantity: int) -> list[str]:
        """The seats to give of those that are free; fewer than `quantity` when they do not suffice."""

    @abstractmethod
    def rules(self, showing: Showing, price: Money, quantity: int) -> Rules:
        """Fees for this many tickets at `price` together."""

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        free = set(await asyncio.to_thread(self._free, showing, now, ""))
        return tuple((seat, seat in free) for seat in self.seats(showing))

    async def hold(
        self, showing: Showing, quantity: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> SeatOffer:
        if not 1 <= quantity <= MOST:
            raise WrongQuantity()
        if showing.start <= now:
            raise TooLate()
        return await asyncio.to_thread(self._hold, showing, quantity, key, now, instead_of)

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
        return _receipt(await asyncio.to_thread(lambda: self.stock.book(hold, now=now)), _SOLD)

    async def exchange(self, showing: Showing, hold: str, reference: str, now: datetime) -> Receipt:
        return _receipt(await asyncio.to_thread(lambda: self.stock.exchange(reference, hold, now=now)), _CHANGED)

    async def refund(self, showing_id: str, reference: str, now: datetime) -> Receipt:
        return _receipt(await asyncio.to_thread(lambda: self.stock.cancel(reference)), _BACK)

    async def look_up(self, showing_id: str, key: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.by_key(key))
        return _receipt(claim, _SOLD) if claim is not None and claim.state == "booked" else None

    async def given_back(self, showing_id: str, reference: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.find(reference))
        return _receipt(claim, _BACK) if claim.state == "cancelled" else None

    def _free(self, showing: Showing, now: datetime, instead_of: str) -> list[str]:
        ours = self.stock.taken(showing.start, showing.until, now, but=instead_of)
        return [s for s in self.seats(showing) if f"{showing.id}#{s}" not in ours and not others_have(showing.id, s)]

    def _hold(self, showing: Showing, quantity: int, key: str, now: datetime, instead_of: str) -> SeatOffer:
        known = self.stock.by_key(key)
        for _ in range(_TRIES):
            chosen = _seats(known) if known else self.pick(self._free(showing, now, instead_of), quantity)
            if len(chosen) < quantity:
                raise SoldOut()
            try:
                claim = self.stock.hold(
                    [f"{showing.id}#{s}" for s in chosen],
                    showing.start,
                    showing.until,
                    key=key,
                    now=now,
                    expires=now + HELD_FOR,
                    data={"venue": showing.venue},
                    instead_of=instead_of,
                )
            except Taken:  # somebody was faster for one of them: look again
                known = None
                continue
            return self._offer(showing, claim.reference, chosen, now)
        raise SoldOut()

    def _offer(self, showing: Showing, reference: str, seats: Sequence[str], now: datetime) -> SeatOffer:
        price = Money(amount=showing.price.amount * len(seats), currency=showing.price.currency)
        rules = self.rules(showing, price, len(seats))
        return SeatOffer(
            hold=reference,
            seats=tuple(seats),
            price=price,
            fee=rules.fee,
            late_fee=rules.late_fee,
            held_until=min(now + HELD_FOR, showing.start),
            free_until=rules.free_until,
        )


def others_have(showing_id: str, seat: str) -> bool:
    return hashlib.sha256(f"{showing_id}/{seat}".encode()).digest()[0] < 90


def days(start: datetime, until: datetime) -> list[date]:
    """The dates in between, a fortnight at the most."""
    count = (until.date() - start.date()).days
    return [start.date() + timedelta(days=n) for n in range(min(count, 14) + 1)]


def _seats(claim: Claim) -> list[str]:
    return [unit.rsplit("#", 1)[1] for unit in claim.units]


def _receipt(claim: Claim, text: Say) -> Receipt:
    data = {"demonstration": True, "seats": _seats(claim)}
    return Receipt(provider=str(claim.data["venue"]), reference=claim.reference, text=text, data=data)
