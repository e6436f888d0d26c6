"""Pharmacies: the nearest that has it, a real one before the demonstration, one box per yes, the agreed price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.ports import Place
from assistant.testing import NOW
from assistant.types import Money
from tools.medical.pharmacies import NoPharmacy, Offer, Pharmacies
from tools.ucp import Book, Goods, Merchant, PriceChanged, SoldOut, Way, in_process

ADDRESS = "https://corner.example"


def open_at(_: Place, __: datetime) -> bool:
    return True


def pharmacy(name: str) -> Place:
    return Place(id=name, names={"": name}, latitude=60.17, longitude=24.94, kind="pharmacy")


NEAR = tuple(pharmacy(f"p{n}") for n in range(6))


@dataclass
class Corner:
    """The shelf of a real pharmacy."""

    price: Decimal = Decimal(7)
    left: int = 1
    currency: str = "EUR"

    def goods(self, now: datetime) -> Sequence[Goods]:
        price = Money(amount=self.price, currency="EUR")
        return [Goods(id="b-1", title="Ibuprofen 400", price=price, available=self.left > 0, left=self.left)]

    def ways(self, now: datetime) -> Sequence[Way]:
        free = Money(amount=Decimal(0), currency="EUR")
        return [Way(id="c", kind="pickup", title="Collected", fee=free, takes=timedelta(minutes=5))]

    def is_open(self, now: datetime) -> bool:
        return True


def real(home: Path, shelf: Corner) -> Pharmacies:
    merchant = Merchant(name="corner", shelf=shelf, book=Book(home / "c.db"), origin=ADDRESS, clock=lambda: NOW)
    return Pharmacies(home, in_process(merchant), {"Corner": ADDRESS})


async def offer(shops: Pharmacies, key: str = "call-1") -> Offer:
    return await shops.offer(NEAR, "ibuprofen", key=key, now=NOW, open_at=open_at)


async def offer_or_none(shops: Pharmacies, key: str) -> Offer | None:
    try:
        return await offer(shops, key)
    except NoPharmacy:
        return None


async def test_the_nearest_that_has_it_keeps_one_box_whatever_is_asked_again(tmp_path: Path) -> None:
    shops = Pharmacies(tmp_path)
    found = await offer(shops)
    assert found.demonstration
    place = next(p for p in NEAR if p.id == found.id)
    args = (found.id, place, "ibuprofen", found.basket.id, found.basket.total)
    first = await shops.buy(*args, key="call-1", now=NOW)
    again = await shops.buy(*args, key="call-1", now=NOW)
    assert first.reference == again.reference
    known = await shops.look_up(found.id, place, "ibuprofen", found.basket.lines[0].goods, key="call-1", now=NOW)
    assert known is not None
    assert known.reference == first.reference


async def test_when_the_boxes_are_gone_the_next_pharmacy_is_asked_and_at_last_none_is_left(tmp_path: Path) -> None:
    shops = Pharmacies(tmp_path)
    seen: list[str] = []
    while (found := await offer_or_none(shops, f"call-{len(seen)}")) is not None:
        place = next(p for p in NEAR if p.id == found.id)
        key = f"call-{len(seen)}"
        await shops.buy(found.id, place, "ibuprofen", found.basket.id, found.basket.total, key=key, now=NOW)
        seen.append(found.id)
    assert len(set(seen)) > 1
    assert seen == sorted(seen)


async def test_a_real_pharmacy_sells_by_its_own_name_and_price(tmp_path: Path) -> None:
    shops = real(tmp_path, Corner())
    found = await offer(shops)
    assert (found.id, found.demonstration, found.basket.total.amount) == ("Corner", False, Decimal(7))
    receipt = await shops.buy("Corner", None, "ibuprofen", found.basket.id, found.basket.total, key="call-1", now=NOW)
    assert receipt.provider == "Corner"
    with pytest.raises(NoPharmacy):
        await offer(shops, "call-2")


async def test_another_price_than_agreed_buys_nothing(tmp_path: Path) -> None:
    shops = real(tmp_path, Corner())
    found = await offer(shops)
    less = replace(found.basket.total, amount=Decimal(5))
    with pytest.raises((PriceChanged, SoldOut)):
        await shops.buy("Corner", None, "ibuprofen", found.basket.id, less, key="call-1", now=NOW)
    assert await shops.look_up("Corner", None, "ibuprofen", "b-1", key="call-1", now=NOW) is None


async def test_a_pharmacy_that_is_down_is_passed_over(tmp_path: Path) -> None:
    shops = replace_address(real(tmp_path, Corner()), "http://127.0.0.1:9")
    with pytest.raises(NoPharmacy):
        await offer(shops)


def replace_address(shops: Pharmacies, address: str) -> Pharmacies:
    return Pharmacies(shops.home, None, {"Corner": address})
