"""Trains that exist only here: between known towns, with times, prices and seats of their own, and all marked so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from assistant import Say
from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Money
from tools.tickets.provider import NoShowing, Showing, Wanted
from tools.tickets.selling import DemonstrationSale, Rules, days
from tools.tickets.towns import Town, kilometres, network, town

PREFIX = "train"
_FIRST, _LAST = 6 * 60 + 10, 21 * 60 + 40  # minutes of the day
_EVERY = 95
_DETOUR = 1.25  # rails against the crow
_COACHES, _ROWS, _LETTERS = (5, 6), 12, "ABCDF"
_ALL_SEATS = tuple(f"{c:02}-{r:02}{letter}" for c in _COACHES for r in range(1, _ROWS + 1) for letter in _LETTERS)
_FREE_REFUND = timedelta(days=1)
_LATE_SHARE = Decimal("0.20")


class NoLine(ToolError):
    """No train runs between those two."""

    code = "no_line"
    zh = "这两地之间没有列车。"


class DemonstrationTrains(DemonstrationSale):
    """Fulfils `TicketVendor`. The timetable is a fixed function of the two towns and the day."""

    file = "trains.db"

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        origin, destination = town(wanted.origin or ""), town(wanted.destination or "")
        if origin is None or destination is None or origin == destination or origin.network != destination.network:
            raise NoLine()
        zone = ZoneInfo(network(origin).zone)
        start, until = wanted.start.astimezone(zone), wanted.until.astimezone(zone)
        return tuple(
            train
            for day in days(start, until)
            for train in _timetable(origin, destination, day)
            if train.start >= start and train.start <= until
        )

    async def showing(self, venue: Place | None, showing_id: str) -> Showing:
        try:
            _, origin, destination, day, _ = showing_id.split("|")
            ends = town(origin), town(destination)
            made = _timetable(ends[0], ends[1], date.fromisoformat(day)) if ends[0] and ends[1] else []
        except ValueError as error:
            raise NoShowing() from error
        found = next((t for t in made if t.id == showing_id), None)
        if found is None:
            raise NoShowing()
        return found

    def seats(self, showing: Showing) -> Sequence[str]:
        return _ALL_SEATS

    def pick(self, free: Sequence[str], quantity: int) -> list[str]:
        return side_by_side(free, quantity)

    def rules(self, showing: Showing, price: Money, quantity: int) -> Rules:
        kept = _rounded(price.amount * _LATE_SHARE, price.currency)
        return Rules(Money(amount=Decimal(0), currency=price.currency), kept, showing.start - _FREE_REFUND)


def side_by_side(free: Sequence[str], quantity: int) -> list[str]:
    """Seats next to each other, else of one row, else of the coach with the most, front to back."""
    rows = [list(row) for _, row in groupby(free, key=lambda seat: seat[:-1])]
    runs = (row[i : i + quantity] for row in rows for i in range(len(row) - quantity + 1))
    if best := next((run for run in runs if "".join(s[-1] for s in run) in _LETTERS), None):
        return best
    if row := next((row for row in rows if len(row) >= quantity), None):
        return row[:quantity]
    coaches = [list(seats) for _, seats in groupby(free, key=lambda seat: seat.partition("-")[0])]
    return max(coaches, key=len)[:quantity] if coaches else []


def _timetable(origin: Town, destination: Town, day: date) -> list[Showing]:
    lines, way = network(origin), _way(origin, destination)
    minutes = int(way / lines.speed * 60) + 12
    seed = hashlib.sha256(f"{origin.id}/{destination.id}".encode()).digest()
    trains = []
    for n, minute in enumerate(range(_FIRST + seed[0] % 40, _LAST, _EVERY)):
        start = datetime.combine(day, time(minute // 60, minute % 60 // 5 * 5), tzinfo=ZoneInfo(lines.zone))
        number = f"{lines.letter}{100 + (seed[1] * 7 + 2 * n) % 890}"
        late = timedelta(minutes=minutes + seed[2 + n % 20] % 25)
        trains.append(
            Showing(
                id=f"{PREFIX}|{origin.id}|{destination.id}|{day}|{n}",
                kind="train",
                title=Say(
                    zh=f"{number}次 {origin.name.zh}到{destination.name.zh}",
                    en=f"{number} {origin.name.en} to {destination.name.en}",
                ),
                venue="Steward Rail",
                venue_id=PREFIX,
                start=start,
                # Added as an instant: a night in which the clocks change has another length.
                until=datetime.fromtimestamp(start.timestamp() + late.total_seconds(), start.tzinfo),
                price=_rounded(Decimal(str(round(way * lines.per_km, 2))), lines.currency),
                minutes=int(late.total_seconds() // 60),
                line=f"{origin.id}/{destination.id}",
            )
        )
    return trains


def _way(origin: Town, destination: Town) -> float:
    return _DETOUR * kilometres(origin.latitude, origin.longitude, destination.latitude, destination.longitude)


def _rounded(amount: Decimal, currency: str) -> Money:
    step = Decimal("10") if currency == "JPY" else Decimal("0.50")
    return Money(amount=max(step, (amount / step).quantize(Decimal(1)) * step), currency=currency)
