"""Medical: hears symptoms, knows an emergency, says how soon and to whom to go, and books the appointment.

Never a diagnosis and never a dose: urgency, kind of doctor, reason, limits.
"""

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
    Question,
    Say,
    Sensitivity,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant import Slot as Fills
from assistant.moments import parse_instant
from assistant.ports import Place, Places, TravelTime
from assistant.types import Provenance, Record, ToolCall
from tools.medical import replies
from tools.medical.interview import NOW, next_question
from tools.medical.plug import plugin
from tools.medical.provider import Slot
from tools.medical.triage import Advice, advise, doubt, emergency, urgent_answer

_ASK_SLOT = Say(zh="要哪个时间？", en="Which time?")
_FAR = 15_000.0  # metres to a practice
_LOOK_AHEAD = timedelta(days=7)
_EARLY = timedelta(minutes=15)
_KINDS = ("dentist", "doctor", "clinic", "hospital")


class NoPractice(ToolError):
    """I know of no such practice around here."""

    code = "no_practice"
    zh = "附近没有找到这样的诊所。"


class AppointmentUnknown(ToolError):
    """I know of no such appointment."""

    code = "booking_unknown"
    zh = "没有找到这个预约。"


def _hears(text: str) -> bool:
    """A matter of life, or what may be one: heard before every planner, answered with the number or one question."""
    return emergency(text) is not None or doubt(text) is not None


@plugin.tool(effect=Effect.READ, hears=_hears)
async def symptoms(
    ctx: ToolContext,
    text: Annotated[str, "What is wrong, in the user's own words.", Fills("text")],
    answer: Annotated[str | None, "The answer to the last question.", Fills("text")] = None,
    asked: Annotated[list[str] | None, "What was asked already."] = None,
) -> ToolResult:
    """Hear symptoms: say at once when it is an emergency, else ask what matters, then say how soon to see whom."""
    told, done = f"{text}。{answer}" if answer else text, tuple(asked or ())
    urgent = emergency(told) or (urgent_answer(text, answer or "") if done[-1:] == (NOW,) else None)
    if urgent:
        return ToolResult(say=replies.emergency(ctx.user, urgent), data={"urgency": "emergency", "rule": urgent.id})
    if NOW not in done and (unsure := doubt(told, complaint=True)):
        return _ask(replies.is_it_now(ctx.user, unsure), told, (*done, NOW))
    advice = advise(told)
    ask = next_question(told, advice.presentation, done)
    if ask is not None and advice.urgency != "now":
        first = Say(zh="", en="") if done else replies.heard(ctx.user, advice)
        return _ask(first + ask.text, told, (*done, ask.id))
    return _advised(advice)


def _ask(text: Say, told: str, asked: tuple[str, ...]) -> ToolResult:
    call = ToolCall(
        id="",
        tool="medical__symptoms",
        arguments={"text": told, "asked": list(asked)},
        provenance={"text": Provenance.USER, "asked": Provenance.TOOL},
    )
    return ToolResult(question=Question(text=text, call=call, parameter="answer"))


def _advised(advice: Advice) -> ToolResult:
    find = ToolCall(
        id="",
        tool="medical__find_doctor",
        arguments={"kind": advice.doctor},
        provenance={"kind": Provenance.TOOL},
    )
    offer = Question(text=replies.OFFER, call=find) if advice.urgency != "self" else None
    return ToolResult(
        say=replies.advice(advice),
        question=offer,
        data={"urgency": advice.urgency, "doctor": advice.doctor, "source": advice.source},
        items=(Item(id=advice.doctor, kind="doctor_kind", label=replies.doctor(advice.doctor), argument="kind"),),
    )


