"""A house that sells by pretix: its events with their seats or quotas, held in a cart, ordered, cancelled."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from assistant import Money, Receipt, Say
from assistant.errors import EffectUnknown, ToolError
from assistant.ports import Place
from tools.stock import HoldExpired
from tools.tickets.pretix_api import Api, Pretix
from tools.tickets.provider import (
    MOST,
    NoShowing,
    NotThere,
    SeatOffer,
    Showing,
    SoldOut,
    TooLate,
    Wanted,
    WrongQuantity,
)
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish, make_client

PREFIX = "pretix"
_ABOUT = timedelta(hours=2)  # of an event that does not say when it ends
_MOST_EVENTS = 12
_TRIES = 3
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # of an order's code: pretix allows no O and no 1
_CART = "@api"


class PaidAlready(ToolError):
    """Those tickets are paid; the house itself has to refund them."""

    code = "paid_already"
    zh = "这些票已经付款，需要联系主办方退款。"


class PretixHouse:
    """Fulfils `TicketVendor`. Orders are made unpaid; the ticket has the link to pay. Nothing here is demonstration."""

    demonstration = False

    def __init__(self, account: Pretix, http: httpx.AsyncClient | None = None) -> None:
        self._account, self._client = account, http

    @property
    def api(self) -> Api:
        self._client = self._client or make_client()
        return Api(self._account, self._client)

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        since = wanted.start.astimezone(UTC).isoformat()
        rows = await self.api.all("events/", live="true", is_public="true", ends_after=since)
        named = [r for r in rows if _fits(r, wanted)][:_MOST_EVENTS]
        found = await asyncio.gather(*(self._dates(row) for row in named))
        inside = (s for shows in found for s in shows if wanted.start <= s.start <= wanted.until)
        return tuple(sorted(inside, key=lambda s: s.start))

    async def showing(self, venue: Place | None, showing_id: str) -> Showing:
        slug = _parts(showing_id)[1]
        try:
            event = await self.api.find(f"events/{slug}/")
        except ServiceRefused as error:  # what pretix says of an event it does not have, too
            raise NoShowing() from error
        shows = await self._dates(event) if event else []
        found = next((s for s in shows if s.id == showing_id), None)
        if found is None:
            raise NoShowing()
        return found

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        with _readable():
            if showing.seated:
                return tuple((_seat_name(s), _is_free(s)) for s in await self._seats(showing))
            left = min(await self._left(showing), 200)
        return tuple((f"{n + 1}", True) for n in range(left))

    async def hold(
        self, showing: Showing, quantity: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> SeatOffer:
        if instead_of:
            raise NotThere()
        if not 1 <= quantity <= MOST:
            raise WrongQuantity()
        if showing.start <= now:
            raise TooLate()
        cart = _cart(key)
        with _readable():
            for _ in range(_TRIES):
                mine = await self._in_cart(showing, cart) or await self._fill(showing, quantity, cart)
                if mine:
                    return self._offer(showing, cart, mine)
        raise SoldOut()

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
        held, slug = json.loads(hold), _parts(showing.id)[1]
        code = _code(held["cart"])
        body = {
            "code": code,
            "locale": "en",
            "send_email": False,
            "consume_carts": [held["cart"]],
            "positions": held["positions"],
        }
        try:
            status, made = await self.api.post(f"events/{slug}/orders/", body, key=code)
        except ServiceDown as error:
            # The answer got lost, and the order perhaps not: whether it is there decides.
            if (receipt := await self._after_all(showing.id, held["cart"])) is not None:
                return receipt
            raise EffectUnknown() from error
        if status == 201:
            return _receipt(made)
        if (known := await self._order(slug, code)) is not None:  # this very order, made before
            return _receipt(known)
        raise _refusal(made)

    async def exchange(self, showing: Showing, hold: str, reference: str, now: datetime) -> Receipt:
        raise NotThere()

    async def refund(self, showing_id: str, reference: str, now: datetime) -> Receipt:
        slug = _parts(showing_id)[1]
        before = await self._order(slug, reference)
        if before is None:
            raise NoShowing()
        if before["status"] == "p" and Decimal(str(before["total"])) > 0:
            raise PaidAlready()
        if before["status"] != "c":
            status, _ = await self.api.post(f"events/{slug}/orders/{reference}/mark_canceled/", {"send_email": False})
            if status != 200:
                raise ServiceRefused()
        return _cancelled(before)

    async def look_up(self, showing_id: str, key: str) -> Receipt | None:
        found = await self._order(_parts(showing_id)[1], _code(_cart(key)))
        return _receipt(found) if found is not None and found["status"] in ("n", "p") else None

    async def given_back(self, showing_id: str, reference: str) -> Receipt | None:
        found = await self._order(_parts(showing_id)[1], reference)
        return _cancelled(found) if found is not None and found["status"] == "c" else None

    async def _after_all(self, showing_id: str, cart: str) -> Receipt | None:
        try:
            found = await self._order(_parts(showing_id)[1], _code(cart))
        except ToolError:
            return None
        return _receipt(found) if found is not None else None

    async def _order(self, slug: str, code: str) -> Any | None:
        return await self.api.find(f"events/{slug}/orders/{code}/")

    async def _dates(self, event: Mapping[str, Any]) -> list[Showing]:
        """Each date of an event with what a ticket costs; none when nothing of it is sold here."""
        with _readable():
            items = await self._items(str(event["slug"]))
            if not items:
                return []
            if not event["has_subevents"]:
                return [_showing(event, event, 0, items)]
            dates = await self.api.all(f"events/{event['slug']}/subevents/", active="true")
            return [_showing(event, date, int(date["id"]), items) for date in dates]

    async def _items(self, slug: str) -> dict[int, Decimal]:
        """What admits a person and needs no further choice: item -> price."""
        rows = await self.api.all(f"events/{slug}/items/", active="true")
        plain = (r for r in rows if r["admission"] and not r["has_variations"] and not r["require_voucher"])
        return {int(r["id"]): Decimal(str(r["default_price"])) for r in plain}

    async def _seats(self, showing: Showing) -> list[Any]:
        _, slug, date = _parts(showing.id)
        where = f"events/{slug}/subevents/{date}/seats/" if date else f"events/{slug}/seats/"
        return await self.api.all(where)

    async def _left(self, showing: Showing) -> int:
        """How many tickets the quotas leave."""
        _, slug, date = _parts(showing.id)
        item = min(await self._items(slug))
        rows = await self.api.all(f"events/{slug}/quotas/", with_availability="true")
        mine = [r for r in rows if item in r["items"] and (r["subevent"] or 0) == date]
        counts = [r["available_number"] for r in mine if r["available_number"] is not None]
        return 0 if not mine else min(counts, default=MOST)

    async def _fill(self, showing: Showing, quantity: int, cart: str) -> list[Any]:
        """Put the best seats (or places) into a cart, all or none; an empty list when somebody was faster."""
        _, slug, date = _parts(showing.id)
        items = await self._items(slug)
        chosen: list[Any] = [None] * quantity
        if showing.seated:
            chosen = _together([s for s in await self._seats(showing) if _is_free(s)], quantity)
        if len(chosen) < quantity:
            raise SoldOut()
        wanted = [_position(seat, items, date) | {"cart_id": cart} for seat in chosen]
        status, answer = await self.api.post(f"events/{slug}/cartpositions/bulk_create/", wanted)
        if status != 200:
            raise ServiceRefused()
        made = [r["data"] for r in answer["results"] if r["success"]]
        if len(made) == quantity:
            return made
        for one in made:
            await self.api.delete(f"events/{slug}/cartpositions/{one['id']}/")
        if not showing.seated:
            raise SoldOut()
        return []

    async def _in_cart(self, showing: Showing, cart: str) -> list[Any]:
        """What this call has put there before and is still held."""
        answer = await self.api.get(f"events/{_parts(showing.id)[1]}/cartpositions/", ordering="-datetime")
        mine = [r for r in answer["results"] if r["cart_id"] == cart]
        # The house keeps its own time, whatever the assistant's clock says.
        return mine if mine and all(datetime.fromisoformat(r["expires"]) > datetime.now(UTC) for r in mine) else []

    def _offer(self, showing: Showing, cart: str, held: Sequence[Mapping[str, Any]]) -> SeatOffer:
        ordered = sorted(held, key=lambda p: int(p["id"]))
        positions = [
            {
                "item": p["item"],
                "price": p["price"],
                "subevent": p["subevent"],
                "seat": (p["seat"] or {}).get("seat_guid"),
            }
            for p in ordered
        ]
        positions = [{k: v for k, v in p.items() if v is not None} for p in positions]
        currency = showing.price.currency
        total = sum((Decimal(str(p["price"])) for p in ordered), Decimal(0))
        until = min(datetime.fromisoformat(p["expires"]) for p in ordered)
        return SeatOffer(
            hold=json.dumps({"cart": cart, "positions": positions}),
            seats=tuple(_seat_name(p["seat"]) if p["seat"] else "" for p in ordered),
            price=Money(amount=total, currency=currency),
            fee=Money(amount=Decimal(0), currency=currency),
            late_fee=Money(amount=Decimal(0), currency=currency),
            held_until=until,
            free_until=showing.start,
        )


@contextmanager
def _readable() -> Iterator[None]:
    """What has not the shape of pretix's answers is rubbish, whatever we stumbled over."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, InvalidOperation) as error:
        raise ServiceRubbish() from error


