"""The life of a basket at a merchant: opened, changed, looked at, bought or given up; and the order it becomes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tools.ucp import wire
from tools.ucp.book import Book
from tools.ucp.nouns import Goods, Shelf, Way, minor

LIVES = timedelta(minutes=30)
_MOST_LINES, _MOST_OF_ONE = 50, 10_000
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I: people read it aloud
Row = dict[str, Any]
Till = Callable[[Mapping[str, Any]], str]  # the chosen instrument -> "taken", "declined" or "ask_buyer"


class Refused(Exception):
    """A protocol error with its HTTP status."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


def take_at_counter(instrument: Mapping[str, Any]) -> str:
    """Nothing is charged: it is paid where the goods are handed over."""
    return "taken" if instrument.get("type") == wire.COUNTER_ID else "declined"


@dataclass(frozen=True, slots=True)
class Baskets:
    """One request's view of a merchant at one moment; runs inside the book's transaction."""

    name: str
    shelf: Shelf
    book: Book
    origin: str
    now: datetime
    till: Till

    def open(self, body: Any) -> tuple[int, Any]:
        wanted = _wanted(body)
        if not self.shelf.is_open(self.now):
            return 200, wire.failure("closed", "No orders are taken right now.")
        row: Row = {"id": f"chk_{secrets.token_urlsafe(12)}", "state": "open", "made": self.now.isoformat()}
        row |= {"expires": (self.now + LIVES).isoformat(), **self._asked(body, wanted)}
        seen = self._seen(row)
        if not seen["line_items"]:
            return 200, {"ucp": wire.envelope(wire.CHECKOUT, failed=True), "messages": seen["messages"]}
        return 201, self._keep(row, seen)

    def look(self, basket: str) -> tuple[int, Any]:
        row = self._row(basket)
        return 200, self._keep(row, self._seen(row)) if row["state"] == "open" else row["final"]

    def change(self, basket: str, body: Any) -> tuple[int, Any]:
        """A basket is replaced whole."""
        row = self._open_row(basket)
        row |= self._asked(body, _wanted(body))
        return 200, self._keep(row, self._seen(row))

    def cancel(self, basket: str) -> tuple[int, Any]:
        row = self._open_row(basket)
        return 200, self._end(row, "canceled", self._seen(row))

    def complete(self, basket: str, body: Any) -> tuple[int, Any]:
        row = self._open_row(basket)
        shown, seen = row.get("shown"), self._seen(row)
        instrument = _instrument(body)
        if not self.shelf.is_open(self.now):
            seen["messages"].append(wire.message("closed", "No orders are taken right now."))
        if shown is not None and shown != wire.total_of(seen["totals"]):
            seen["messages"].append(wire.message("price_changed", "The price has changed since it was shown."))
        if seen["messages"] or seen["status"] != "ready_for_complete":
            return 200, self._keep(row, seen)
        verdict = self.till(instrument)
        if verdict == "ask_buyer":
            seen |= {"status": "requires_escalation", "continue_url": f"{self.origin}/checkout/{row['id']}"}
            asked = wire.message("requires_buyer", "The bank wants to hear from the buyer.")
            seen["messages"] = [{**asked, "severity": "requires_buyer_input"}]
            return 200, seen
        if verdict != "taken":
            seen["messages"] = [wire.message("payment_failed", "The payment was not accepted.")]
            return 200, self._keep(row, seen)
        return 200, self._sell(row, seen)

    def order(self, order: str) -> tuple[int, Any]:
        row = self.book.order(self.name, order)
        if row is None:
            return 200, wire.failure("not_found", "There is no such order.", wire.ORDER)
        return 200, row["placed"]

    def left(self, goods: Goods) -> int | None:
        if goods.left is None:
            return None
        return max(0, goods.left - self.book.sold(self.name, goods.id, goods.batch))

    def _row(self, basket: str) -> Row:
        row = self.book.basket(self.name, basket)
        if row is None:
            raise Refused(404, "not_found", "There is no such checkout.")
        if row["state"] == "open" and datetime.fromisoformat(row["expires"]) <= self.now:
            self._end(row, "canceled", self._seen(row))
        return row

    def _open_row(self, basket: str) -> Row:
        row = self._row(basket)
        if row["state"] != "open":
            raise Refused(409, "checkout_not_open", "That checkout is finished and cannot be changed.")
        return row

    def _asked(self, body: Mapping[str, Any], wanted: list[list[Any]]) -> Row:
        method, way = self._way(body)
        place = _chosen(method.get("destinations"), method.get("selected_destination_id")) if method else None
        return {"wanted": wanted, "way": way.id if way else None, "to": place}

    def _way(self, body: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, Way | None]:
        """The first way of the kind asked for, or the one chosen; collected, when nobody says."""
        ways = self.shelf.ways(self.now)
        methods = (body.get("fulfillment") or {}).get("methods") if isinstance(body.get("fulfillment"), dict) else None
        method = methods[0] if isinstance(methods, list) and methods and isinstance(methods[0], dict) else None
        if method is None:
            return None, ways[0] if ways else None
        groups = method.get("groups")
        group = groups[0] if isinstance(groups, list) and groups and isinstance(groups[0], dict) else {}
        fitting = [w for w in ways if w.kind == method.get("type")]
        chosen = group.get("selected_option_id")
        return method, next((w for w in fitting if chosen in (None, w.id)), None)

    def _seen(self, row: Row) -> Row:
        """The basket as it stands now: today's prices, what is gone left out and named."""
        goods, messages, lines, subtotal = {g.id: g for g in self.shelf.goods(self.now)}, [], [], 0
        taken: dict[str, int] = {}
        for number, (one, quantity) in enumerate(row["wanted"]):
            found, path = goods.get(one), f"$.line_items[{number}]"
            if found is None:
                messages.append(wire.message("item_unavailable", f"{one} is not on sale.", path=path))
                continue
            left = self.left(found)
            taken[one] = taken.get(one, 0) + quantity
            if not found.available or (left is not None and taken[one] > left):
                messages.append(wire.message("out_of_stock", f"{found.title} is sold out.", path=path))
                continue
            lines.append(wire.line_item(number + 1, found, quantity))
            subtotal += minor(found.price) * quantity
        way = next((w for w in self.shelf.ways(self.now) if w.id == row["way"]), None)
        if way is None:
            messages.append(wire.message("fulfillment_unavailable", "It cannot be had that way."))
        elif way.kind == "shipping" and not row["to"]:
            messages.append(wire.message("destination_missing", "Where shall it be brought?"))
        return {
            "ucp": {**wire.envelope(wire.CHECKOUT, wire.FULFILLMENT), "payment_handlers": wire.handlers()},
            "id": row["id"],
            "status": "incomplete" if messages or not lines else "ready_for_complete",
            "currency": self.shelf.currency,
            "line_items": lines,
            "totals": wire.totals(subtotal, minor(way.fee) if way else 0),
            "messages": messages,
            "links": [],
            "expires_at": row["expires"],
            "fulfillment": self._brought(row, way, [line["id"] for line in lines]),
        }

    def _brought(self, row: Row, way: Way | None, lines: list[str]) -> Row:
        options = [_option(w, row) for w in self.shelf.ways(self.now) if way is None or w.kind == way.kind]
        group = {"id": "g1", "line_item_ids": lines, "options": options}
        method: Row = {"id": "m1", "type": way.kind if way else "pickup", "line_item_ids": lines}
        if way is not None:
            group["selected_option_id"] = way.id
        if row["to"]:
            method |= {"destinations": [row["to"]], "selected_destination_id": row["to"]["id"]}
        return {"methods": [{**method, "groups": [group]}]}

    def _keep(self, row: Row, seen: Row) -> Row:
        """What was shown is what may be charged."""
        row["shown"] = wire.total_of(seen["totals"])
        self.book.put(self.name, row)
        return seen

    def _end(self, row: Row, state: str, seen: Row) -> Row:
        row |= {"state": state, "final": {**seen, "status": state, "messages": []}}
        self.book.put(self.name, row)
        return dict(row["final"])

    def _sell(self, row: Row, seen: Row) -> Row:
        goods = {g.id: g for g in self.shelf.goods(self.now)}
        for one, quantity in row["wanted"]:
            self.book.sell(self.name, one, goods[one].batch, quantity)
        label = "".join(secrets.choice(_ALPHABET) for _ in range(6))
        # Whoever knows the id may read the order, so it cannot be guessed; the label is for the counter.
        order = f"ord_{secrets.token_urlsafe(18)}"
        link = f"{self.origin}/orders/{order}"
        confirmed = {"id": order, "label": label, "permalink_url": link}
        row |= {"order": order, "placed": _placed(row, seen, confirmed)}
        return self._end(row, "completed", {**seen, "order": confirmed})


