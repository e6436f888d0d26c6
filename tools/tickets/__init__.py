"""Tickets: what is on, seats together for exact terms, a ticket with a code, the way there in time, refunds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from assistant import Effect, Item, Plugin, Say, Setup, Slot, Terms, ToolContext, ToolError, ToolResult
from assistant.ports import Bookings, Place, Places, TravelTime
from assistant.types import Question
from tools.tickets import kept, replies, seating, venues
from tools.tickets.agenda import OrdersInAgenda
from tools.tickets.counter import Counter
from tools.tickets.films import film, genre_in
from tools.tickets.moving import Move, other
from tools.tickets.offline import DemonstrationCinemas
from tools.tickets.pretix import PREFIX as PRETIX
from tools.tickets.pretix import PretixHouse
from tools.tickets.pretix_api import Pretix
from tools.tickets.provider import Showing, TicketVendor, Wanted
from tools.tickets.trains import PREFIX as TRAIN
from tools.tickets.trains import DemonstrationTrains
from tools.tickets.wishes import Wish, film_wish, idea, is_train, journey, kind_of, window

_ASK_WHICH = Say(zh="要哪一场？", en="Which showing?")
_ASK_COUNT = Say(zh="要几张？", en="How many tickets?")
ShowingId = Annotated[str, "The showing: an id from a list.", Slot("item", ask=_ASK_WHICH, deciding=True)]
Quantity = Annotated[int, "How many tickets.", Slot("number", ask=_ASK_COUNT, deciding=True)]
Order = Annotated[str | None, "Which tickets; the only ones when not said.", Slot("item", deciding=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketsConfig:
    """`STEWARD_PLUGIN_TICKETS_PRETIX_URL`, `..._PRETIX_ORGANIZER`, `..._PRETIX_TOKEN`: a house that sells by pretix."""

    pretix_url: str = ""
    pretix_organizer: str = ""
    pretix_token: str = ""


def _vendor(setup: Setup) -> TicketVendor:
    home, config = setup.data_dir or Path("vendors/tickets"), setup.config or TicketsConfig()
    others: dict[str, TicketVendor] = {TRAIN: DemonstrationTrains(home)}
    if config.pretix_url:
        account = Pretix(url=config.pretix_url, organizer=config.pretix_organizer, token=config.pretix_token)
        others[PRETIX] = PretixHouse(account, setup.http)
    return Counter(DemonstrationCinemas(home), others)


plugin = Plugin(
    "tickets",
    summary=Say(zh="电影、演出和火车票", en="Films, shows and trains"),
    provider=_vendor,
    config=TicketsConfig,
    needs=(Places, TravelTime),
    provides={Bookings: OrdersInAgenda},
)


@plugin.tool(effect=Effect.READ)
async def search(
    ctx: ToolContext,
    title: Annotated[str | None, "A title."] = None,
    kind: Annotated[str | None, "movie, concert, train ..."] = None,
    at: Annotated[datetime | None, "Around what time; the evening when only a day is said."] = None,
    place: Annotated[str | None, "At or near which place."] = None,
    genre: Annotated[str | None, "A genre of film.", Slot("genre")] = None,
    like: Annotated[
        str | None, "An idea or a mood: what it should be like, in the user's words.", Slot("title")
    ] = None,
    origin: Annotated[str | None, "Of a train: from which town."] = None,
    destination: Annotated[str | None, "Of a train: to which town."] = None,
) -> ToolResult:
    """Find films and showings by title, genre, mood, time and place; and trains between towns."""
    if is_train(kind) or (origin and destination):
        wanted = await journey(ctx, origin, destination or place, at)
        if isinstance(wanted, Question):
            return ToolResult(question=wanted)
        return _found(ctx, await ctx.provider.showings((), wanted), Wish(), "train")
    wish = idea(like) if like else _film_or_event(ctx, title, kind, genre)
    start, until = window(ctx, at)
    asked = wish.exact.kind if wish.exact else "event" if wish.elsewhere else kind_of(kind)
    wanted = Wanted(kind=asked, films=wish.ids, title=title, genre=wish.genre, start=start, until=until)
    found = await ctx.provider.showings(await _houses(ctx, place, asked), wanted)
    if not found and wish.exact:
        return ToolResult(say=replies.not_showing(wish.exact), data=[])
    if wish.ids and not wish.exact:  # of what fits an idea, the best comes before the earliest
        rank = {known.title: n for n, i in enumerate(wish.ids) if (known := film(i))}
        found = sorted(found, key=lambda s: rank.get(s.title, len(rank)))
    return _found(ctx, found, wish, asked)


@plugin.tool(effect=Effect.COMMIT)
async def buy(ctx: ToolContext, terms: Terms, showing: ShowingId, quantity: Quantity = 1) -> ToolResult:
    """Buy tickets for a showing."""
    show = await venues.showing(ctx, showing)
    receipt = await ctx.provider.order(show, terms.hold, ctx.now)
    return await kept.bought(ctx, show, terms, receipt)


@buy.terms
async def quote(ctx: ToolContext, showing: ShowingId, quantity: Quantity = 1) -> Terms:
    """Seats that are held: what, when, where, which seats, the price with the fee."""
    show = await venues.showing(ctx, showing)
    try:
        offer = await ctx.provider.hold(show, quantity, key=ctx.call_id, now=ctx.now)
    except ToolError as error:
        if error.code not in ("sold_out", "too_late"):
            raise
        left = await venues.others(ctx, show, ctx.now, max(show.start, ctx.now) + timedelta(days=1))
        raise replies.with_alternatives(ctx, error, await venues.with_seats(ctx, left, quantity)) from error
    what = replies.seats(show, offer.seats, demonstration=_demonstration(ctx, show))
    return kept.terms(ctx, show, offer, what)


@buy.reconcile
async def what_became_of_it(ctx: ToolContext, terms: Terms, showing: ShowingId) -> ToolResult | None:
    """The tickets bought under this call's key, if any were."""
    show = await venues.showing(ctx, showing)
    receipt = await ctx.provider.look_up(show.id, ctx.call_id)
    return await kept.bought(ctx, show, terms, receipt) if receipt else ToolResult(error="not_bought")