def _showing(event: Mapping[str, Any], date: Mapping[str, Any], number: int, items: Mapping[int, Decimal]) -> Showing:
    zone = ZoneInfo(str(event["timezone"]))
    start = datetime.fromisoformat(str(date["date_from"])).astimezone(zone)
    end = datetime.fromisoformat(str(date["date_to"])).astimezone(zone) if date.get("date_to") else start + _ABOUT
    overrides = {int(o["item"]): o["price"] for o in date.get("item_price_overrides") or [] if o["price"] is not None}
    price = min(Decimal(str(overrides.get(item, usual))) for item, usual in items.items())
    return Showing(
        id=f"{PREFIX}|{event['slug']}|{number}",
        kind="event",
        title=_words(date["name"]),
        venue=_words(date.get("location") or event.get("location") or event["name"]).en.split("\n")[0],
        venue_id=PREFIX,
        start=start,
        until=end,
        price=Money(amount=price, currency=str(event["currency"])),
        minutes=int((end - start).total_seconds() // 60),
        line=str(event["slug"]),
        seated=bool(date.get("seating_plan")),
    )


def _fits(event: Mapping[str, Any], wanted: Wanted) -> bool:
    """With a title, those called so; of a pretix event nobody knows whether it is a play or a concert."""
    if wanted.title:
        said = wanted.title.casefold()
        return any(said in str(name).casefold() for name in dict(event["name"]).values())
    return wanted.kind == "event"


def _words(name: Mapping[str, str]) -> Say:
    anything = next((v for v in name.values() if v), "")
    zh = name.get("zh-hans") or name.get("zh-hant") or anything
    return Say(zh=str(zh), en=str(name.get("en") or anything))


def _parts(showing_id: str) -> tuple[str, str, int]:
    try:
        prefix, slug, number = showing_id.split("|")
        if not slug.replace("-", "").replace(".", "").replace("_", "").isalnum():
            raise NoShowing()
        return prefix, slug, int(number)
    except ValueError as error:
        raise NoShowing() from error


def _position(seat: Any | None, items: Mapping[int, Decimal], date: int) -> dict[str, Any]:
    item = int(seat["product"]) if seat else min(items)
    if item not in items:
        raise SoldOut()
    made: dict[str, Any] = {"item": item, "price": str(items[item])}
    return made | ({"subevent": date} if date else {}) | ({"seat": seat["seat_guid"]} if seat else {})


def _together(free: Sequence[Any], quantity: int) -> list[Any]:
    """Seats of one row next to each other in the house's own order, else simply the first ones."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for seat in free:
        if seat["product"] is not None:
            rows.setdefault((str(seat["zone_name"]), str(seat["row_name"])), []).append(seat)
    for row in rows.values():
        row.sort(key=lambda s: _number(s["seat_number"]))
        for i in range(len(row) - quantity + 1):
            run = row[i : i + quantity]
            if _number(run[-1]["seat_number"]) - _number(run[0]["seat_number"]) == quantity - 1:
                return run
    return [seat for row in rows.values() for seat in row][:quantity]


def _number(text: str) -> int:
    digits = "".join(c for c in str(text) if c.isdigit())
    return int(digits) if digits else 0


def _seat_name(seat: Mapping[str, Any]) -> str:
    return "-".join(str(seat[k]) for k in ("zone_name", "row_name", "seat_number") if seat.get(k))


def _is_free(seat: Mapping[str, Any]) -> bool:
    taken = seat["orderposition"] or seat["cartposition"] or seat["voucher"] or seat["blocked"]
    return not taken


def _cart(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32] + _CART


def _code(cart: str) -> str:
    """The order's code, from the cart alone: an order whose answer got lost can be found again."""
    number = int(cart.removesuffix(_CART), 16)
    return "".join(_LETTERS[(number >> (5 * n)) % 32] for n in range(12))


def _refusal(answer: Any) -> ToolError:
    text = json.dumps(answer, ensure_ascii=False).casefold()
    if "expired" in text:
        return HoldExpired()
    return SoldOut() if "seat" in text or "quota" in text or "available" in text else ServiceRefused()


def _receipt(order: Mapping[str, Any]) -> Receipt:
    try:
        positions = [p for p in order["positions"] if not p.get("canceled")]
        unpaid = order["status"] == "n" and Decimal(str(order["total"])) > 0
        data = {
            "seats": [_seat_name(p["seat"]) if p.get("seat") else "" for p in positions],
            "code": str(positions[0]["secret"]),
            "pay_at": str(order["url"]) if unpaid else None,
        }
        text = Say(zh="已下单，未付款", en="Ordered, not paid yet") if unpaid else Say(zh="已出票", en="Tickets issued")
        return Receipt(provider="pretix", reference=str(order["code"]), text=text, data=data)
    except (KeyError, TypeError, IndexError, InvalidOperation) as error:
        raise EffectUnknown() from error


def _cancelled(order: Mapping[str, Any]) -> Receipt:
    text = Say(zh="已取消订单", en="Order cancelled")
    return Receipt(provider="pretix", reference=str(order["code"]), text=text)