@plugin.tool(effect=Effect.READ)
async def find_doctor(
    ctx: ToolContext,
    kind: Annotated[str | None, "Kind of doctor: dentist, eye, dermatologist, gp ..."] = None,
    at: Annotated[datetime | None, "Around when."] = None,
    place: Annotated[str | None, "Near which place."] = None,
) -> ToolResult:
    """Find a doctor and free appointments, by kind, time and place."""
    wanted = kind or "gp"
    start = max(at - timedelta(minutes=30), ctx.now) if at else ctx.now + timedelta(hours=1)
    until = at + timedelta(hours=4) if at else ctx.now + _LOOK_AHEAD
    found: list[Slot] = []
    practices = await _practices(ctx, wanted, place)
    for practice in practices[:5]:
        found += (await ctx.provider.slots(practice, wanted, start, until, ctx.now))[:3]
    found.sort(key=lambda s: (s.start, s.place.metres or 0.0))
    return ToolResult(
        say=replies.slots(ctx, found[:3], wanted, practices[0]),
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
    chosen = await _slot(ctx, slot)
    receipt = await ctx.provider.book(chosen, terms.hold, ctx.now)
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
    remind = PutFollowUp.reminder(
        key=f"leave:{receipt.reference}",
        due_at=max(leave, ctx.now + timedelta(minutes=1)),
        say=replies.leave(chosen),
        sensitivity=Sensitivity.PRIVATE,
    )
    record = PutRecord(kind="appointment", key=receipt.reference, data=kept, sensitivity=Sensitivity.PRIVATE)
    return ToolResult(
        say=replies.booked(ctx, chosen, receipt, leave),
        receipt=receipt,
        items=(_booking_item(kept),),
        changes=(record, remind),
    )


@book.terms
async def quote(ctx: ToolContext, slot: str) -> Terms:
    """A held appointment: whom to see, where, when."""
    chosen = await _slot(ctx, slot)
    handle, held_until = await ctx.provider.hold(chosen, key=ctx.call_id, now=ctx.now)
    return Terms(
        what=replies.appointment(chosen, demonstration=ctx.provider.demonstration),
        when=chosen.start.astimezone(ctx.now.tzinfo),
        provider=chosen.place.name(),
        valid_until=held_until,
        hold=handle,
    )


Booking = Annotated[str | None, "Which appointment; the only one when not said.", Fills("item", deciding=True)]


@plugin.tool(effect=Effect.COMMIT)
async def cancel(ctx: ToolContext, terms: Terms, booking: Booking = None) -> ToolResult:
    """Cancel an appointment with a doctor."""
    kept = await _appointment(ctx, booking)
    receipt = await ctx.provider.cancel(kept.key, ctx.now)
    open_ones = await ctx.follow_ups.open()
    gone = tuple(CancelFollowUp(id=f.id) for f in open_ones if f.plugin == "medical" and f.key.endswith(f":{kept.key}"))
    return ToolResult(
        say=replies.cancelled(kept.data),
        receipt=receipt,
        changes=(DeleteRecord(kind="appointment", key=kept.key), *gone),
    )


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
    kept = [r for r in await ctx.records.all("appointment") if parse_instant(r.data["start"]) > ctx.now]
    kept.sort(key=lambda r: str(r.data["start"]))
    return ToolResult(say=replies.my_appointments(ctx, kept), items=tuple(_booking_item(r.data) for r in kept))


async def _practices(ctx: ToolContext, kind: str, words: str | None) -> tuple[Place, ...]:
    places = ctx.port(Places)
    if places is None:
        raise ToolError(
            "No map is installed; add a city with: steward city add NAME.",
            "还没有安装地图，可以用 steward city add 添加城市。",
            code="no_map",
        )
    near = await places.here(ctx.user)
    if words and (hits := await places.find(words, near=near, limit=1)):
        near = hits[0]
    # A dentist is on the map as such; other kinds of doctor are found in practices, clinics and hospitals.
    kinds = ("dentist",) if kind == "dentist" else _KINDS[1:]
    found: list[Place] = []
    for one in kinds:
        found += await places.find(kind=one, near=near, within=_FAR, limit=4)
    if not found:
        raise NoPractice()
    return tuple(sorted(found, key=lambda p: p.metres or 0.0))


async def _slot(ctx: ToolContext, slot_id: str) -> Slot:
    places = ctx.port(Places)
    practice = await places.get(slot_id.partition("|")[0]) if places and "|" in slot_id else None
    if practice is None:
        raise ToolError(
            "Ask me for a doctor first, then say which time.", "先让我找医生，再说要哪个时间。", code="slot_unknown"
        )
    found: Slot = await ctx.provider.slot(practice, slot_id)
    return found


async def _appointment(ctx: ToolContext, words: str | None) -> Record:
    kept = [r for r in await ctx.records.all("appointment") if parse_instant(r.data["start"]) > ctx.now]
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


from tools.medical import care, medicines  # noqa: E402, F401 - they declare their tools on the same plugin
