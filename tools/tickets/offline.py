"""The vendor that ships: cinemas and stages of the map with a programme and seats of its own that sell out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Money, Receipt, Say
from tools.stock import Stock, Taken
from tools.tickets.films import Film, film, films, stage_works
from tools.tickets.provider import SeatOffer, Showing, Wanted

HELD_FOR = timedelta(minutes=10)
_FREE_REFUND = timedelta(hours=1)
_ROWS, _SEATS = "ABCDEFGH", 12
_HALLS = 4
_STARTS = ((10, 30), (13, 0), (15, 40), (18, 15), (19, 0), (20, 30), (21, 45))
_STAGE_STARTS = ((14, 0), (19, 30))
_CLEANING = 25  # minutes between two showings
_TRIES = 6


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
    zh = "已经开场了。"


@dataclass(slots=True)
class DemonstrationCinemas:
    """Fulfils `TicketVendor`. The programme is a fixed function of house and day; so is what others have bought."""

    home: Path
    name: str = "Steward demonstration"
    demonstration: bool = True
    stock: Stock = field(init=False)

    def __post_init__(self) -> None:
        self.stock = Stock(self.home / "seats.db")

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        found = [
            s
            for venue in venues
            for day in _days(wanted.start, wanted.until)
            for s in programme(venue, day, wanted.start.tzinfo)
            if wanted.start <= s.start <= wanted.until and _fits(s, wanted)
        ]
        return tuple(sorted(found, key=lambda s: s.start))

    async def showing(self, venue: Place, showing_id: str) -> Showing:
        try:
            _, zone, day, _, _ = showing_id.split("|")
            made = programme(venue, date.fromisoformat(day), ZoneInfo(zone))
        except (ValueError, KeyError, OSError) as error:
            raise NoShowing() from error
        found = next((s for s in made if s.id == showing_id), None)
        if found is None:
            raise NoShowing()
        return found

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        ours = await asyncio.to_thread(self.stock.taken, showing.start, showing.until, now)
        return tuple(
            (seat, f"{showing.id}#{seat}" not in ours and not _others_have(showing.id, seat)) for seat in _all_seats()
        )

    async def hold(self, showing: Showing, quantity: int, *, key: str, now: datetime) -> SeatOffer:
        if not 1 <= quantity <= 8:
            raise WrongQuantity()
        if showing.start <= now:
            raise TooLate()
        return await asyncio.to_thread(self._hold, showing, quantity, key, now)

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.book(hold, now=now))
        return _receipt(showing.venue, claim.reference, Say(zh="已出票", en="Tickets issued"), claim.units)

    async def refund(self, reference: str, now: datetime) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.cancel(reference))
        return _receipt(str(claim.data["venue"]), reference, Say(zh="已退票", en="Tickets refunded"), claim.units)

    async def look_up(self, key: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.by_key(key))
        if claim is None or claim.state != "booked":
            return None
        return _receipt(str(claim.data["venue"]), claim.reference, Say(zh="已出票", en="Tickets issued"), claim.units)

    def _hold(self, showing: Showing, quantity: int, key: str, now: datetime) -> SeatOffer:
        known = self.stock.by_key(key)
        for _ in range(_TRIES):
            ours = self.stock.taken(showing.start, showing.until, now)
            free = [s for s in _all_seats() if f"{showing.id}#{s}" not in ours and not _others_have(showing.id, s)]
            chosen = [u.rsplit("#", 1)[1] for u in known.units] if known else together(free, quantity)
            if len(chosen) < quantity:
                raise SoldOut()
            units = [f"{showing.id}#{s}" for s in chosen]
            try:
                claim = self.stock.hold(
                    units,
                    showing.start,
                    showing.until,
                    key=key,
                    now=now,
                    expires=now + HELD_FOR,
                    data={"venue": showing.venue},
                )
            except Taken:  # somebody was faster for one of them: look again
                known = None
                continue
            return _offer(showing, claim.reference, chosen, now)
        raise SoldOut()


def programme(venue: Place, day: date, zone: object) -> list[Showing]:
    """What a house shows that day, hall by hall, without two films in one hall at once."""
    shown: list[Showing] = []
    key, on_stage = str(zone), venue.kind == "theatre"
    for hall in range(1, 2 if on_stage else _HALLS + 1):
        free_from = time(0)
        for slot, (hour, minute) in enumerate(_STAGE_STARTS if on_stage else _STARTS):
            start = datetime.combine(day, time(hour, minute), tzinfo=zone)  # type: ignore[arg-type]
            if start.time() < free_from:
                continue
            picked = _pick(stage_works() if on_stage else films(), venue.id, day, hall, slot)
            until = start + timedelta(minutes=picked.minutes)
            ends = until + timedelta(minutes=_CLEANING)
            free_from = ends.time() if ends.date() == day else time(23, 59)
            shown.append(
                Showing(
                    id=f"{venue.id}|{key}|{day}|{hall}|{slot}",
                    kind=picked.kind,
                    title=picked.title,
                    venue=venue.name(),
                    venue_id=venue.id,
                    start=start,
                    until=until,
                    price=_price(venue, hour),
                    genres=picked.genres,
                    minutes=picked.minutes,
                    hall=str(hall),
                )
            )
    return shown


def _pick(works: Sequence[Film], venue_id: str, day: date, hall: int, slot: int) -> Film:
    """A house keeps a film for a week, as houses do."""
    week = day.isocalendar()
    seed = f"{venue_id}/{week.year}-{week.week}/{hall}/{slot % 3}"
    return works[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % len(works)]


def _price(venue: Place, hour: int) -> Money:
    in_china = 73 < venue.longitude < 135
    base = Decimal(39) if in_china else Decimal("11.50")
    evening = Decimal(10) if in_china else Decimal("2.50")
    stage = 3 if venue.kind == "theatre" else 1
    return Money(amount=(base + (evening if hour >= 17 else 0)) * stage, currency="CNY" if in_china else "EUR")


def _fits(showing: Showing, wanted: Wanted) -> bool:
    if wanted.kind and showing.kind != wanted.kind and not (wanted.kind == "event" and showing.kind != "movie"):
        return False
    if wanted.genre and wanted.genre not in showing.genres:
        return False
    if wanted.films is None:
        return True
    return any((known := film(f)) is not None and known.title == showing.title for f in wanted.films)


def _days(start: datetime, until: datetime) -> list[date]:
    count = (until.date() - start.date()).days
    return [start.date() + timedelta(days=n) for n in range(min(count, 14) + 1)]


def _all_seats() -> list[str]:
    return [f"{row}{number}" for row in _ROWS for number in range(1, _SEATS + 1)]


def together(free: Sequence[str], quantity: int) -> list[str]:
    """Seats next to each other, the best row first and the middle of it; else apart, row by row."""
    for row in "FEGDHCBA":
        numbers = sorted(int(s[1:]) for s in free if s[0] == row)
        runs = [
            numbers[i : i + quantity]
            for i in range(len(numbers) - quantity + 1)
            if numbers[i + quantity - 1] - numbers[i] == quantity - 1
        ]
        if runs:
            middle = (_SEATS + 1) / 2
            best = min(runs, key=lambda run: abs(sum(run) / len(run) - middle))
            return [f"{row}{n}" for n in best]
    return list(free)[:quantity]


def _others_have(showing_id: str, seat: str) -> bool:
    return hashlib.sha256(f"{showing_id}/{seat}".encode()).digest()[0] < 90


def _offer(showing: Showing, reference: str, seats: Sequence[str], now: datetime) -> SeatOffer:
    fee = Decimal(0) if showing.price.currency == "EUR" else Decimal(2) * len(seats)
    return SeatOffer(
        hold=reference,
        seats=tuple(seats),
        price=Money(amount=showing.price.amount * len(seats), currency=showing.price.currency),
        fee=Money(amount=fee, currency=showing.price.currency),
        held_until=min(now + HELD_FOR, showing.start),
        free_until=showing.start - _FREE_REFUND,
    )


def _receipt(provider: str, reference: str, text: Say, units: Sequence[str]) -> Receipt:
    seats = [u.rsplit("#", 1)[1] for u in units]
    return Receipt(provider=provider, reference=reference, text=text, data={"demonstration": True, "seats": seats})
