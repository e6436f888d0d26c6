"""What a merchant answered, read with care: anything that does not have the protocol's shape is rubbish, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tools.ucp import wire
from tools.ucp.nouns import Basket, Goods, Line, major
from tools.web import ServiceRefused, ServiceRubbish

P = ParamSpec("P")
R = TypeVar("R")


def _strict(read: Callable[P, R]) -> Callable[P, R]:
    """Whatever a merchant may have put in the wrong place ends as ServiceRubbish."""

    @wraps(read)
    def reader(*given: P.args, **named: P.kwargs) -> R:
        try:
            return read(*given, **named)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration) as error:
            raise ServiceRubbish() from error

    return reader


@_strict
def profile(told: Any, versions: Collection[str]) -> tuple[Mapping[str, Any], str]:
    """The profile and the REST endpoint. Raises ServiceRefused for a version or a transport that is not ours."""
    inner: Mapping[str, Any] = told.get("ucp", told)
    rest = [s for s in inner["services"][wire.SHOPPING] if s["transport"] == "rest"]
    if inner["version"] not in versions or wire.CHECKOUT not in inner["capabilities"] or not rest:
        raise ServiceRefused()
    return inner, str(rest[0]["endpoint"]).rstrip("/")


@_strict
def goods(told: Mapping[str, Any]) -> list[Goods]:
    return [_one(product, variant) for product in told["products"] for variant in product["variants"][:1]]


def _one(product: Mapping[str, Any], variant: Mapping[str, Any]) -> Goods:
    price, described = variant["price"], variant.get("description") or {}
    return Goods(
        id=str(variant["id"]),
        title=str(product["title"]),
        price=major(_whole(price["amount"]), str(price["currency"])),
        description=str(described.get("plain", "")),
        available=bool((variant.get("availability") or {}).get("available", True)),
    )


@_strict
def next_page(told: Mapping[str, Any]) -> str | None:
    turned = told.get("pagination") or {}
    return str(turned["cursor"]) if turned.get("has_next_page") else None


@_strict
def basket_id(told: Mapping[str, Any]) -> str:
    return str(told["id"])


@_strict
def basket(told: Mapping[str, Any]) -> Basket:
    currency = str(told["currency"])
    total, fee = _amounts(told["totals"])
    confirmed = told.get("order") or {}
    return Basket(
        id=str(told["id"]),
        status=str(told["status"]),
        lines=tuple(_line(line, currency) for line in told["line_items"]),
        total=major(total, currency),
        fee=major(fee, currency) if fee else None,
        expires=_moment(told.get("expires_at")),
        ready=_ready(told),
        gone=gone(told),
        notes=tuple(str(m.get("content", "")) for m in told.get("messages") or []),
        link=_link(told.get("continue_url")),
        handlers=told["ucp"].get("payment_handlers") or {},
        order=str(confirmed["id"]) if confirmed else None,
        order_label=str(confirmed.get("label") or ""),
        order_link=_link(confirmed.get("permalink_url")),
    )


@_strict
def counter(handlers: Mapping[str, Any]) -> str | None:
    """The id under which this merchant lets one pay on receiving; None when it wants money first."""
    declared = handlers.get(wire.COUNTER) or []
    return str(declared[0]["id"]) if declared else None


@_strict
def codes(told: Mapping[str, Any]) -> set[str]:
    return {str(m.get("code")) for m in told.get("messages") or [] if m.get("type") == "error"}


@_strict
def gone(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What is sold out, in the merchant's words."""
    missing = [m for m in told.get("messages") or [] if m.get("code") in ("out_of_stock", "item_unavailable")]
    return tuple(str(m["content"]).removesuffix(" is sold out.") for m in missing)


@_strict
def failed(told: Mapping[str, Any]) -> bool:
    return bool(told["ucp"].get("status") == "error")


def _amounts(totals: list[Mapping[str, Any]]) -> tuple[int, int]:
    """The total, and what of it is for bringing it. A discount counts below zero; the whole has to add up."""
    parts = [(str(t["type"]), t["amount"]) for t in totals]
    total = _whole(next(amount for kind, amount in parts if kind == "total"))
    if sum(amount for kind, amount in parts if kind != "total") != total:
        raise ValueError("the totals do not add up")
    return total, sum(amount for kind, amount in parts if kind == "fulfillment")


def _line(line: Mapping[str, Any], currency: str) -> Line:
    item = line["item"]
    price = major(_whole(item["price"]), currency)
    return Line(goods=str(item["id"]), title=str(item["title"]), quantity=_whole(line["quantity"]), price=price)


def _ready(told: Mapping[str, Any]) -> datetime | None:
    methods = (told.get("fulfillment") or {}).get("methods") or []
    groups = methods[0].get("groups") or [] if methods else []
    options = groups[0].get("options") or [] if groups else []
    chosen = groups[0].get("selected_option_id") if groups else None
    found = next((o for o in options if o["id"] == chosen), None)
    return _moment(found.get("latest_fulfillment_time")) if found else None


def _moment(text: Any) -> datetime | None:
    moment = datetime.fromisoformat(text) if text else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment


def _link(address: Any) -> str | None:
    """Only what a browser may safely be sent to."""
    return address if isinstance(address, str) and address.startswith("https://") else None


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError("not an amount")
    return number
