"""Tickets: what is on, seats together for exact terms, a ticket with a code, the way there in time, refunds."""

from __future__ import annotations

from datetime import datetime, time, timedelta
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
from tools.tickets import replies, seating
from tools.tickets.films import Film, by_title, film, genre_in, suggest
from tools.tickets.offline import DemonstrationCinemas
from tools.tickets.provider import SeatOffer, Showing, TicketVendor, Wanted

_ASK_WHICH = Say(zh="要哪一场？", en="Which showing?")
_ASK_COUNT = Say(zh="要几张？", en="How many tickets?")
ShowingId = Annotated[str, "The showing: an id from a list.", Slot("item", ask=_ASK_WHICH, deciding=True)]
Quantity = Annotated[int, "How many tickets.", Slot("number", ask=_ASK_COUNT, deciding=True)]
Order = Annotated[str | None, "Which tickets; the only ones when not said.", Slot("item", deciding=True)]
_FAR = 20_000.0  # metres to a cinema
_JUST_NOW = timedelta(hours=6)  # what began so long ago is still what the user means
_AFTER = timedelta(minutes=30)
_EARLY = timedelta(minutes=15)
_UNKNOWN_WAY = timedelta(minutes=45)
_ANY_CINEMA = frozenset({"cinema", "cinemas", "movies", "movie theater", "movie theatre", "电影院", "影院", "影城"})
_NO_TITLE = frozenset({"什", "什么", "啥", "哪些", "what"})  # 电影院放什么 asks for no film by name
_KINDS = {
    "movie": ("movie", "film", "电影"),
    "concert": ("concert", "音乐会", "交响"),
    "theatre": ("theatre", "theater", "play", "opera", "ballet", "musical", "话剧", "戏", "歌剧", "芭蕾", "舞剧"),
    "event": ("event", "show", "演出", "演唱会"),
}


class NotOffered(ToolError):
    """I can find and buy tickets for the cinema, the theatre and concerts; not that kind yet."""

    code = "kind_not_offered"
    zh = "我现在能查和买电影、戏剧和音乐会的票，这种票还不行。"


class ShowingUnknown(ToolError):
    """Ask me what is on first, then say which one."""

    code = "showing_unknown"
    zh = "先让我查一下场次，再说要哪一场。"


class OrderUnknown(ToolError):
    """I know of no such tickets."""

    code = "order_unknown"
    zh = "没有找到这些票。"


def _vendor(setup: Setup) -> TicketVendor:
    return DemonstrationCinemas(setup.data_dir or Path("vendors/tickets"))


plugin = Plugin(
    "tickets",
    summary=Say(zh="电影和演出票", en="Films and tickets"),
    provider=_vendor,
    needs=(Places, TravelTime),
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
) -> ToolResult:
    """Find films and showings by title, genre, mood, time and place."""
    wish = _like(like) if like else _wish(title, genre or (kind and genre_in(kind)))
    start, until = _window(ctx, at)
    asked = wish.exact.kind if wish.exact else _kind(kind)
    venues = await _venues(ctx, place, "cinema" if asked == "movie" else "theatre")
    wanted = Wanted(kind=asked, films=wish.ids, genre=wish.genre, start=start, until=until)
    found = await ctx.provider.showings(venues, wanted)
    if not found and wish.exact:
        return ToolResult(say=replies.not_showing(wish.exact), data=[])
    if wish.ids and not wish.exact:  # of what fits an idea, the best comes before the earliest
        rank = {known.title: n for n, i in enumerate(wish.ids) if (known := film(i))}
        found = sorted(found, key=lambda s: rank.get(s.title, len(rank)))
    listed = replies.distinct(found)
    return ToolResult(
        say=replies.listing(ctx, listed[:3], genre=wish.genre, kind=asked),
        data=[replies.row(s) for s in listed[:8]],
        items=tuple(_item(ctx, s) for s in listed[:8]),
        cards=(replies.showtimes(ctx, found[:40], ctx.provider.demonstration),) if found else (),
    )


@plugin.tool(effect=Effect.COMMIT)
async def buy(ctx: ToolContext, terms: Terms, showing: ShowingId, quantity: Quantity = 1) -> ToolResult:
    """Buy tickets for a showing."""
    show = await _showing(ctx, showing)
    receipt = await ctx.provider.order(show, terms.hold, ctx.now)
    mine = terms.details["seats"]
    order = {
        "reference": receipt.reference,
        "title": {"zh": show.title.zh, "en": show.title.en},
        "venue": show.venue,
        "start": show.start.isoformat(),
        "seats": mine,
        "price": {"amount": str(terms.price.amount), "currency": terms.price.currency} if terms.price else None,
        "free_until": terms.details["free_until"],
    }
    hall = await ctx.provider.free_seats(show, ctx.now)
    leave = show.start - await _way(ctx, show)
    remind = PutFollowUp.reminder(
        key=f"leave:{receipt.reference}",
        due_at=max(leave, ctx.now + timedelta(minutes=1)),
        say=replies.leave(show, mine),
    )
    after = PutFollowUp.check_in(key=f"after:{receipt.reference}", due_at=show.until + _AFTER, say=replies.after(show))
    return ToolResult(
        say=replies.bought(ctx, show, mine, receipt, leave),
        receipt=receipt,
        items=(_order_item(order),),
        cards=(replies.ticket(ctx, show, mine, receipt), seating.card(show, hall, mine)),
        changes=(PutRecord(kind="order", key=receipt.reference, data=order), remind, after),
    )


