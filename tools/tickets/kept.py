"""Bought tickets as they are kept: the row, the reminder to leave, the word afterwards; and finding them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Item,
    Money,
    PutFollowUp,
    PutRecord,
    Receipt,
    Say,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.changes import Change
from assistant.moments import parse_instant
from assistant.types import Record
from tools.tickets import replies, seating, venues
from tools.tickets.provider import SeatOffer, Showing

_JUST_NOW = timedelta(hours=6)  # what began so long ago is still what the user means
_AFTER = timedelta(minutes=30)


class OrderUnknown(ToolError):
    """I know of no such tickets."""

    code = "order_unknown"
    zh = "没有找到这些票。"


class Begun(ToolError):
    """It has begun; these tickets can no longer be given back or changed."""

    code = "too_late"
    zh = "已经开始了，这些票不能再退改。"


def terms(ctx: ToolContext, show: Showing, offer: SeatOffer, what: Say) -> Terms:
    """What a yes to these seats means."""
    return Terms(
        what=what,
        when=show.start.astimezone(ctx.now.tzinfo),
        price=offer.price,
        fee=offer.fee if offer.fee.amount else None,
        provider=show.venue,
        valid_until=offer.held_until,
        hold=offer.hold,
        details={
            "seats": list(offer.seats),
            "free_until": offer.free_until.isoformat(),
            "price": _plain(offer.price),
            "late_fee": _plain(offer.late_fee),
        },
    )


async def bought(ctx: ToolContext, show: Showing, agreed: Terms, receipt: Receipt, *, before: str = "") -> ToolResult:
    """The result of a purchase: ticket and hall as cards, the row, reminders. `before`: the tickets it replaces."""
    demonstration = is_demonstration(receipt)
    order = row(show, agreed, receipt)
    leave = show.start - await venues.way(ctx, show)
    remind = PutFollowUp.reminder(
        key=f"leave:{receipt.reference}",
        due_at=max(leave, ctx.now + timedelta(minutes=1)),
        say=replies.leave(show, order["seats"]),
    )
    after = PutFollowUp.check_in(key=f"after:{receipt.reference}", due_at=show.until + _AFTER, say=replies.after(show))
    hall = await ctx.provider.free_seats(show, ctx.now) if show.seated else ()
    around = seating.around(hall, order["seats"]) if show.kind == "train" else hall
    cards = [seating.card(show, around, order["seats"], demonstration=demonstration)] if hall else []
    said = replies.changed if before else replies.bought
    return ToolResult(
        say=said(ctx, show, order["seats"], receipt, leave, demonstration=demonstration),
        receipt=receipt,
        items=(item(order),),
        cards=(replies.ticket(ctx, show, order["seats"], receipt, demonstration=demonstration), *cards),
        changes=(*(await gone(ctx, before) if before else ()), _put(order), remind, after),
    )


def row(show: Showing, agreed: Terms, receipt: Receipt) -> dict[str, Any]:
    return {
        "reference": receipt.reference,
        "showing": show.id,
        "kind": show.kind,
        "title": {"zh": show.title.zh, "en": show.title.en},
        "venue": show.venue,
        "hall": show.hall,
        "start": show.start.isoformat(),
        "until": show.until.isoformat(),
        "seats": list(receipt.data.get("seats") or agreed.details["seats"]),
        "price": agreed.details["price"],
        "late_fee": agreed.details["late_fee"],
        "free_until": agreed.details["free_until"],
        "demonstration": is_demonstration(receipt),
    }


async def gone(ctx: ToolContext, reference: str) -> tuple[Change, ...]:
    """What goes with tickets that were given back."""
    open_ones = await ctx.follow_ups.open(plugin="tickets")
    mine = (f for f in open_ones if f.key.endswith(f":{reference}"))
    return (DeleteRecord(kind="order", key=reference), *(CancelFollowUp(id=f.id) for f in mine))


async def order_of(ctx: ToolContext, words: str | None) -> Record:
    """The bought tickets that are meant. Raises OrderUnknown, or asks which of several."""
    kept = [r for r in await ctx.records.all("order") if parse_instant(r.data["start"]) > ctx.now - _JUST_NOW]
    if words:
        folded = words.casefold()
        kept = [r for r in kept if folded == r.key.casefold() or _named(r, folded)]
    if not kept:
        raise OrderUnknown()
    coming = [r for r in kept if parse_instant(r.data["start"]) > ctx.now] or kept
    if len(coming) > 1:
        raise replies.several(coming)
    return coming[0]


def begins(ctx: ToolContext, order: Mapping[str, Any]) -> datetime:
    """When it begins, in the user's zone. Raises Begun."""
    start = parse_instant(order["start"]).astimezone(ctx.now.tzinfo)
    if start <= ctx.now:
        raise Begun()
    return start


def late_fee(ctx: ToolContext, order: Mapping[str, Any]) -> Money | None:
    """What is kept when they are given back now."""
    if ctx.now <= parse_instant(order["free_until"]):
        return None
    return _money(order.get("late_fee") or order["price"])


def paid(order: Mapping[str, Any]) -> Money | None:
    return _money(order["price"])


def exchange_terms(ctx: ToolContext, order: Mapping[str, Any], show: Showing, offer: SeatOffer) -> Terms:
    """What changing to these seats costs: the difference in price and, when it is late, what is kept of the old."""
    made = terms(ctx, show, offer, Say(zh="", en=""))
    before, fee, reference = paid(order), late_fee(ctx, order), str(order["reference"])
    difference = offer.price.amount + offer.fee.amount - (before.amount if before else Decimal(0))
    gap = Money(amount=abs(difference), currency=offer.price.currency)
    demonstration = bool(order.get("demonstration", True))
    return replace(
        made,
        what=replies.changing(ctx, order, show, offer.seats, difference, gap, demonstration=demonstration),
        price=gap if difference > 0 else None,
        fee=fee,
        details={**made.details, "difference": str(difference), "from": reference, "replaces": f"tickets:{reference}"},
    )


def item(order: Mapping[str, Any]) -> Item:
    label = Say(zh=order["title"]["zh"], en=order["title"]["en"])
    return Item(id=order["reference"], kind="order", label=label, argument="order")


def is_demonstration(receipt: Receipt) -> bool:
    return bool(receipt.data.get("demonstration"))


def coming(kept: Sequence[Record], now: datetime) -> list[Record]:
    """Those still to be used, earliest first."""
    left = [r for r in kept if parse_instant(r.data["start"]) > now]
    return sorted(left, key=lambda r: parse_instant(r.data["start"]))


def _named(kept: Record, folded: str) -> bool:
    return any(folded in title.casefold() for title in kept.data["title"].values())


def _put(order: Mapping[str, Any]) -> PutRecord:
    return PutRecord(kind="order", key=order["reference"], data=order)


def _plain(amount: Money) -> dict[str, str]:
    return {"amount": str(amount.amount), "currency": amount.currency}


def _money(value: Any) -> Money | None:
    return Money(amount=Decimal(value["amount"]), currency=value["currency"]) if value else None
