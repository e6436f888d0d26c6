"""Restaurants: find one that fits, hear about it, book a table for exact terms, change or cancel it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Effect,
    Item,
    Money,
    Plugin,
    PutFollowUp,
    PutRecord,
    Say,
    Setup,
    Slot,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.moments import parse_instant
from assistant.ports import Place, Places, TravelTime
from assistant.types import Record
from tools.restaurants import replies
from tools.restaurants.offline import DemonstrationTables
from tools.restaurants.provider import Offer, TableVendor

_ASK_WHICH = Say(zh="要哪一家？", en="Which one?")
_ASK_WHEN = Say(zh="几点？", en="What time?")
_ASK_PEOPLE = Say(zh="几个人？", en="For how many people?")
Restaurant = Annotated[
    str, "The restaurant: an id from a list, or its name.", Slot("item", ask=_ASK_WHICH, deciding=True)
]
When = Annotated[datetime, "When to be there.", Slot("instant", ask=_ASK_WHEN, deciding=True)]
People = Annotated[int, "How many people.", Slot("people", ask=_ASK_PEOPLE, deciding=True)]
Booking = Annotated[str | None, "Which booking; the only one when not said.", Slot("item", deciding=True)]
_BEFORE = timedelta(minutes=15)  # spare time on the way
_UNKNOWN_WAY = timedelta(minutes=45)
_NEAR = 3_000.0  # metres


class RestaurantUnknown(ToolError):
    """I do not know that restaurant. Ask me to find one first."""

    code = "restaurant_unknown"
    zh = "我不知道这家餐厅，先让我找一找。"


class BookingUnknown(ToolError):
    """I know of no such booking."""

    code = "booking_unknown"
    zh = "没有找到这个预订。"


def _vendor(setup: Setup) -> TableVendor:
    places: Any = setup.ports.get(Places)
    return DemonstrationTables(
        setup.data_dir or Path("vendors/restaurants"), places.is_open if places else lambda place, at: None
    )


plugin = Plugin(
    "restaurants",
    summary=Say(zh="找餐厅、订座", en="Restaurants and tables"),
    provider=_vendor,
    needs=(Places, TravelTime),
)


@plugin.tool(effect=Effect.READ)
async def search(
    ctx: ToolContext,
    cuisine: Annotated[str | None, "A cuisine or a dish."] = None,
    place: Annotated[str | None, "Near which place; here when not said."] = None,
    at: Annotated[datetime | None, "Open, and with a table, at that time."] = None,
    party_size: Annotated[int | None, "For how many people.", Slot("people")] = None,
) -> ToolResult:
    """Find restaurants by cuisine, near here or a place, open and with a free table when a time is given."""
    places = _places(ctx)
    near = await _near(ctx, places, place)
    found = await places.find(kind="restaurant", cuisine=cuisine, near=near, within=_NEAR, open_at=at, limit=12)
    if not found and cuisine:
        found = await places.find(cuisine, near=near, open_at=at, limit=6)
        found = tuple(p for p in found if p.kind in ("restaurant", "cafe", "fast_food", "bar"))
    opening = {p.id: places.is_open(p, at or ctx.now) for p in found}
    # Asked for now, a house that is closed at this hour still answers "which Italian places are there".
    best = sorted(found, key=lambda p: opening[p.id] is False)
    if at is not None and party_size:
        best = [p for p in best if at in await ctx.provider.free_times(p, at, party_size, ctx.now)]
    return ToolResult(
        say=replies.listing(best[:3], opening, cuisine, at),
        data=[{"id": p.id, "name": p.name(), "cuisine": list(p.cuisine), "metres": p.metres} for p in best[:6]],
        items=tuple(replies.item(p, opening[p.id]) for p in best[:6]),
        cards=tuple(replies.card(p, opening[p.id], places.attribution) for p in best[:6]),
    )


@plugin.tool(effect=Effect.READ)
async def details(ctx: ToolContext, restaurant: Restaurant) -> ToolResult:
    """Say what is known about a restaurant: food, hours, address, telephone."""
    places = _places(ctx)
    found = await _restaurant(ctx, restaurant)
    is_open = places.is_open(found, ctx.now)
    return ToolResult(
        say=replies.details(found, is_open),
        items=(replies.item(found, is_open),),
        cards=(replies.card(found, is_open, places.attribution),),
    )


@plugin.tool(effect=Effect.COMMIT)
async def reserve(ctx: ToolContext, terms: Terms, restaurant: Restaurant, at: When, party_size: People) -> ToolResult:
    """Book a table at a restaurant."""
    place = await _restaurant(ctx, restaurant)
    receipt = await ctx.provider.book(place, terms.hold, ctx.now)
    leave = at - await _way(ctx, place)
    booking = {
        "reference": receipt.reference,
        "place": place.id,
        "name": {"zh": place.name("zh"), "en": place.name("en")},
        "at": at.isoformat(),
        "people": party_size,
        "late_fee": terms.details["late_fee"],
        "free_until": terms.details["free_until"],
    }
    remind = PutFollowUp.reminder(
        key=f"leave:{receipt.reference}",
        due_at=max(leave, ctx.now + timedelta(minutes=1)),
        say=replies.leave(place, at),
    )
    after = PutFollowUp.check_in(
        key=f"after:{receipt.reference}", due_at=at + timedelta(hours=3), say=replies.after(place)
    )
    return ToolResult(
        say=replies.booked(ctx, place, at, party_size, receipt, leave),
        receipt=receipt,
        items=(_booking_item(booking),),
        changes=(PutRecord(kind="booking", key=receipt.reference, data=booking), remind, after),
    )


@reserve.terms
async def quote(ctx: ToolContext, restaurant: Restaurant, at: When, party_size: People) -> Terms:
    """A held table: where, when, for how many, and what cancelling costs."""
    place = await _restaurant(ctx, restaurant)
    try:
        offer: Offer = await ctx.provider.hold(place, at, party_size, key=ctx.call_id, now=ctx.now)
    except ToolError as error:
        if error.code not in ("full", "closed", "taken"):
            raise
        other = await ctx.provider.free_times(place, at, party_size, ctx.now)
        raise replies.with_alternatives(ctx, error, [m for m in other if m != at][:2]) from error
    return Terms(
        what=replies.table(place, party_size, demonstration=offer.demonstration),
        when=at,
        valid_until=offer.held_until,
        hold=offer.hold,
        details={
            "free_until": offer.free_until.isoformat(),
            "late_fee": {"amount": str(offer.late_fee.amount), "currency": offer.late_fee.currency},
            "seats": offer.seats,
        },
    )


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, booking: Booking = None) -> ToolResult:
    """Cancel a table."""
    kept = await _booking(ctx, booking)
    receipt = await ctx.provider.cancel(kept.key, ctx.now)
    return ToolResult(
        say=replies.cancelled(kept.data["name"], terms.fee),
        receipt=receipt,
        changes=(DeleteRecord(kind="booking", key=kept.key), *await _drop_follow_ups(ctx, kept.key)),
    )


@cancel.terms
async def quote_cancel(ctx: ToolContext, booking: Booking = None) -> Terms:
    """What is given up, and what it costs by now."""
    kept = await _booking(ctx, booking)
    fee = kept.data["late_fee"]
    late = ctx.now > parse_instant(kept.data["free_until"])
    return Terms(
        what=replies.giving_up(kept.data["name"], kept.data["people"]),
        when=parse_instant(kept.data["at"]).astimezone(ctx.now.tzinfo),
        fee=Money(amount=Decimal(fee["amount"]), currency=fee["currency"]) if late else None,
    )


@plugin.tool(
    effect=Effect.READ,
    examples={
        "en": ["what tables have I booked", "which restaurant bookings do I have", "show my reservations"],
        "zh": ["我订了哪些餐厅", "我有哪些订座", "看看我的餐厅预订"],
    },
)
async def bookings(ctx: ToolContext) -> ToolResult:
    """List the tables that are booked."""
    kept = sorted(await ctx.records.all("booking"), key=lambda r: str(r.data["at"]))
    coming = [r for r in kept if parse_instant(r.data["at"]) > ctx.now]
    return ToolResult(say=replies.my_bookings(ctx, coming), items=tuple(_booking_item(r.data) for r in coming))


def _places(ctx: ToolContext) -> Places:
    places = ctx.port(Places)
    if places is None:
        raise ToolError(
            "No map is installed; add a city with: steward city add NAME.",
            "还没有安装地图，可以用 steward city add 添加城市。",
            code="no_map",
        )
    return places


async def _near(ctx: ToolContext, places: Places, words: str | None) -> Place | None:
    here = await places.here(ctx.user)
    if not words:
        return here
    found = await places.find(words, near=here, limit=1)
    if not found:
        raise ToolError(
            f"I do not know a place called {words}.", f"我在地图上没有找到“{words}”。", code="place_unknown"
        )
    return found[0]


async def _restaurant(ctx: ToolContext, words: str) -> Place:
    places = _places(ctx)
    if known := await places.get(words):
        return known
    here = await places.here(ctx.user)
    hits = await places.find(words, near=here, limit=5)
    found = next((p for p in hits if p.kind in ("restaurant", "cafe", "fast_food", "bar")), None)
    if found is None:
        raise RestaurantUnknown()
    return found


async def _booking(ctx: ToolContext, words: str | None) -> Record:
    """The booking meant. Raises BookingUnknown, or asks by naming them when there are several."""
    kept = [r for r in await ctx.records.all("booking") if parse_instant(r.data["at"]) > ctx.now]
    if words:
        folded = words.casefold()
        kept = [
            r
            for r in kept
            if folded == r.key.casefold() or any(folded in n.casefold() for n in r.data["name"].values())
        ]
    if not kept:
        raise BookingUnknown()
    if len(kept) > 1:
        raise replies.several(ctx, kept)
    return kept[0]


async def _drop_follow_ups(ctx: ToolContext, reference: str) -> list[Any]:
    open_ones = await ctx.follow_ups.open()
    return [CancelFollowUp(id=f.id) for f in open_ones if f.plugin == "restaurants" and f.key.endswith(f":{reference}")]


async def _way(ctx: ToolContext, place: Place) -> timedelta:
    """How long before the meal to set out."""
    travel, places = ctx.port(TravelTime), ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    if travel is None or here is None:
        return _UNKNOWN_WAY
    took = await travel.between(here, place)
    return (took or timedelta(minutes=30)) + _BEFORE


def _booking_item(booking: Any) -> Item:
    label = Say(zh=booking["name"]["zh"], en=booking["name"]["en"])
    return Item(id=booking["reference"], kind="booking", label=label, argument="booking")