@buy.terms
async def quote(ctx: ToolContext, showing: ShowingId, quantity: Quantity = 1) -> Terms:
    """Seats that are held: what, when, where, which seats, the price with the fee."""
    show = await _showing(ctx, showing)
    try:
        offer: SeatOffer = await ctx.provider.hold(show, quantity, key=ctx.call_id, now=ctx.now)
    except ToolError as error:
        if error.code not in ("sold_out", "too_late"):
            raise
        raise replies.with_alternatives(ctx, error, await _other_times(ctx, show, quantity)) from error
    return Terms(
        what=replies.seats(show, offer.seats, demonstration=ctx.provider.demonstration),
        when=show.start.astimezone(ctx.now.tzinfo),
        price=offer.price,
        fee=offer.fee if offer.fee.amount else None,
        provider=show.venue,
        valid_until=offer.held_until,
        hold=offer.hold,
        details={"seats": list(offer.seats), "free_until": offer.free_until.isoformat()},
    )


@plugin.tool(effect=Effect.READ)
async def seats(ctx: ToolContext, showing: ShowingId) -> ToolResult:
    """Show the free seats of a showing."""
    show = await _showing(ctx, showing)
    all_of_them = await ctx.provider.free_seats(show, ctx.now)
    count = sum(free for _, free in all_of_them)
    return ToolResult(
        say=replies.free(show, count),
        data={"free": count},
        items=(_item(ctx, show),),
        cards=(seating.card(show, all_of_them),),
    )


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, order: Order = None) -> ToolResult:
    """Give tickets back."""
    kept = await _order(ctx, order)
    receipt = await ctx.provider.refund(kept.key, ctx.now)
    open_ones = await ctx.follow_ups.open()
    gone = tuple(CancelFollowUp(id=f.id) for f in open_ones if f.plugin == "tickets" and f.key.endswith(f":{kept.key}"))
    return ToolResult(
        say=replies.refunded(kept.data["title"], terms.fee),
        receipt=receipt,
        changes=(DeleteRecord(kind="order", key=kept.key), *gone),
    )


@cancel.terms
async def quote_refund(ctx: ToolContext, order: Order = None) -> Terms:
    """What is given back, and what is kept by the house when it is late."""
    kept = await _order(ctx, order)
    start = parse_instant(kept.data["start"])
    if start <= ctx.now:
        raise ToolError("It has begun; tickets cannot be given back.", "已经开场，不能退票了。", code="too_late")
    price = kept.data["price"]
    late = ctx.now > parse_instant(kept.data["free_until"])
    lost = Money(amount=Decimal(price["amount"]), currency=price["currency"]) if late and price else None
    return Terms(what=replies.giving_back(kept.data), when=start.astimezone(ctx.now.tzinfo), fee=lost)


@plugin.tool(
    effect=Effect.READ,
    examples={
        "en": ["which tickets do I have", "show my tickets", "what have I booked at the cinema"],
        "zh": ["我买了哪些票", "看看我的电影票", "我订了什么票"],
    },
)
async def orders(ctx: ToolContext) -> ToolResult:
    """List the tickets that were bought."""
    kept = [r for r in await ctx.records.all("order") if parse_instant(r.data["start"]) > ctx.now]
    kept.sort(key=lambda r: str(r.data["start"]))
    return ToolResult(say=replies.my_orders(ctx, kept), items=tuple(_order_item(r.data) for r in kept))


class _Wish:
    """What the words for a film mean: a title, films like it, or a genre."""

    def __init__(self, ids: tuple[str, ...] | None, genre: str | None, exact: Film | None) -> None:
        self.ids, self.genre, self.exact = ids, genre, exact


def _wish(title: str | None, genre: str | None) -> _Wish:
    if not title or title in _NO_TITLE:
        return _Wish(None, genre_in(genre) if genre else None, None)
    if exact := by_title(title):
        return _Wish((exact.id,), None, exact)
    if like := suggest(title):
        return _Wish(tuple(f.id for f in like[:12]), None, None)
    raise ToolError(
        f"I know of no film called {title[:60]}.", f"我没有找到叫“{title[:60]}”的电影。", code="title_unknown"
    )


