"""Appointments with doctors: found, booked for exact terms, moved, cancelled; nothing given up before the new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Effect,
    Item,
    PutFollowUp,
    PutRecord,
    Receipt,
    Say,
    Sensitivity,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant import Slot as Fills
from assistant.changes import Change
from assistant.moments import parse_instant
from assistant.ports import Place, Places, TravelTime
from assistant.types import Record
from tools.medical import practices as doctors
from tools.medical import replies
from tools.medical.plug import plugin
from tools.medical.practices import NoPractice
from tools.medical.provider import Slot, SlotGone

_ASK_SLOT = Say(zh="要哪个时间？", en="Which time?")
_ASK_WHEN = Say(zh="改到什么时候？", en="To what time?")
_LOOK_AHEAD = timedelta(days=7)
_EARLY = timedelta(minutes=15)
_AFTER = timedelta(hours=3)
Booking = Annotated[str | None, "Which appointment; the only one when not said.", Fills("item", deciding=True)]


class AppointmentUnknown(ToolError):
    """I know of no such appointment."""

    code = "booking_unknown"
    zh = "没有找到这个预约。"


@plugin.tool(effect=Effect.READ)
async def find_doctor(
    ctx: ToolContext,
    kind: Annotated[str | None, "Kind of doctor: dentist, eye, dermatologist, gp ..."] = None,
    at: Annotated[datetime | None, "Around when."] = None,
    place: Annotated[str | None, "Near which place."] = None,
    prefer: Annotated[str | None, "A woman or a man, or a language the doctor should speak.", Fills("sentence")] = None,
) -> ToolResult:
    """Find a doctor and free appointments, by kind, time, place, and what the user would rather have."""
    wanted, wished = kind or "gp", doctors.wishes(prefer)
    start = max(at - timedelta(minutes=30), ctx.now) if at else ctx.now + timedelta(hours=1)
    until = at + timedelta(hours=4) if at else ctx.now + _LOOK_AHEAD
    near = await doctors.practices(ctx, wanted, place, wished)
    found = await _free(ctx, near, wanted, start, until)
    said = doctors.not_known(ctx, wished)
    if at and not found:  # a Sunday, say: the next ones are better than none
        found = await _free(ctx, near, wanted, start, start + _LOOK_AHEAD)
        said += replies.LATER if found else Say(zh="", en="")
    return ToolResult(
        say=said + replies.slots(ctx, found[:3], wanted, near[0]),
        data=[{"id": s.id, "place": s.place.name(), "start": s.start.isoformat()} for s in found[:8]],
        items=tuple(_item(ctx, s) for s in found[:8]),
        cards=(replies.card(ctx, found[:12], wanted),) if found else (),
    )


@plugin.tool(effect=Effect.COMMIT)
async def book(
    ctx: ToolContext,
    terms: Terms,
    slot: Annotated[str, "The appointment: an id from a list.", Fills("item", ask=_ASK_SLOT, deciding=True)],
) -> ToolResult:
    """Book an appointment with a doctor."""
    chosen = await doctors.slot(ctx, slot)
    receipt = await ctx.provider.clinic.book(chosen, terms.hold, ctx.now, ctx.user)
    return await _booked(ctx, chosen, receipt)


@book.terms
async def quote(ctx: ToolContext, slot: str) -> Terms:
    """A held appointment: whom to see, where, when."""
    return await _terms(ctx, await doctors.slot(ctx, slot))


@book.reconcile
async def what_became_of_it(ctx: ToolContext, slot: str) -> ToolResult | None:
    """The appointment booked under this call's key, if one was."""
    receipt = await ctx.provider.clinic.look_up(ctx.call_id)
    return await _booked(ctx, await doctors.slot(ctx, slot), receipt) if receipt else ToolResult(error="not_booked")


@plugin.tool(effect=Effect.COMMIT)
async def change(
    ctx: ToolContext,
    terms: Terms,
    at: Annotated[datetime, "The new time.", Fills("instant", ask=_ASK_WHEN, deciding=True)],
    booking: Booking = None,
) -> ToolResult:
    """Move an appointment with a doctor to another time at the same practice."""
    old = await _appointment(ctx, booking)
    chosen = await doctors.slot(ctx, str(terms.details["slot"]))
    receipt = await ctx.provider.clinic.exchange(old.key, chosen, terms.hold, ctx.now, ctx.user)
    return await _booked(ctx, chosen, receipt, instead_of=old)


@change.terms
async def quote_change(ctx: ToolContext, at: datetime, booking: Booking = None) -> Terms:
    """The new time, held before the old one is given up. Raises SlotGone with the free times around it."""
    old = await _appointment(ctx, booking)
    practice = await doctors.practice_of(ctx, str(old.data["place"]["id"]))
    if practice is None:
        raise NoPractice()
    kind = str(old.data["serviceType"])
    since, until = at - timedelta(hours=12), at + timedelta(hours=36)
    free = await ctx.provider.clinic.slots(practice, kind, since, until, ctx.now, key=ctx.call_id)
    chosen = next((s for s in free if s.start == at), None)
    if chosen is None:
        near = sorted(free, key=lambda s: abs(s.start - at))[:2]
        raise replies.not_then(ctx, at, sorted(s.start for s in near))
    return await _terms(ctx, chosen, instead_of=old)


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, booking: Booking = None) -> ToolResult:
    """Cancel an appointment with a doctor."""
    kept = await _appointment(ctx, booking)
    receipt = await ctx.provider.clinic.cancel(kept.key, ctx.now, ctx.user)
    return ToolResult(say=replies.cancelled(kept.data), receipt=receipt, changes=await _given_up(ctx, kept))


