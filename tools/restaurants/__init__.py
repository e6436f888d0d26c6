"""Restaurants: find one that fits, hear about it, book a table or order food for exact terms, change or cancel it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from assistant import (
    Effect,
    Money,
    Plugin,
    Say,
    Slot,
    Terms,
    ToolContext,
    ToolResult,
)
from assistant.moments import parse_instant
from assistant.ports import Bookings, Places, TravelTime
from tools.restaurants import by_hand, finding, food_replies, houses, needs, ordering, replies, tables
from tools.restaurants.agenda import TablesInAgenda
from tools.restaurants.choosing import RestaurantsConfig, make_vendors

_ASK_WHICH = Say(zh="要哪一家？", en="Which one?")
_ASK_WHEN = Say(zh="几点？", en="What time?")
_ASK_PEOPLE = Say(zh="几个人？", en="For how many people?")
_ASK_DISH = Say(zh="要点什么？", en="What would you like?")
Restaurant = Annotated[
    str, "The restaurant: an id from a list, or its name.", Slot("item", ask=_ASK_WHICH, deciding=True)
]
When = Annotated[datetime, "When to be there.", Slot("instant", ask=_ASK_WHEN, deciding=True)]
People = Annotated[int, "How many people.", Slot("people", ask=_ASK_PEOPLE, deciding=True)]
Dish = Annotated[str, "What to eat: an id from a menu, or its name.", Slot("item", ask=_ASK_DISH, deciding=True)]
Mode = Annotated[str | None, "deliver, or collect; collected when not said.", Slot("mode", deciding=True)]
Said = Annotated[str | None, "The order in words, when it is of several dishes.", Slot("sentence")]
Booking = Annotated[str | None, "Which booking; the only one when not said.", Slot("item", deciding=True)]


plugin = Plugin(
    "restaurants",
    summary=Say(zh="找餐厅、订座、点餐", en="Restaurants, tables and take-away"),
    provider=make_vendors,
    config=RestaurantsConfig,
    needs=(Places, TravelTime),
    provides={Bookings: TablesInAgenda},
)


@plugin.tool(effect=Effect.READ)
async def search(
    ctx: ToolContext,
    cuisine: Annotated[str | None, "A cuisine or a dish."] = None,
    place: Annotated[str | None, "Near which place; here when not said."] = None,
    at: Annotated[datetime | None, "Open, and with a table, at that time."] = None,
    party_size: Annotated[int | None, "For how many people.", Slot("people")] = None,
    budget: Annotated[Money | None, "What a dish may cost at most."] = None,
) -> ToolResult:
    """Find restaurants by cuisine and price, near here or a place, open and with a free table when a time is given."""
    wish = finding.Wish(cuisine=cuisine, place=place, at=at, party_size=party_size, budget=budget)
    places, wishes = houses.places(ctx), await needs.remembered(ctx)
    found = await finding.best(ctx, wish, wishes)
    said = replies.listing([f.place for f in found[:3]], {f.place.id: f.reason for f in found}, cuisine, at)
    demonstration = replies.of_demonstration(prices=budget is not None, tables=wish.with_table)
    for more in (wishes.say, demonstration) if found else ():
        said = more + said if more else said
    return ToolResult(
        say=said,
        data=[
            {"id": f.place.id, "name": f.place.name(), "cuisine": list(f.place.cuisine), "metres": f.place.metres}
            for f in found[:6]
        ],
        items=tuple(replies.item(f.place, f.is_open) for f in found[:6]),
        cards=tuple(replies.card(f.place, f.is_open, places.attribution) for f in found[:6]),
    )


@plugin.tool(effect=Effect.READ)
async def details(ctx: ToolContext, restaurant: Restaurant) -> ToolResult:
    """Say what is known about a restaurant: food, hours, address, telephone."""
    places = houses.places(ctx)
    found = await houses.restaurant(ctx, restaurant)
    is_open = places.is_open(found, ctx.now)
    return ToolResult(
        say=replies.details(found, is_open),
        items=(replies.item(found, is_open),),
        cards=(replies.card(found, is_open, places.attribution),),
    )


@plugin.tool(effect=Effect.COMMIT)
async def reserve(ctx: ToolContext, terms: Terms, restaurant: Restaurant, at: When, party_size: People) -> ToolResult:
    """Book a table at a restaurant."""
    place = await houses.restaurant(ctx, restaurant)
    receipt = await ctx.provider.tables.book(place, terms.hold, ctx.now)
    return await tables.booked(ctx, place, at, party_size, receipt, terms)


@reserve.terms
async def quote(ctx: ToolContext, restaurant: Restaurant, at: When, party_size: People) -> Terms:
    """A held table: where, when, for how many, and what cancelling costs."""
    place = await houses.restaurant(ctx, restaurant)
    offer = await tables.offered(ctx, place, at, party_size)
    return tables.terms(replies.table(place, party_size, demonstration=offer.demonstration), at, offer)


@reserve.reconcile
async def what_became_of_it(
    ctx: ToolContext, terms: Terms, restaurant: Restaurant, at: When, party_size: People
) -> ToolResult | None:
    """The table booked under this call's key, if one was."""
    receipt = await ctx.provider.tables.look_up(ctx.call_id)
    if receipt is None:
        return ToolResult(error="not_booked")
    return await tables.booked(ctx, await houses.restaurant(ctx, restaurant), at, party_size, receipt, terms)