@plugin.tool(effect=Effect.READ)
async def seats(ctx: ToolContext, showing: ShowingId) -> ToolResult:
    """Show the free seats of a showing."""
    show = await venues.showing(ctx, showing)
    all_of_them = await ctx.provider.free_seats(show, ctx.now)
    count, demonstration = sum(free for _, free in all_of_them), _demonstration(ctx, show)
    return ToolResult(
        say=replies.free(show, count, demonstration=demonstration),
        data={"free": count},
        items=(_item(ctx, show),),
        cards=(seating.card(show, all_of_them, demonstration=demonstration),) if show.seated else (),
    )


@plugin.tool(effect=Effect.COMMIT)
async def change(
    ctx: ToolContext,
    terms: Terms,
    order: Order = None,
    at: Annotated[datetime | None, "The new time.", Slot("instant", deciding=True)] = None,
    day: Annotated[date | None, "The new day, at about the hour it was.", Slot("day", deciding=True)] = None,
    prefer: Annotated[Literal["later", "earlier"] | None, "The next later or earlier one.", Slot("prefer")] = None,
    showing: Annotated[str | None, "The new showing: an id from a list.", Slot("item", deciding=True)] = None,
    quantity: Annotated[int | None, "How many tickets now.", Slot("number", deciding=True)] = None,
) -> ToolResult:
    """Exchange bought tickets for another showing, or for more or fewer of them."""
    old = await kept.order_of(ctx, order)
    show = await venues.showing(ctx, str(terms.details["showing"]))
    receipt = await ctx.provider.exchange(show, terms.hold, old.key, ctx.now)
    return await kept.bought(ctx, show, terms, receipt, before=old.key)


@change.terms
async def quote_change(
    ctx: ToolContext,
    order: Order = None,
    at: datetime | None = None,
    day: date | None = None,
    prefer: Literal["later", "earlier"] | None = None,
    showing: str | None = None,
    quantity: int | None = None,
) -> Terms:
    """The new seats, held before the old ones are given up; the difference in price, and what is kept of the old."""
    old = await kept.order_of(ctx, order)
    kept.begins(ctx, old.data)
    before = await venues.showing(ctx, old.data["showing"])
    move = Move(at=at, day=day, prefer=prefer, quantity=quantity)
    show = await venues.showing(ctx, showing) if showing else await other(ctx, old.data, before, move)
    count = quantity if quantity is not None else len(old.data["seats"])
    offer = await ctx.provider.hold(show, count, key=ctx.call_id, now=ctx.now, instead_of=old.key)
    agreed = kept.exchange_terms(ctx, old.data, show, offer)
    return replace(agreed, details={**agreed.details, "showing": show.id})


