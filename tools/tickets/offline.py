"""The vendor that ships: cinemas and stages of the map with a programme and seats of its own that sell out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from assistant.ports import Place
from assistant.types import Money
from tools.tickets.films import Film, film, films, stage_works
from tools.tickets.provider import NoShowing, Showing, Wanted
from tools.tickets.selling import DemonstrationSale, Rules, days

_FREE_REFUND = timedelta(hours=1)
_ROWS, _SEATS = "ABCDEFGH", 12
_HALLS = 4
_STARTS = ((10, 30), (13, 0), (15, 40), (18, 15), (19, 0), (20, 30), (21, 45))
_STAGE_STARTS = ((14, 0), (19, 30))
_CLEANING = 25  # minutes between two showings
_ALL_SEATS = tuple(f"{row}{number}" for row in _ROWS for number in range(1, _SEATS + 1))


class DemonstrationCinemas(DemonstrationSale):
    """Fulfils `TicketVendor`. The programme is a fixed function of house and day; so is what others have bought."""

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        found = [
            s
            for venue in venues
            for day in days(wanted.start, wanted.until)
            for s in programme(venue, day, wanted.start.tzinfo)
            if wanted.start <= s.start <= wanted.until and _fits(s, wanted)
        ]
        return tuple(sorted(found, key=lambda s: s.start))

    async def showing(self, venue: Place | None, showing_id: str) -> Showing:
        try:
            _, zone, day, _, _ = showing_id.split("|")
            made = programme(venue, date.fromisoformat(day), ZoneInfo(zone)) if venue else []
        except (ValueError, KeyError, OSError) as error:
            raise NoShowing() from error
        found = next((s for s in made if s.id == showing_id), None)
        if found is None:
            raise NoShowing()
        return found

    def seats(self, showing: Showing) -> Sequence[str]:
        return _ALL_SEATS

    def pick(self, free: Sequence[str], quantity: int) -> list[str]:
        return together(free, quantity)

    def rules(self, showing: Showing, price: Money, quantity: int) -> Rules:
        fee = Decimal(0) if price.currency == "EUR" else Decimal(2) * quantity
        return Rules(Money(amount=fee, currency=price.currency), price, showing.start - _FREE_REFUND)


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