@plugin.tool(effect=Effect.COMMIT)
async def change(
    ctx: ToolContext,
    terms: Terms,
    booking: Booking = None,
    at: Annotated[datetime | None, "The new time; the old one when not said.", Slot("instant", deciding=True)] = None,
    party_size: Annotated[int | None, "How many people now.", Slot("people", deciding=True)] = None,
) -> ToolResult:
    """Move a booked table to another time, or make it one for more or fewer people."""
    kept = await houses.booking(ctx, booking)
    place = await houses.restaurant(ctx, kept.data["place"])
    when, people = tables.wanted(ctx, kept, at, party_size)
    receipt = await ctx.provider.tables.exchange(place, kept.key, terms.hold, ctx.now)
    return await tables.exchanged(ctx, kept, place, when, people, receipt, terms)


@change.reconcile
async def what_became_of_the_change(
    ctx: ToolContext, terms: Terms, booking: Booking = None, at: datetime | None = None, party_size: int | None = None
) -> ToolResult | None:
    """The table that replaced the old one under this call's key, if it did."""
    receipt = await ctx.provider.tables.look_up(ctx.call_id)
    if receipt is None:
        return ToolResult(error="not_changed")
    kept = await houses.booking(ctx, booking)
    place = await houses.restaurant(ctx, kept.data["place"])
    when, people = tables.wanted(ctx, kept, at, party_size)
    return await tables.exchanged(ctx, kept, place, when, people, receipt, terms)


@change.terms
async def quote_change(
    ctx: ToolContext, booking: Booking = None, at: datetime | None = None, party_size: int | None = None
) -> Terms:
    """The new table, held before the old one is given up, and the late fee where it is late."""
    kept = await houses.booking(ctx, booking)
    place = await houses.restaurant(ctx, kept.data["place"])
    when, people = tables.wanted(ctx, kept, at, party_size)
    offer = await tables.offered(ctx, place, when, people, instead_of=kept.key)
    what = replies.changing(kept.data["name"], people, demonstration=offer.demonstration)
    made = tables.terms(what, when, offer)
    details = {**made.details, "replaces": f"restaurants:{kept.key}"}
    return replace(made, fee=tables.late_fee(ctx, kept), details=details)


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, booking: Booking = None) -> ToolResult:
    """Cancel a table."""
    kept = await houses.booking(ctx, booking)
    receipt = await ctx.provider.tables.cancel(kept.key, ctx.now)
    return await tables.given_up(ctx, kept, receipt, terms)


@cancel.terms
async def quote_cancel(ctx: ToolContext, booking: Booking = None) -> Terms:
    """What is given up, and what it costs by now."""
    try:
        kept = await houses.booking(ctx, booking)
    except houses.BookingUnknown:
        await ordering.must_not_cook(ctx)
        raise
    return Terms(
        what=replies.giving_up(kept.data["name"], kept.data["people"]),
        when=parse_instant(kept.data["at"]).astimezone(ctx.now.tzinfo),
        fee=tables.late_fee(ctx, kept),
    )


@cancel.reconcile
async def what_became_of_the_cancelling(ctx: ToolContext, terms: Terms, booking: Booking = None) -> ToolResult | None:
    """Whether the table was given back."""
    kept = await houses.booking(ctx, booking)
    receipt = await ctx.provider.tables.cancelled(kept.key)
    return await tables.given_up(ctx, kept, receipt, terms) if receipt else ToolResult(error="not_cancelled")