@change.reconcile
async def what_became_of_the_change(ctx: ToolContext, terms: Terms) -> ToolResult | None:
    """The tickets that replaced the old ones under this call's key, if they did."""
    show = await venues.showing(ctx, str(terms.details["showing"]))
    receipt = await ctx.provider.look_up(show.id, ctx.call_id)
    if receipt is None:
        return ToolResult(error="not_changed")
    return await kept.bought(ctx, show, terms, receipt, before=str(terms.details["from"]))


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, order: Order = None) -> ToolResult:
    """Give tickets back."""
    old = await kept.order_of(ctx, order)
    receipt = await ctx.provider.refund(str(old.data.get("showing", "")), old.key, ctx.now)
    return ToolResult(say=replies.refunded(old.data, terms.fee), receipt=receipt, changes=await kept.gone(ctx, old.key))


@cancel.terms
async def quote_refund(ctx: ToolContext, order: Order = None) -> Terms:
    """What is given back, and what is kept by the house when it is late."""
    old = await kept.order_of(ctx, order)
    return Terms(
        what=replies.giving_back(old.data),
        when=kept.begins(ctx, old.data),
        fee=kept.late_fee(ctx, old.data),
        details={"order": old.key},
    )


@cancel.reconcile
async def what_became_of_the_refund(ctx: ToolContext, terms: Terms) -> ToolResult | None:
    """Whether the order was given back."""
    reference = str(terms.details["order"])
    old = next((r for r in await ctx.records.all("order") if r.key == reference), None)
    if old is None:
        return None
    receipt = await ctx.provider.given_back(str(old.data.get("showing", "")), reference)
    if receipt is None:
        return ToolResult(error="not_given_back")
    said = replies.refunded(old.data, terms.fee)
    return ToolResult(say=said, receipt=receipt, changes=await kept.gone(ctx, reference))


@plugin.tool(effect=Effect.READ)
async def orders(ctx: ToolContext) -> ToolResult:
    """List the tickets that were bought."""
    mine = kept.coming(await ctx.records.all("order"), ctx.now)
    return ToolResult(say=replies.my_orders(ctx, mine), items=tuple(kept.item(r.data) for r in mine))


def _found(ctx: ToolContext, found: Sequence[Showing], wish: Wish, kind: str) -> ToolResult:
    """The first three said, the others on the card."""
    listed = replies.distinct(found)
    demonstration = all(_demonstration(ctx, s) for s in listed[:3])
    return ToolResult(
        say=replies.listing(ctx, listed[:3], genre=wish.genre, kind=kind, demonstration=demonstration),
        data=[replies.row(s) for s in listed[:8]],
        items=tuple(_item(ctx, s) for s in listed[:8]),
        cards=(replies.showtimes(ctx, listed[:40], demonstration),) if found else (),
    )


def _film_or_event(ctx: ToolContext, title: str | None, kind: str | None, genre: str | None) -> Wish:
    """A title that no film has may still be on at a house that sells by itself."""
    try:
        return film_wish(title, genre or (kind and genre_in(kind)))
    except ToolError:
        if PRETIX not in getattr(ctx.provider, "others", {}):
            raise
        return Wish(elsewhere=True)


async def _houses(ctx: ToolContext, place: str | None, kind: str) -> tuple[Place, ...]:
    """Where it could be shown. A stage that is no place of the map may still have something on."""
    try:
        return await venues.venues(ctx, place, "cinema" if kind == "movie" else "theatre")
    except ToolError:
        if kind == "movie" or PRETIX not in getattr(ctx.provider, "others", {}):
            raise
        return ()


def _demonstration(ctx: ToolContext, show: Showing) -> bool:
    vendor = ctx.provider.of(show.id) if isinstance(ctx.provider, Counter) else ctx.provider
    return bool(vendor.demonstration)


def _item(ctx: ToolContext, show: Showing) -> Item:
    price = {"amount": str(show.price.amount), "currency": show.price.currency}
    data: dict[str, Any] = {"price": price, "start": show.start.isoformat()}
    return Item(id=show.id, kind="showing", label=replies.label(ctx, show), argument="showing", data=data)
