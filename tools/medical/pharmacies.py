"""Where medicine is bought: UCP merchants by their address, else pharmacies of the map as a demonstration."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import httpx

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Money, Receipt, Say
from tools.ucp import (
    Basket,
    Book,
    Goods,
    Merchant,
    NotOnSale,
    Order,
    Shop,
    ShopClosed,
    SoldOut,
    Wanted,
    Way,
    in_process,
)
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish

OpenAt = Callable[[Place, datetime], bool | None]
_BOXES = 3  # of a medicine in a pharmacy of the demonstration, a day
_READY = timedelta(minutes=15)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_NEXT_ONE = (SoldOut, NotOnSale, ShopClosed, ServiceDown, ServiceRefused, ServiceRubbish)


class NoPharmacy(ToolError):
    """No pharmacy around here has it now."""

    code = "no_pharmacy"
    zh = "附近的药店现在都没有货。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A box of a medicine in the basket of a pharmacy."""

    id: str  # of the pharmacy
    name: Say
    basket: Basket
    demonstration: bool


@dataclass(slots=True)
class Shelf:
    """What one pharmacy of the map has; which boxes is fixed by the day. Fulfils `tools.ucp.Shelf`."""

    place: Place
    is_open_at: OpenAt
    asked: set[str]  # medicines somebody asked for: a demonstration need not list all there are

    @property
    def currency(self) -> str:
        inside = 18 < self.place.latitude < 54 and 73 < self.place.longitude < 135
        return "CNY" if inside else "EUR"

    def goods(self, now: datetime) -> Sequence[Goods]:
        day = f"{now:%Y-%m-%d}"
        return [self._box(medicine, day) for medicine in sorted(self.asked)]

    def ways(self, now: datetime) -> Sequence[Way]:
        free = Money(amount=Decimal(0), currency=self.currency)
        return [Way(id="collect", kind="pickup", title="Collected at the pharmacy", fee=free, takes=_READY)]

    def is_open(self, now: datetime) -> bool:
        return self.is_open_at(self.place, now) is not False

    def _box(self, medicine: str, day: str) -> Goods:
        luck = hashlib.sha256(f"{self.place.id}/{medicine}/{day}".encode()).digest()
        price = Money(amount=Decimal(8 + luck[1] % 30), currency=self.currency)
        left = luck[0] % (_BOXES + 1)
        return Goods(id=_id(medicine), title=medicine, price=price, available=left > 0, left=left, batch=day)


@dataclass(slots=True)
class Pharmacies:
    """`addresses`: name -> https address of real ones, which are asked first; else those of the map, the nearest first.

    The merchants of the demonstration live in this process, in the time of who asks."""

    home: Path
    http: httpx.AsyncClient | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    _now: datetime = _LONG_AGO
    _book: Book | None = None
    _shelves: dict[str, Shelf] = field(default_factory=dict)
    _shops: dict[str, Shop] = field(default_factory=dict)

    async def offer(self, near: Sequence[Place], medicine: str, *, key: str, now: datetime, open_at: OpenAt) -> Offer:
        """A box in the basket of the nearest that has it. Raises NoPharmacy."""
        for name, address in self.addresses.items():
            if found := await self._real(name, address, medicine, key):
                return found
        for place in near if not self.addresses else ():
            shop = self._demonstration(place, medicine, now, open_at)
            try:
                basket = await shop.open((Wanted(_id(medicine)),), key=f"{key}-{place.id}")
            except _NEXT_ONE:
                continue
            name_of = Say(zh=place.name("zh"), en=place.name("en"))
            return Offer(id=place.id, name=name_of, basket=basket, demonstration=True)
        raise NoPharmacy()

    async def buy(
        self, pharmacy: str, place: Place | None, medicine: str, basket: str, agreed: Money, *, key: str, now: datetime
    ) -> Receipt:
        """For the agreed price, or not at all. Raises what `Shop.buy` raises."""
        shop, own = self._shop(pharmacy, place, medicine, now)
        order = await shop.buy(replace(await shop.look(basket), total=agreed), key=own(key))
        return _receipt(pharmacy, medicine, order, demonstration=place is not None)

    async def look_up(
        self, pharmacy: str, place: Place | None, medicine: str, goods: str, *, key: str, now: datetime
    ) -> Receipt | None:
        shop, own = self._shop(pharmacy, place, medicine, now)
        order = await shop.bought((Wanted(goods),), key=own(key))
        return _receipt(pharmacy, medicine, order, demonstration=place is not None) if order else None

    async def _real(self, name: str, address: str, medicine: str, key: str) -> Offer | None:
        """A pharmacy that does not answer, or has it not, is passed over."""
        shop = self._address(address)
        try:
            goods = next((g for g in await shop.search(medicine) if _is(g, medicine) and g.available), None)
            if goods is None:
                return None
            basket = await shop.open((Wanted(goods.id),), key=key)
        except _NEXT_ONE:
            return None
        return Offer(id=name, name=Say(zh=name, en=name), basket=basket, demonstration=False)

    def _shop(
        self, pharmacy: str, place: Place | None, medicine: str, now: datetime
    ) -> tuple[Shop, Callable[[str], str]]:
        if place is None:
            return self._address(self.addresses[pharmacy]), lambda key: key
        shop = self._demonstration(place, medicine, now, lambda _place, _at: None)
        return shop, lambda key: f"{key}-{place.id}"

    def _address(self, address: str) -> Shop:
        if address not in self._shops:
            self._shops[address] = Shop(self.http or httpx.AsyncClient(), address)
        return self._shops[address]

    def _demonstration(self, place: Place, medicine: str, now: datetime, open_at: OpenAt) -> Shop:
        self._now = max(self._now, now)
        self._book = self._book or Book(self.home / "pharmacies-ucp.db")
        shelf = self._shelves.setdefault(place.id, Shelf(place, open_at, set()))
        shelf.asked.add(medicine)
        if place.id not in self._shops:
            merchant = Merchant(
                name=place.id,
                shelf=shelf,
                book=self._book,
                origin=f"https://{place.id}.pharmacies.invalid",
                clock=lambda: self._now.astimezone(now.tzinfo),
            )
            self._shops[place.id] = Shop(in_process(merchant), merchant.origin)
        return self._shops[place.id]


def _id(medicine: str) -> str:
    return quote(medicine.casefold(), safe="")


def _is(goods: Goods, medicine: str) -> bool:
    return medicine.casefold() in goods.title.casefold()


def _receipt(pharmacy: str, medicine: str, order: Order, *, demonstration: bool) -> Receipt:
    said = Say(zh=f"{medicine}一盒", en=f"one box of {medicine}")
    data = {"order": order.id, "link": order.link, "demonstration": demonstration}
    return Receipt(provider=pharmacy, reference=order.label, text=said, data=data)
