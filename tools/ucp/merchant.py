"""A UCP merchant: catalogue, baskets, orders. It says no by the protocol's names and keeps its word on prices."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tools.ucp import catalogue, wire
from tools.ucp.baskets import Baskets, Refused, Till, take_at_counter
from tools.ucp.book import Book
from tools.ucp.nouns import Shelf

Answer = tuple[int, Any]
_AGENT = re.compile(r'profile="(?P<url>[^"]*)"')
_ONE = re.compile(r"^/checkout-sessions/(?P<id>[^/]+)(?P<act>/complete|/cancel)?$")
_ORDER = re.compile(r"^/orders/(?P<id>[^/]+)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Merchant:
    """`origin` is its https address; `clock` tells the time it lives in; `till` decides about payments."""

    name: str
    shelf: Shelf
    book: Book
    origin: str
    clock: Callable[[], datetime]
    till: Till = take_at_counter

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Answer:
        """One request; headers in lower case, `body` the JSON that came with it."""
        if path == "/.well-known/ucp":
            return (200, wire.profile(self.origin)) if method == "GET" else _wrong_method()
        try:
            _agent(headers)
            with self.book.writing():
                key = headers.get("idempotency-key", "") if method != "GET" else ""
                return self._once(key, method, path, body) if key else self._do(method, path, body)
        except Refused as refused:
            return refused.status, wire.refusal(refused.code, refused.text)

    def _once(self, key: str, method: str, path: str, body: Any) -> Answer:
        """The same key is the same act: its answer again, or 409 when it is used for another."""
        asked = hashlib.sha256(json.dumps([method, path, body], sort_keys=True).encode()).hexdigest()
        if before := self.book.answered(self.name, key):
            if before[0] != asked:
                raise Refused(409, "idempotency_conflict", "That key was used for another request.")
            return before[1], before[2]
        status, told = self._do(method, path, body)
        if status < 500:
            self.book.answer(self.name, key, asked, status, told, self.clock())
        return status, told

    def _do(self, method: str, path: str, body: Any) -> Answer:
        now = self.clock()
        baskets = Baskets(self.name, self.shelf, self.book, self.origin, now, self.till)
        if path.startswith("/catalog/"):
            return catalogue.answer(method, path, body, self.shelf.goods(now), baskets.left)
        if path == "/checkout-sessions":
            return baskets.open(body) if method == "POST" else _wrong_method()
        if found := _ORDER.match(path):
            return baskets.order(found["id"]) if method == "GET" else _wrong_method()
        if found := _ONE.match(path):
            return _one(baskets, method, found["id"], found["act"] or "", body)
        raise Refused(404, "not_found", "There is nothing here.")


def _one(baskets: Baskets, method: str, basket: str, act: str, body: Any) -> Answer:
    if act == "/complete" and method == "POST":
        return baskets.complete(basket, body)
    if act == "/cancel" and method == "POST":
        return baskets.cancel(basket)
    if not act and method == "GET":
        return baskets.look(basket)
    if not act and method == "PUT":
        return baskets.change(basket, body)
    return _wrong_method()


def _agent(headers: Mapping[str, str]) -> None:
    """Who asks must name a profile at an https address; it is not fetched."""
    found = _AGENT.search(headers.get("ucp-agent", ""))
    address = urlsplit(found["url"]) if found else None
    if address is None or address.scheme != "https" or not address.netloc:
        raise Refused(400, "invalid_profile_url", "UCP-Agent must name a profile at an https address.")


def _wrong_method() -> Answer:
    raise Refused(405, "method_not_allowed", "That cannot be done here.")
