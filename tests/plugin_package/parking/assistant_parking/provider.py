"""The vendor that ships with the plugin: garages with a limited number of places, holds, and prices that move."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from assistant import Money, Receipt, Say, ToolError

HOLD = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Offer:
    lot: str
    hours: int
    price: Money
    until: datetime
    hold: str


@dataclass
class Garages:
    """Holds stock, refuses double booking, dedupes on the idempotency key, can cancel. `trouble` makes it misbehave."""

    free: dict[str, int] = field(default_factory=lambda: {"P1": 2, "P2": 0})
    hourly: Decimal = Decimal(10)
    trouble: str = ""  # "raise" after the deed, "hang" after it, "no receipt"
    booked: dict[str, Offer] = field(default_factory=dict)  # idempotency key -> what was reserved
    returned: dict[str, str] = field(default_factory=dict)
    _holds: dict[str, Offer] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def lots(self, near: str) -> list[dict[str, object]]:
        return [{"lot": lot, "free": free} for lot, free in self.free.items()]

    async def quote(self, lot: str, hours: int, *, now: datetime) -> Offer:
        if self.free.get(lot, 0) < 1:
            raise ToolError(f"{lot} is full.", f"{lot}没有空位了。", code="no_place")
        price = Money(amount=self.hourly * hours, currency="CNY")
        offer = Offer(lot=lot, hours=hours, price=price, until=now + HOLD, hold=f"hold-{next(self._ids)}")
        self._holds[offer.hold] = offer
        return offer

    async def reserve(self, hold: str | None, *, idempotency_key: str) -> Receipt | None:
        if idempotency_key not in self.booked:
            offer = self._holds.pop(hold or "", None)
            if offer is None or self.free[offer.lot] < 1:
                raise ToolError("That place is gone.", "这个车位没有了。", code="no_place")
            self.free[offer.lot] -= 1
            self.booked[idempotency_key] = offer
        if self.trouble == "raise":
            raise ConnectionError("the line went dead after the booking")
        if self.trouble == "hang":
            await asyncio.Event().wait()
        return None if self.trouble == "no receipt" else self._receipt(idempotency_key)

    async def cancel(self, lot: str, *, idempotency_key: str) -> Receipt:
        if idempotency_key not in self.returned:
            key = next((k for k, o in self.booked.items() if o.lot == lot), None)
            if key is None:
                raise ToolError(f"You have no place at {lot}.", f"你在{lot}没有车位。", code="not_booked")
            del self.booked[key]
            self.free[lot] += 1
            self.returned[idempotency_key] = lot
        return Receipt(provider="City Garages", reference=f"C-{idempotency_key}", text=Say(zh="已取消", en="Cancelled"))

    def _receipt(self, key: str) -> Receipt:
        return Receipt(provider="City Garages", reference=f"R-{key}", text=Say(zh="已付款", en="Paid"))