@plugin.tool(effect=Effect.READ)
async def menu(
    ctx: ToolContext,
    restaurant: Annotated[str | None, "Whose menu; houses that take orders now when not said.", Slot("item")] = None,
    cuisine: Annotated[str | None, "A cuisine or a dish."] = None,
) -> ToolResult:
    """Show what can be ordered at a restaurant; without one, which restaurants take orders now."""
    places = houses.places(ctx)
    wishes = await needs.remembered(ctx)
    if restaurant is None:
        found = needs.fitting_first(await houses.open_now(ctx, cuisine=cuisine), wishes)
        return ToolResult(
            say=replies.listing(found[:3], {}, cuisine, ctx.now),
            items=tuple(replies.item(p, True) for p in found[:6]),
            cards=tuple(replies.card(p, True, places.attribution) for p in found[:6]),
        )
    place = await houses.restaurant(ctx, restaurant)
    dishes = await by_hand.asked(place, ctx.provider.kitchens.menu(place, ctx.now))
    demonstration = not ctx.provider.kitchens.is_real(place)
    return ToolResult(
        say=food_replies.menu(place, dishes, wishes, demonstration=demonstration),
        items=food_replies.items(place, [d for d in dishes if d.available and not wishes.forbid(d)]),
        cards=(food_replies.card(place, dishes, wishes, demonstration=demonstration),),
    )


@plugin.tool(effect=Effect.COMMIT)
async def order(
    ctx: ToolContext,
    terms: Terms,
    dish: Dish,
    quantity: Annotated[int | None, "How many portions; one when not said.", Slot("number", deciding=True)] = None,
    restaurant: Annotated[str | None, "From which restaurant.", Slot("item", deciding=True)] = None,
    text: Said = None,
    mode: Mode = None,
) -> ToolResult:
    """Order food from a restaurant, to collect or to be brought home; paid on receiving it."""
    wanted = await ordering.read(ctx, dish, quantity, restaurant, text, mode)
    kitchens, place, hold = ctx.provider.kitchens, wanted.place, terms.hold
    receipt = await by_hand.asked(place, kitchens.order(place, hold, terms.price, key=ctx.call_id, now=ctx.now))
    return await ordering.ordered(ctx, wanted, receipt, terms)


@order.terms
async def quote_order(
    ctx: ToolContext,
    dish: Dish,
    quantity: int | None = None,
    restaurant: str | None = None,
    text: str | None = None,
    mode: str | None = None,
) -> Terms:
    """A basket: the dishes, the price with the way, when it is ready."""
    wanted = await ordering.read(ctx, dish, quantity, restaurant, text, mode)
    basket = await ordering.offered(ctx, wanted)
    return ordering.terms(wanted, basket, demonstration=not ctx.provider.kitchens.is_real(wanted.place))


@order.reconcile
async def what_became_of_the_order(
    ctx: ToolContext,
    terms: Terms,
    dish: Dish,
    quantity: int | None = None,
    restaurant: str | None = None,
    text: str | None = None,
    mode: str | None = None,
) -> ToolResult | None:
    """The order made under this call's key, if one was."""
    wanted = await ordering.read(ctx, dish, quantity, restaurant, text, mode)
    looking = ctx.provider.kitchens.look_up(
        wanted.place, wanted.wanted, key=ctx.call_id, now=ctx.now, deliver_to=wanted.to
    )
    receipt = await looking
    return await ordering.ordered(ctx, wanted, receipt, terms) if receipt else ToolResult(error="not_ordered")


@plugin.tool(
    effect=Effect.READ,
    examples={
        "en": ["what tables have I booked", "which restaurant bookings do I have", "show my reservations"],
        "zh": ["我订了哪些餐厅", "我有哪些订座", "看看我的餐厅预订"],
    },
)
async def bookings(ctx: ToolContext) -> ToolResult:
    """List the tables that are booked and the food that is on its way."""
    kept = sorted(await ctx.records.all("booking"), key=lambda r: str(r.data["at"]))
    coming = [r for r in kept if parse_instant(r.data["at"]) > ctx.now]
    cooking = await ordering.on_the_way(ctx)
    said = replies.my_bookings(ctx, coming) if coming or not cooking else Say(zh="", en="")
    if cooking:
        said = said + food_replies.my_orders(ctx, cooking)
    return ToolResult(say=said, items=tuple(tables.item(r.data) for r in coming))
