"""A merchant with two kinds of bread, three loaves of rye a day, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from assistant.types import Money
from tools.ucp import Book, Goods, Merchant, Shop, Way, in_process
from tools.ucp.baskets import take_at_counter

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@dataclass
class Bakery:
    folder: Path
    now: datetime = NOON
    price: str = "3.20"
    is_closed: bool = False
    currency: str = "EUR"
    till: Callable[[Mapping[str, Any]], str] = take_at_counter
    merchant: Merchant = field(init=False)

    def __post_init__(self) -> None:
        self.merchant = Merchant(
            name="bakery",
            shelf=self,
            book=Book(self.folder / "orders.db"),
            origin="https://bakery.invalid",
            clock=lambda: self.now,
            till=self._take,
        )

    def _take(self, instrument: Mapping[str, Any]) -> str:
        return self.till(instrument)

    def goods(self, now: datetime) -> list[Goods]:
        rye = Goods(id="rye", title="Rye bread", price=euros(self.price), left=3, batch=f"{now:%Y-%m-%d}")
        return [rye, Goods(id="bun", title="Cinnamon bun", price=euros("2.50"), description="with cardamom")]

    def ways(self, now: datetime) -> list[Way]:
        return [
            Way(id="counter", kind="pickup", title="At the counter", fee=euros("0"), takes=timedelta(minutes=15)),
            Way(id="bicycle", kind="shipping", title="By bicycle", fee=euros("3.50"), takes=timedelta(minutes=45)),
        ]

    def is_open(self, now: datetime) -> bool:
        return not self.is_closed

    def shop(self, http: httpx.AsyncClient | None = None) -> Shop:
        return Shop(http or in_process(self.merchant), self.merchant.origin)
