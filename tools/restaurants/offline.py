"""The vendor that ships: real restaurants of the map with tables of its own, that fill up and can be lost to others."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Money, Receipt, Say
from tools.restaurants.menus import currency
from tools.restaurants.provider import Offer
from tools.stock import Stock, Taken

MEAL = timedelta(hours=2)
HELD_FOR = timedelta(minutes=10)
_FREE_CANCEL = timedelta(hours=2)  # before the meal
_LATEST = timedelta(days=90)
_SIZES = (2, 2, 2, 2, 4, 4, 4, 6, 6, 10)  # seats of the tables of a house
_BUSY_SHARE = 30  # per cent of the tables that other guests have at any meal
_AROUND = tuple(timedelta(minutes=m) for m in (-30, 30, -60, 60, -90, 90, -120, 120, 150, 180))
OpenAt = Callable[[Place, datetime], bool | None]


class Closed(ToolError):
    """It is closed then."""

    code = "closed"
    zh = "那个时间不营业。"


class Full(ToolError):
    """There is no table free then."""

    code = "full"
    zh = "那个时间没有空桌了。"


class WrongParty(ToolError):
    """Online I can book for 1 to 10 people; for more, please call the restaurant."""

    code = "party_size"
    zh = "网上只能订1到10个人的桌，人更多请打电话给餐厅。"


class WrongTime(ToolError):
    """I can book from now on up to 90 days ahead."""

    code = "time_out_of_range"
    zh = "只能预订从现在起90天内的时间。"


@dataclass(slots=True)
class DemonstrationTables:
    """Fulfils `TableVendor`. What other guests have is a fixed function of house, table and meal."""

    home: Path
    open_at: OpenAt
    name: str = "Steward demonstration"
    demonstration: bool = True
    stock: Stock = field(init=False)

    def __post_init__(self) -> None:
        self.stock = Stock(self.home / "tables.db")

    async def free_times(
        self, place: Place, at: datetime, people: int, now: datetime, *, instead_of: str = ""
    ) -> tuple[datetime, ...]:
        def look() -> tuple[datetime, ...]:
            found = []
            for gap in (timedelta(0), *_AROUND):
                moment = at + gap
                if moment <= now or self.open_at(place, moment) is False:
                    continue
                if self._free(place, moment, people, now, instead_of):
                    found.append(moment)
            return tuple(sorted(found, key=lambda m: abs(m - at)))

        return await asyncio.to_thread(look)

    async def hold(
        self, place: Place, at: datetime, people: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> Offer:
        return await asyncio.to_thread(self._hold, place, at, people, key, now, instead_of)

    async def book(self, place: Place, hold: str, now: datetime) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.book(hold, now=now))
        return _receipt(place.name(), claim.reference, Say(zh="已订座", en="Table booked"))

    async def exchange(self, place: Place, reference: str, hold: str, now: datetime) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.exchange(reference, hold, now=now))
        return _receipt(place.name(), claim.reference, Say(zh="已改订", en="Booking changed"))

    async def cancel(self, reference: str, now: datetime) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.cancel(reference))
        return _receipt(str(claim.data.get("name", "")), reference, Say(zh="已取消", en="Booking cancelled"))

    async def look_up(self, key: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.by_key(key))
        if claim is None or claim.state != "booked":
            return None
        return _receipt(str(claim.data.get("name", "")), claim.reference, Say(zh="已订座", en="Table booked"))

    async def cancelled(self, reference: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.find(reference))
        if claim.state != "cancelled":
            return None
        return _receipt(str(claim.data.get("name", "")), reference, Say(zh="已取消", en="Booking cancelled"))

    def _hold(self, place: Place, at: datetime, people: int, key: str, now: datetime, instead_of: str) -> Offer:
        if not 1 <= people <= max(_SIZES):
            raise WrongParty()
        if not now < at <= now + _LATEST:
            raise WrongTime()
        known = self.stock.by_key(key)
        if self.open_at(place, at) is False:
            raise Closed()
        # Asked again after its hold ran out, the same table is tried first: another size would void the yes.
        mine = [known.units[0]] if known else []
        for table in [*mine, *(t for t in self._free(place, at, people, now, instead_of) if t not in mine)]:
            try:
                data = {"place": place.id, "name": place.name(), "people": people}
                claim = self.stock.hold(
                    [table],
                    at,
                    at + MEAL,
                    key=key,
                    now=now,
                    expires=now + HELD_FOR,
                    data=data,
                    instead_of=instead_of,
                )
            except Taken:
                continue
            return self._offer(place, claim.reference, table, at, now)
        raise Full()

    def _offer(self, place: Place, reference: str, table: str, at: datetime, now: datetime) -> Offer:
        return Offer(
            hold=reference,
            table=table,
            seats=_SIZES[int(table.rsplit("#", 1)[1])],
            at=at,
            until=at + MEAL,
            held_until=now + HELD_FOR,
            free_until=at - _FREE_CANCEL,
            late_fee=Money(amount=Decimal(10 if currency(place) != "CNY" else 50), currency=currency(place)),
            demonstration=True,
        )

    def _free(self, place: Place, at: datetime, people: int, now: datetime, instead_of: str = "") -> list[str]:
        """Tables that fit and are free for the whole meal, the smallest first."""
        ours = self.stock.taken(at, at + MEAL, now, but=instead_of)
        return [
            f"{place.id}#{n}"
            for n, seats in enumerate(_SIZES)
            if seats >= people and f"{place.id}#{n}" not in ours and not _others_have(place.id, n, at)
        ]


def _others_have(place_id: str, table: int, at: datetime) -> bool:
    meal = f"{place_id}/{table}/{at.date()}/{'lunch' if at.hour < 16 else 'dinner'}"
    return hashlib.sha256(meal.encode()).digest()[0] * 100 // 256 < _BUSY_SHARE


def _receipt(provider: str, reference: str, text: Say) -> Receipt:
    return Receipt(provider=provider, reference=reference, text=text, data={"demonstration": True})