@cancel.terms
async def quote_cancel(ctx: ToolContext, booking: Booking = None) -> Terms:
    """Which appointment is given up."""
    kept = await _appointment(ctx, booking)
    return Terms(what=replies.giving_up(kept.data), when=parse_instant(kept.data["start"]).astimezone(ctx.now.tzinfo))


@plugin.tool(
    effect=Effect.READ,
    examples={
        "en": [
            "when is my doctor's appointment",
            "which appointments do I have at the doctor's",
            "my medical appointments",
        ],
        "zh": ["我什么时候看医生", "我预约了哪些医生", "我的挂号"],
    },
)
async def appointments(ctx: ToolContext) -> ToolResult:
    """List the booked appointments with doctors."""
    kept = await _coming(ctx)
    return ToolResult(say=replies.my_appointments(ctx, kept), items=tuple(_booking_item(r.data) for r in kept))


async def _free(ctx: ToolContext, near: tuple[Place, ...], kind: str, start: datetime, until: datetime) -> list[Slot]:
    found: list[Slot] = []
    for practice in near[:5]:
        found += (await ctx.provider.clinic.slots(practice, kind, start, until, ctx.now))[:3]
    return sorted(found, key=lambda s: (s.start, s.place.metres or 0.0))


async def _terms(ctx: ToolContext, chosen: Slot, *, instead_of: Record | None = None) -> Terms:
    old = instead_of.key if instead_of else ""
    handle, held_until = await ctx.provider.clinic.hold(chosen, key=ctx.call_id, now=ctx.now, instead_of=old)
    demonstration = bool(ctx.provider.clinic.demonstration)
    what = replies.appointment(chosen, demonstration=demonstration)
    if instead_of is not None:
        what = replies.moving(ctx, instead_of.data, chosen, demonstration=demonstration)
    return Terms(
        what=what,
        when=chosen.start.astimezone(ctx.now.tzinfo),
        provider=chosen.place.name(),
        valid_until=held_until,
        hold=handle,
        details={"slot": chosen.id, "from": old} if old else {},
    )


async def _booked(ctx: ToolContext, chosen: Slot, receipt: Receipt, *, instead_of: Record | None = None) -> ToolResult:
    """The row, the reminder to leave in time, the question afterwards; what it replaces goes."""
    kept = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": chosen.start.isoformat(),
        "end": chosen.until.isoformat(),
        "serviceType": chosen.kind,
        "place": {"id": chosen.place.id, "zh": chosen.place.name("zh"), "en": chosen.place.name("en")},
        "reference": receipt.reference,
    }
    leave = chosen.start - await _way(ctx, chosen.place)
    private = Sensitivity.PRIVATE
    remind = PutFollowUp.reminder(
        key=f"leave:{receipt.reference}",
        due_at=max(leave, ctx.now + timedelta(minutes=1)),
        say=replies.leave(chosen),
        sensitivity=private,
    )
    after = PutFollowUp.care(key=f"after:{receipt.reference}", due_at=chosen.until + _AFTER, say=replies.AFTER)
    record = PutRecord(kind="appointment", key=receipt.reference, data=kept, sensitivity=private)
    gone = await _given_up(ctx, instead_of) if instead_of else await _no_more_asking(ctx)
    return ToolResult(
        say=replies.booked(ctx, chosen, receipt, leave, demonstration=bool(ctx.provider.clinic.demonstration)),
        receipt=receipt,
        items=(_booking_item(kept),),
        changes=(*gone, record, remind, after),
    )


async def _given_up(ctx: ToolContext, kept: Record) -> tuple[Change, ...]:
    open_ones = await ctx.follow_ups.open(plugin="medical")
    mine = (f for f in open_ones if f.key.endswith(f":{kept.key}"))
    return (DeleteRecord(kind="appointment", key=kept.key), *(CancelFollowUp(id=f.id) for f in mine))


async def _no_more_asking(ctx: ToolContext) -> tuple[Change, ...]:
    """A return visit that is booked is not reminded of."""
    open_ones = await ctx.follow_ups.open(plugin="medical")
    asked = (f for f in open_ones if f.key.startswith(("return:", "return-times:")))
    return tuple(CancelFollowUp(id=f.id) for f in asked)


async def _coming(ctx: ToolContext) -> list[Record]:
    kept = [r for r in await ctx.records.all("appointment") if parse_instant(r.data["start"]) > ctx.now]
    return sorted(kept, key=lambda r: str(r.data["start"]))


async def _appointment(ctx: ToolContext, words: str | None) -> Record:
    kept = await _coming(ctx)
    if words:
        folded = words.casefold()
        kept = [r for r in kept if folded == r.key.casefold() or folded in str(r.data["place"]).casefold()]
    if not kept:
        raise AppointmentUnknown()
    if len(kept) > 1:
        raise replies.several(ctx, kept)
    return kept[0]


async def _way(ctx: ToolContext, place: Place) -> timedelta:
    travel, places = ctx.port(TravelTime), ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    took = await travel.between(here, place) if travel and here else None
    return (took or timedelta(minutes=30)) + _EARLY


def _item(ctx: ToolContext, slot: Slot) -> Item:
    return Item(id=slot.id, kind="slot", label=replies.label(ctx, slot), argument="slot")


def _booking_item(kept: Any) -> Item:
    label = Say(zh=kept["place"]["zh"], en=kept["place"]["en"])
    return Item(id=kept["reference"], kind="booking", label=label, argument="booking")


__all__ = ["AppointmentUnknown", "SlotGone", "book", "cancel", "change"]
