"""How the protocol writes things down: the envelope, totals, messages, products. Pure functions, JSON out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.ucp.nouns import Goods, minor

VERSION = "2026-04-08"
SHOPPING = "dev.ucp.shopping"
CHECKOUT = f"{SHOPPING}.checkout"
FULFILLMENT = f"{SHOPPING}.fulfillment"
ORDER = f"{SHOPPING}.order"
SEARCH = f"{SHOPPING}.catalog.search"
LOOKUP = f"{SHOPPING}.catalog.lookup"
COUNTER = "local.steward.pay_at_counter"  # nothing is paid through us: the buyer pays who hands the goods over
COUNTER_ID = "pay_at_counter"
_PAGES = {
    CHECKOUT: "checkout",
    FULFILLMENT: "fulfillment",
    ORDER: "order",
    SEARCH: "catalog/search",
    LOOKUP: "catalog/lookup",
}


def capability(name: str) -> list[dict[str, Any]]:
    file = name.removeprefix(f"{SHOPPING}.").replace(".", "_")
    declared: dict[str, Any] = {
        "version": VERSION,
        "spec": f"https://ucp.dev/{VERSION}/specification/{_PAGES[name]}",
        "schema": f"https://ucp.dev/{VERSION}/schemas/shopping/{file}.json",
    }
    if name == FULFILLMENT:
        declared["extends"] = CHECKOUT
    return [declared]


def handlers() -> dict[str, Any]:
    means = [{"type": COUNTER_ID}]
    return {COUNTER: [{"id": COUNTER_ID, "version": VERSION, "available_instruments": means, "config": {}}]}


def profile(endpoint: str) -> dict[str, Any]:
    """What lies at /.well-known/ucp."""
    rest = {
        "version": VERSION,
        "transport": "rest",
        "endpoint": endpoint,
        "spec": f"https://ucp.dev/{VERSION}/specification/overview",
        "schema": f"https://ucp.dev/{VERSION}/services/shopping/rest.openapi.json",
    }
    told = {"version": VERSION, "services": {SHOPPING: [rest]}, "payment_handlers": handlers()}
    return {"ucp": {**told, "capabilities": {name: capability(name) for name in _PAGES}}}


def envelope(*names: str, failed: bool = False) -> dict[str, Any]:
    said = {name: [{"version": VERSION}] for name in names}
    return {"version": VERSION, "status": "error" if failed else "success", "capabilities": said}


def failure(code: str, text: str, *names: str) -> dict[str, Any]:
    """A business outcome without a resource: nothing came about, and why."""
    told = {"type": "error", "code": code, "content": text, "severity": "unrecoverable"}
    return {"ucp": envelope(*(names or (CHECKOUT,)), failed=True), "messages": [told]}


def refusal(code: str, text: str) -> dict[str, Any]:
    """A protocol error; its status is the HTTP answer's."""
    return {**failure(code, text), "code": code, "content": text}


def message(code: str, text: str, *, path: str = "") -> dict[str, Any]:
    told = {"type": "error", "code": code, "content": text, "severity": "recoverable"}
    return {**told, "path": path} if path else told


def product(goods: Goods, *, asked: Sequence[str] = (), available: bool = True) -> dict[str, Any]:
    """A product of one variant, under one id."""
    price = {"amount": minor(goods.price), "currency": goods.price.currency}
    described = {"plain": goods.description or goods.title}
    variant: dict[str, Any] = {
        "id": goods.id,
        "title": goods.title,
        "description": described,
        "price": price,
        "availability": {"available": available},
    }
    if asked:
        variant["inputs"] = [{"id": one, "match": "exact"} for one in asked]
    whole = {"id": goods.id, "title": goods.title, "description": described}
    return {**whole, "price_range": {"min": price, "max": price}, "variants": [variant]}


def line_item(number: int, goods: Goods, quantity: int) -> dict[str, Any]:
    one = minor(goods.price)
    item = {"id": goods.id, "title": goods.title, "price": one}
    totals = [{"type": "subtotal", "amount": one * quantity}, {"type": "total", "amount": one * quantity}]
    return {"id": f"li_{number}", "item": item, "quantity": quantity, "totals": totals}


def totals(subtotal: int, fee: int) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = [{"type": "subtotal", "display_text": "Subtotal", "amount": subtotal}]
    if fee:
        written.append({"type": "fulfillment", "display_text": "Delivery", "amount": fee})
    return [*written, {"type": "total", "display_text": "Total", "amount": subtotal + fee}]


def total_of(written: Sequence[Mapping[str, Any]]) -> int:
    return int(next(t["amount"] for t in written if t["type"] == "total"))
