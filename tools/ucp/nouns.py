"""What is bought and sold: goods, a basket, the way it reaches the buyer, an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from assistant.types import Money

_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Goods:
    """One thing on sale. `left` is how many of this `batch` (a day, a delivery) there are in all; None: no limit."""

    id: str
    title: str
    price: Money
    description: str = ""
    available: bool = True
    left: int | None = None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    goods: str  # id
    quantity: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where to bring it. `country` is ISO 3166 alpha-2."""

    street: str
    locality: str = ""
    country: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How the goods reach the buyer. `kind` is `pickup` or `shipping`; `takes` counts from when the basket is made."""

    id: str
    kind: str
    title: str
    fee: Money
    takes: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    goods: str
    title: str
    quantity: int
    price: Money  # of one


@dataclass(frozen=True, kw_only=True, slots=True)
class Basket:
    """A checkout session as the shop sees it now. `gone` names what was wanted and cannot be had."""

    id: str
    status: str
    lines: tuple[Line, ...]
    total: Money
    fee: Money | None = None  # for bringing it; part of the total
    expires: datetime | None = None
    ready: datetime | None = None
    gone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # the shop's own words
    link: str | None = None  # where the buyer can go on by hand
    handlers: Mapping[str, Any] | None = None
    order: str | None = None
    order_label: str = ""
    order_link: str | None = None

    @property
    def is_open(self) -> bool:
        return self.status not in ("completed", "canceled")


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What was bought. `label` is short enough to be read aloud."""

    id: str
    label: str
    basket: Basket
    link: str = ""


class Shelf(Protocol):
    """What a merchant of ours has to sell; the prices and the doors as they are at that moment."""

    @property
    def currency(self) -> str: ...

    def goods(self, now: datetime) -> Sequence[Goods]: ...
    def ways(self, now: datetime) -> Sequence[Way]: ...
    def is_open(self, now: datetime) -> bool: ...


def minor(amount: Money) -> int:
    """In the smallest unit of the currency, as the protocol counts."""
    return int((amount.amount * _factor(amount.currency)).to_integral_value())


def major(amount: int, currency: str) -> Money:
    return Money(amount=Decimal(amount) / _factor(currency), currency=currency)


def _factor(currency: str) -> int:
    return 1 if currency in _WITHOUT_CENTS else 100
