"""Buying from a UCP merchant: its profile, its catalogue, a basket, an order. Safe to retry, honest when in doubt."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.errors import EffectUnknown
from assistant.types import Money
from tools.ucp import reading, wire
from tools.ucp.failures import BasketGone, Declined, NeedsBuyer, NotOnSale, PriceChanged, ShopClosed, SoldOut
from tools.ucp.nouns import Address, Basket, Goods, Order, Wanted
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish, ask_json

AGENT = "https://steward.invalid/.well-known/ucp"  # whoever runs this for others names a profile of their own
_SPOKEN = frozenset({"2026-01-23", wire.VERSION, "2026-08-25"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PAGES = 20


class Shop:
    """One merchant at its https address (plain http on the loopback only). Holds nothing but its profile."""

    def __init__(self, http: httpx.AsyncClient, address: str, *, agent: str = AGENT, language: str = "en") -> None:
        self._http, self.address, self._agent, self._language = http, address.rstrip("/"), agent, language
        self._endpoint: str | None = None
        self._profile: Mapping[str, Any] = {}
        self._finding = asyncio.Lock()

    async def profile(self) -> Mapping[str, Any]:
        """What the merchant says of itself. Raises ServiceRefused when it speaks no version or no transport of ours."""
        async with self._finding:
            if self._endpoint is None:
                _must_be_private(self.address)
                status, told = await ask_json(self._http, "GET", f"{self.address}/.well-known/ucp")
                if status != 200:
                    raise ServiceRefused()
                self._profile, self._endpoint = reading.profile(told, _SPOKEN)
                _must_be_private(self._endpoint)
        return self._profile

    async def search(self, query: str = "*") -> tuple[Goods, ...]:
        """All that fits, over all pages."""
        found: list[Goods] = []
        asked: dict[str, Any] = {"query": query}
        for _ in range(_PAGES):
            told = await self._ask("POST", "/catalog/search", asked)
            found += reading.goods(told)
            cursor = reading.next_page(told)
            if cursor is None:
                break
            asked = {"query": query, "cursor": cursor, "pagination": {"cursor": cursor}}
        return tuple(found)

    async def goods(self, ids: Sequence[str]) -> tuple[Goods, ...]:
        return tuple(reading.goods(await self._ask("POST", "/catalog/lookup", {"ids": list(ids)})))

    async def open(self, wanted: Sequence[Wanted], *, key: str, deliver_to: Address | None = None) -> Basket:
        """A basket of all that is wanted; one thing missing is no basket. Raises SoldOut, NotOnSale, ShopClosed."""
        body = _wish(wanted, deliver_to)
        told = await self._ask("POST", "/checkout-sessions", body, key=f"{key}-open")
        # Answered from the key, it may be an old picture: what holds is how the basket stands now.
        return _whole(await self.look(reading.basket_id(told)))

    async def look(self, basket: str) -> Basket:
        return reading.basket(await self._ask("GET", f"/checkout-sessions/{basket}"))

    async def change(
        self, basket: str, wanted: Sequence[Wanted], *, key: str, deliver_to: Address | None = None
    ) -> Basket:
        told = await self._ask("PUT", f"/checkout-sessions/{basket}", _wish(wanted, deliver_to), key=f"{key}-change")
        return _whole(reading.basket(told))

    async def cancel(self, basket: str, *, key: str) -> Basket:
        """Give it up while nothing is bought. Raises BasketGone when it is too late for that."""
        return reading.basket(await self._ask("POST", f"/checkout-sessions/{basket}/cancel", key=f"{key}-cancel"))

    async def buy(self, basket: Basket, *, key: str) -> Order:
        """Order it for the total of `basket`, not for another. Raises PriceChanged, SoldOut, Declined, NeedsBuyer,
        BasketGone; EffectUnknown when it cannot be learned whether it was bought."""
        now = await self.look(basket.id)
        if now.order:
            return _order(now)
        _same_price(basket.total, _whole(now).total)
        handler = reading.counter(now.handlers or {})
        if handler is None:
            raise NeedsBuyer.at(now.link)
        pay = {"id": "instr_1", "handler_id": handler, "type": wire.COUNTER_ID, "selected": True}
        pay["credential"] = {"type": wire.COUNTER_ID}
        told = await self._complete(basket.id, {"payment": {"instruments": [pay]}}, key=f"{key}-buy")
        done = reading.basket(told)
        if done.order:
            return _order(done)
        _say_why(told, done, basket.total)
        raise Declined()

    async def order(self, order: str) -> Mapping[str, Any]:
        """The order as it stands now, in the protocol's own words."""
        told: Mapping[str, Any] = await self._ask("GET", f"/orders/{order}")
        return told

    async def bought(self, wanted: Sequence[Wanted], *, key: str, deliver_to: Address | None = None) -> Order | None:
        """What became of a purchase under that key, when nobody recorded it. It buys nothing."""
        body = _wish(wanted, deliver_to)
        told = await self._ask("POST", "/checkout-sessions", body, key=f"{key}-open")
        now = await self.look(reading.basket_id(told))
        return _order(now) if now.order else None

    async def _complete(self, basket: str, body: Mapping[str, Any], *, key: str) -> Any:
        """Once more with the same key where the line broke; then look; then say that nobody knows."""
        path = f"/checkout-sessions/{basket}/complete"
        for _ in range(2):
            try:
                return await self._ask("POST", path, body, key=key)
            except (ServiceDown, ServiceRubbish):
                continue
        try:
            told = await self._ask("GET", f"/checkout-sessions/{basket}")
        except (ServiceDown, ServiceRubbish) as error:
            raise EffectUnknown() from error
        if reading.basket(told).order or told.get("status") == "canceled":
            return told
        raise EffectUnknown()

    async def _ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """The answer's JSON; what the merchant could not do is raised by name."""
        await self.profile()
        headers = {
            "UCP-Agent": f'profile="{self._agent}"',
            "Request-Id": str(uuid.uuid4()),
            "Accept-Language": self._language,
        }
        if key:
            headers["Idempotency-Key"] = key
        status, told = await ask_json(self._http, method, f"{self._endpoint}{path}", headers=headers, body=body)
        if status in (404, 409, 410):
            raise BasketGone()
        if status >= 300 or not isinstance(told, Mapping):
            raise ServiceRefused()
        if reading.failed(told):
            _say_why(told, None, None)
            raise NotOnSale()
        return told