def _option(way: Way, row: Row) -> Row:
    ready = datetime.fromisoformat(row["made"]) + way.takes
    told = {"id": way.id, "title": way.title, "latest_fulfillment_time": ready.isoformat()}
    return {**told, "totals": [{"type": "total", "amount": minor(way.fee)}]}


def _placed(row: Row, seen: Row, confirmed: Row) -> Row:
    """The order as it can be looked up from now on."""
    lines = [
        {**line, "quantity": {"original": n, "total": n, "fulfilled": 0}, "status": "processing"}
        for line in seen["line_items"]
        for n in [line["quantity"]]
    ]
    method = seen["fulfillment"]["methods"][0]
    option = next(o for o in method["groups"][0]["options"] if o["id"] == row["way"])
    items = [{"id": line["id"], "quantity": line["quantity"]} for line in seen["line_items"]]
    expected = {"id": "exp_1", "line_items": items, "method_type": method["type"], "destination": row["to"] or {}}
    expected["fulfillable_on"] = option["latest_fulfillment_time"]
    return {
        "ucp": {**wire.envelope(wire.ORDER), "payment_handlers": wire.handlers()},
        **confirmed,
        "checkout_id": row["id"],
        "line_items": lines,
        "fulfillment": {"expectations": [expected], "events": []},
        "adjustments": [],
        "currency": seen["currency"],
        "totals": seen["totals"],
    }


