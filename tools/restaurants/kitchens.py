"""Where food is ordered: houses that are UCP merchants, real ones by address and a demonstration of every other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx

from assistant.ports import Place
from assistant.types import Money, Receipt, Say
from tools.restaurants import menus
from tools.restaurants.menus import Dish
from tools.restaurants.provider import KitchenVendor
from tools.ucp import Address, Basket, Book, Goods, Merchant, Order, Shop, Wanted, Way, in_process

OpenAt = Callable[[Place, datetime], bool | None]
_COLLECTED, _BROUGHT = timedelta(minutes=25), timedelta(minutes=45)
_SOMEWHERE = Address(street="somewhere")  # nobody drives: a demonstration is not told where anybody lives
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_FEE = {"EUR": Decimal("3.50"), "CNY": Decimal(6)}


@dataclass(frozen=True, slots=True)
class Stove:
    """What one house of the map has on sale, as a UCP shelf."""

    place: Place
    open_at: OpenAt

    @property
    def currency(self) -> str:
        return menus.currency(self.place)

    def goods(self, now: datetime) -> Sequence[Goods]:
        return [
            Goods(id=d.id, title=d.name.en, price=d.price, available=d.available, left=d.left, batch=f"{now:%Y-%m-%d}")
            for d in menus.cooked_at(self.place, now)
        ]

    def ways(self, now: datetime) -> Sequence[Way]:
        free = Money(amount=Decimal(0), currency=self.currency)
        fee = replace(free, amount=_FEE[self.currency])
        return [
            Way(id="collect", kind="pickup", title="Collected at the house", fee=free, takes=_COLLECTED),
            Way(id="bring", kind="shipping", title="Brought to the door", fee=fee, takes=_BROUGHT),
        ]

    def is_open(self, now: datetime) -> bool:
        return self.open_at(self.place, now) is not False


@dataclass(slots=True)
class DemonstrationKitchens:
    """Fulfils `KitchenVendor`: each house is a merchant in this process, in the time of who asks."""

    home: Path
    open_at: OpenAt
    _now: datetime = _LONG_AGO
    _book: Book = field(init=False)
    _shops: dict[str, Shop] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._book = Book(self.home / "kitchens.db")

    async def menu(self, place: Place, now: datetime) -> tuple[Dish, ...]:
        return menus.cooked_at(place, now)

    async def basket(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Basket:
        return await self._shop(place, now).open(wanted, key=key, deliver_to=_SOMEWHERE if deliver_to else None)

    async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
        return await _buy(self._shop(place, now), place, basket, agreed, key, demonstration=True)

    async def look_up(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Receipt | None:
        to = _SOMEWHERE if deliver_to else None
        order = await self._shop(place, now).bought(wanted, key=key, deliver_to=to)
        return _receipt(place, order, demonstration=True) if order else None

    def is_real(self, place: Place) -> bool:
        return False

    def _shop(self, place: Place, now: datetime) -> Shop:
        """The merchants share one clock: the assistant's, as it was when last asked."""
        self._now = max(self._now, now)
        if place.id not in self._shops:
            merchant = Merchant(
                name=place.id,
                shelf=Stove(place, self.open_at),
                book=self._book,
                origin=f"https://{place.id}.kitchens.invalid",
                clock=lambda: self._now.astimezone(now.tzinfo),
            )
            self._shops[place.id] = Shop(in_process(merchant), merchant.origin)
        return self._shops[place.id]


@dataclass(frozen=True, slots=True)
class UcpKitchens:
    """Fulfils `KitchenVendor`: houses whose UCP address is known, and `others` for the rest of the town."""

    http: httpx.AsyncClient
    addresses: dict[str, str]  # a house's id or its name, in small letters -> its https address
    agent: str
    others: KitchenVendor
    _shops: dict[str, Shop] = field(default_factory=dict)

    async def menu(self, place: Place, now: datetime) -> tuple[Dish, ...]:
        if (shop := self._shop(place)) is None:
            return await self.others.menu(place, now)
        return tuple(
            Dish(id=g.id, name=Say(zh=g.title, en=g.title), price=g.price, available=g.available)
            for g in await shop.search()
        )

    async def basket(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Basket:
        if (shop := self._shop(place)) is None:
            return await self.others.basket(place, wanted, key=key, now=now, deliver_to=deliver_to)
        return await shop.open(wanted, key=key, deliver_to=deliver_to)

    async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
        if (shop := self._shop(place)) is None:
            return await self.others.order(place, basket, agreed, key=key, now=now)
        return await _buy(shop, place, basket, agreed, key, demonstration=False)

    async def look_up(
        self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
    ) -> Receipt | None:
        if (shop := self._shop(place)) is None:
            return await self.others.look_up(place, wanted, key=key, now=now, deliver_to=deliver_to)
        order = await shop.bought(wanted, key=key, deliver_to=deliver_to)
        return _receipt(place, order, demonstration=False) if order else None

    def is_real(self, place: Place) -> bool:
        return self._shop(place) is not None or self.others.is_real(place)

    def _shop(self, place: Place) -> Shop | None:
        names = [place.id, *(n.casefold() for n in place.names.values())]
        address = next((self.addresses[n] for n in names if n in self.addresses), None)
        if address is None:
            return None
        if address not in self._shops:
            self._shops[address] = Shop(self.http, address, agent=self.agent)
        return self._shops[address]


async def _buy(shop: Shop, place: Place, basket: str, agreed: Money, key: str, *, demonstration: bool) -> Receipt:
    """For the price that was agreed, whatever the basket costs by now. Raises PriceChanged."""
    order = await shop.buy(replace(await shop.look(basket), total=agreed), key=key)
    return _receipt(place, order, demonstration=demonstration)


def _receipt(place: Place, order: Order, *, demonstration: bool) -> Receipt:
    data = {"demonstration": demonstration, "order": order.id, "link": "" if demonstration else order.link}
    return Receipt(provider=place.name(), reference=order.label, text=Say(zh="已下单", en="Ordered"), data=data)