def _kind(words: str | None) -> str:
    """What the words for a kind of ticket mean; films when nothing is said. Raises NotOffered."""
    if not words or genre_in(words):
        return "movie"
    folded = words.casefold()
    found = next((k for k, names in _KINDS.items() if any(n in folded for n in names)), None)
    if found is None:
        raise NotOffered()
    return found


def _like(idea: str) -> _Wish:
    """Films for an idea; never the very film it names."""
    if found := suggest(idea):
        return _Wish(tuple(f.id for f in found[:12]), None, None)
    raise ToolError(
        "I cannot think of a film like that. Name one you like, or a genre.",
        "想不出这样的电影。说一部你喜欢的片子或者类型吧。",
        code="nothing_like_that",
    )


def _window(ctx: ToolContext, at: datetime | None) -> tuple[datetime, datetime]:
    """From when to when to look: around a clock time, the rest of a day for midnight, else from now to the night."""
    if at is None:
        return ctx.now, datetime.combine(ctx.now.date(), time(23, 59), tzinfo=ctx.now.tzinfo)
    local = at.astimezone(ctx.now.tzinfo)
    end = datetime.combine(local.date(), time(23, 59), tzinfo=ctx.now.tzinfo)
    return max(ctx.now, local - timedelta(minutes=45)), end


async def _venues(ctx: ToolContext, words: str | None, kind: str) -> tuple[Place, ...]:
    places = ctx.port(Places)
    if places is None:
        raise ToolError(
            "No map is installed; add a city with: steward city add NAME.",
            "还没有安装地图，可以用 steward city add 添加城市。",
            code="no_map",
        )
    near = await places.here(ctx.user)
    if words and words.casefold().removeprefix("the ") not in _ANY_CINEMA:
        hits = await places.find(words, near=near, limit=1)
        if hits and hits[0].kind == kind:
            return hits
        near = hits[0] if hits else near
    found = await places.find(kind=kind, near=near, within=_FAR, limit=6)
    if not found:
        house = Say(zh="电影院", en="cinema") if kind == "cinema" else Say(zh="剧院", en="theatre")
        raise ToolError(f"I know of no {house.en} around there.", f"附近没有找到{house.zh}。", code=f"no_{kind}")
    return found


async def _showing(ctx: ToolContext, showing_id: str) -> Showing:
    places = ctx.port(Places)
    venue = await places.get(showing_id.partition("|")[0]) if places and "|" in showing_id else None
    if venue is None:
        raise ShowingUnknown()
    found: Showing = await ctx.provider.showing(venue, showing_id)
    return found


async def _other_times(ctx: ToolContext, show: Showing, quantity: int) -> list[Showing]:
    """Other times of the same at the same house within a day, that have so many seats left."""
    places = ctx.port(Places)
    venue = await places.get(show.venue_id) if places else None
    if venue is None:
        return []
    wanted = Wanted(kind=show.kind, start=ctx.now, until=max(show.start, ctx.now) + timedelta(days=1))
    same = [s for s in await ctx.provider.showings((venue,), wanted) if s.title == show.title and s.id != show.id]
    found = []
    for other in same:
        if other.start > ctx.now and sum(f for _, f in await ctx.provider.free_seats(other, ctx.now)) >= quantity:
            found.append(other)
    return found[:2]


async def _order(ctx: ToolContext, words: str | None) -> Record:
    kept = [r for r in await ctx.records.all("order") if parse_instant(r.data["start"]) > ctx.now - _JUST_NOW]
    if words:
        folded = words.casefold()
        kept = [
            r
            for r in kept
            if folded == r.key.casefold() or any(folded in t.casefold() for t in r.data["title"].values())
        ]
    if not kept:
        raise OrderUnknown()
    coming = [r for r in kept if parse_instant(r.data["start"]) > ctx.now] or kept
    if len(coming) > 1:
        raise replies.several(coming)
    return coming[0]


async def _way(ctx: ToolContext, show: Showing) -> timedelta:
    travel, places = ctx.port(TravelTime), ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    venue = await places.get(show.venue_id) if places else None
    if travel is None or here is None or venue is None:
        return _UNKNOWN_WAY
    took = await travel.between(here, venue)
    return (took or timedelta(minutes=30)) + _EARLY


def _item(ctx: ToolContext, show: Showing) -> Item:
    price = {"amount": str(show.price.amount), "currency": show.price.currency}
    data: dict[str, Any] = {"price": price, "start": show.start.isoformat()}
    return Item(id=show.id, kind="showing", label=replies.label(ctx, show), argument="showing", data=data)


def _order_item(order: Any) -> Item:
    label = Say(zh=order["title"]["zh"], en=order["title"]["en"])
    return Item(id=order["reference"], kind="order", label=label, argument="order")