def _wish(wanted: Sequence[Wanted], deliver_to: Address | None) -> dict[str, Any]:
    lines = [{"item": {"id": w.goods}, "quantity": w.quantity} for w in wanted]
    wish: dict[str, Any] = {"line_items": lines}
    method: dict[str, Any] = {"type": "pickup", "groups": [{"id": "g1"}]}
    if deliver_to is not None:
        place = {
            "id": "d1",
            "street_address": deliver_to.street,
            "address_locality": deliver_to.locality,
            "address_country": deliver_to.country,
            "full_name": deliver_to.name,
            "phone_number": deliver_to.phone,
        }
        method |= {"type": "shipping", "selected_destination_id": "d1"}
        method["destinations"] = [{k: v for k, v in place.items() if v}]
    return wish | {"fulfillment": {"methods": [{"id": "m1", **method}]}}


def _whole(basket: Basket) -> Basket:
    """All that was wanted is there. Raises SoldOut, BasketGone."""
    if not basket.is_open and not basket.order:
        raise BasketGone()
    if basket.gone:
        raise SoldOut.of(basket.gone)
    return basket


def _order(basket: Basket) -> Order:
    order = str(basket.order)
    return Order(id=order, label=basket.order_label or order, basket=basket, link=basket.order_link or "")


def _same_price(agreed: Money, now: Money) -> None:
    if agreed != now:
        raise PriceChanged()


def _say_why(told: Mapping[str, Any], basket: Basket | None, agreed: Money | None) -> None:
    """The refusal by its name; nothing when the merchant gave none that we know."""
    codes = reading.codes(told)
    if "closed" in codes:
        raise ShopClosed()
    if "out_of_stock" in codes:
        raise SoldOut.of(basket.gone if basket else reading.gone(told))
    if "item_unavailable" in codes or "not_found" in codes:
        raise NotOnSale()
    if "price_changed" in codes or (basket and agreed and basket.is_open and basket.total != agreed):
        raise PriceChanged()
    if basket is not None and basket.status == "requires_escalation":
        raise NeedsBuyer.at(basket.link)
    if basket is not None and basket.status == "canceled":
        raise BasketGone()


def _must_be_private(address: str) -> None:
    """A basket names where somebody lives: it goes over TLS, or stays on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ServiceRefused()