def _wanted(body: Any) -> list[list[Any]]:
    """Ids and numbers. Raises Refused (400) on anything else."""
    items = body.get("line_items") if isinstance(body, Mapping) else None
    if not isinstance(items, list) or not 1 <= len(items) <= _MOST_LINES:
        raise Refused(400, "invalid_request", "line_items is needed.")
    return [_line(line) for line in items]


def _line(line: Any) -> list[Any]:
    item = line.get("item") if isinstance(line, Mapping) else None
    one = item.get("id") if isinstance(item, Mapping) else None
    quantity = line.get("quantity") if isinstance(line, Mapping) else None
    whole = isinstance(quantity, int) and not isinstance(quantity, bool) and 1 <= quantity <= _MOST_OF_ONE
    if not isinstance(one, str) or not one or not whole:
        raise Refused(400, "invalid_request", "Each line needs an item's id and a quantity of at least one.")
    return [one, quantity]


def _instrument(body: Any) -> Mapping[str, Any]:
    """The one chosen to pay with. Raises Refused (400) when there is none or it is not of the means offered."""
    payment = body.get("payment") if isinstance(body, Mapping) else None
    offered = payment.get("instruments") if isinstance(payment, Mapping) else None
    if not isinstance(offered, list) or not offered or not all(isinstance(i, Mapping) for i in offered):
        raise Refused(400, "invalid_request", "A means of payment is needed.")
    chosen: Mapping[str, Any] = next((i for i in offered if i.get("selected")), offered[0])
    if chosen.get("handler_id") != wire.COUNTER_ID:
        raise Refused(400, "invalid_payment_handler", "That means of payment is not offered here.")
    return chosen


def _chosen(places: Any, one: Any) -> Row | None:
    found = [p for p in places if isinstance(p, Mapping) and p.get("id")] if isinstance(places, list) else []
    return dict(next((p for p in found if p["id"] == one), found[0])) if found else None
