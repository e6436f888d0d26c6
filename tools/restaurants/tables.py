"""A booked table as it is kept: its row, its reminder to leave, the word afterwards, and what a yes to it means."""

from __future__ import annotations

from collections.abc import Mapping
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
from assistant.ports import Place
from assistant.types import Record
from tools.restaurants import by_hand, houses, needs, replies
from tools.restaurants.provider import Offer

_AFTER = timedelta(hours=3)


class NothingToChange(ToolError):
    """That is what is booked already. Tell me another time, or for how many people."""

    code = "nothing_to_change"
    zh = "现在就是这样订的。告诉我新的时间或人数。"


async def offered(ctx: ToolContext, place: Place, at: datetime, people: int, *, instead_of: str = "") -> Offer:
    """A held table. What cannot be had comes back with times that can."""
    vendor = ctx.provider.tables
    try:
        asking = vendor.hold(place, at, people, key=ctx.call_id, now=ctx.now, instead_of=instead_of)
        found: Offer = await by_hand.asked(place, asking)
    except ToolError as error:
        if error.code not in ("full", "closed", "taken"):
            raise
        other = await vendor.free_times(place, at, people, ctx.now, instead_of=instead_of)
        raise replies.with_alternatives(ctx, error, [m for m in other if m != at][:2]) from error
    return found


def terms(what: Say, at: datetime, offer: Offer) -> Terms:
    return Terms(
        what=what,
        when=at,
        valid_until=offer.held_until,
        hold=offer.hold,
        details={
            "free_until": offer.free_until.isoformat(),
            "late_fee": {"amount": str(offer.late_fee.amount), "currency": offer.late_fee.currency},
            "seats": offer.seats,
        },
    )


def booking(place: Place, at: datetime, people: int, receipt: Receipt, agreed: Terms) -> dict[str, Any]:
    """The row that is kept of a booking."""
    return {
        "reference": receipt.reference,
        "place": place.id,
        "name": {"zh": place.name("zh"), "en": place.name("en")},
        "at": at.isoformat(),
        "people": people,
        "late_fee": agreed.details["late_fee"],
        "free_until": agreed.details["free_until"],
    }


def keep(ctx: ToolContext, place: Place, row: Mapping[str, Any], leave: datetime) -> tuple[Change, ...]:
    """The row, the reminder to leave in time, and the question afterwards."""
    at, reference = parse_instant(row["at"]), str(row["reference"])
    due = max(leave, ctx.now + timedelta(minutes=1))
    remind = PutFollowUp.reminder(key=f"leave:{reference}", due_at=due, say=replies.leave(place, at))
    after = PutFollowUp.check_in(key=f"after:{reference}", due_at=at + _AFTER, say=replies.after(place))
    return (PutRecord(kind="booking", key=reference, data=row), remind, after)


async def booked(
    ctx: ToolContext, place: Place, at: datetime, people: int, receipt: Receipt, agreed: Terms
) -> ToolResult:
    """What is said and kept of a table that is booked."""
    leave = at - await houses.way(ctx, place)
    row = booking(place, at, people, receipt, agreed)
    wishes = await needs.remembered(ctx)
    said = replies.booked(ctx, place, at, people, receipt, leave)
    said = said + wishes.say if wishes.say else said
    return ToolResult(say=said, receipt=receipt, items=(item(row),), changes=keep(ctx, place, row, leave))


async def exchanged(
    ctx: ToolContext, old: Record, place: Place, at: datetime, people: int, receipt: Receipt, agreed: Terms
) -> ToolResult:
    """What is said and kept of a table that took the place of another."""
    row = booking(place, at, people, receipt, agreed)
    leave = at - await houses.way(ctx, place)
    gone = (DeleteRecord(kind="booking", key=old.key), *await drop_follow_ups(ctx, old.key))
    said = replies.changed(ctx, place, at, people, receipt)
    return ToolResult(say=said, receipt=receipt, items=(item(row),), changes=(*gone, *keep(ctx, place, row, leave)))


async def given_up(ctx: ToolContext, old: Record, receipt: Receipt, agreed: Terms) -> ToolResult:
    gone = (DeleteRecord(kind="booking", key=old.key), *await drop_follow_ups(ctx, old.key))
    return ToolResult(say=replies.cancelled(old.data["name"], agreed.fee), receipt=receipt, changes=gone)


async def drop_follow_ups(ctx: ToolContext, reference: str) -> tuple[Change, ...]:
    open_ones = await ctx.follow_ups.open(plugin="restaurants")
    mine = (f for f in open_ones if f.key.endswith(f":{reference}"))
    return tuple(CancelFollowUp(id=f.id) for f in mine)


def wanted(ctx: ToolContext, kept: Record, at: datetime | None, people: int | None) -> tuple[datetime, int]:
    """The new time and number; what is not said stays. Raises NothingToChange."""
    before = parse_instant(kept.data["at"]).astimezone(ctx.now.tzinfo), int(kept.data["people"])
    after = at or before[0], people if people is not None else before[1]
    if after == before:
        raise NothingToChange()
    return after


def late_fee(ctx: ToolContext, kept: Record) -> Money | None:
    """What giving it up costs by now."""
    fee = kept.data["late_fee"]
    late = ctx.now > parse_instant(kept.data["free_until"])
    return Money(amount=Decimal(fee["amount"]), currency=fee["currency"]) if late else None


def item(row: Mapping[str, Any]) -> Item:
    label = Say(zh=row["name"]["zh"], en=row["name"]["en"])
    return Item(id=row["reference"], kind="booking", label=label, argument="booking")
