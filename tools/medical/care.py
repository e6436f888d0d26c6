"""After the visit: health history kept with consent, medicines on time, "did you take it?", and the return visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated

from assistant import (  # fmt: skip
    Card,
    Effect,
    PutFollowUp,
    PutRecord,
    Question,
    Recurrence,
    Say,
    Sensitivity,
    Slot,
    ToolContext,
    ToolResult,
)
from assistant.changes import Change
from assistant.moments import at_wall
from assistant.types import Json, Provenance, ToolCall
from tools.medical import history
from tools.medical.noting import Kind, kind_of
from tools.medical.noting import thing as thing_in
from tools.medical.orders import Orders, feels_worse, read_orders, valid_until, was_taken
from tools.medical.plug import plugin

_TIMES = {1: (time(8),), 2: (time(8), time(20)), 3: (time(8), time(13), time(19)), 4: (time(8), time(12), time(16), time(20))}  # fmt: skip  # noqa: E501
_WORSE = Say(
    zh="记下了，更难受不要硬扛。哪里不舒服，多严重？",
    en="Noted; feeling worse should be looked at. What is wrong, and how bad is it?",
)
_AHEAD = timedelta(days=2)  # before a return visit its free times are offered
_CONSENT = Say(
    zh="健康信息我会加密保存，只给你用，随时可以删。可以保存吗？",
    en="I keep health information encrypted, for you alone, and you can delete it any time. May I keep it?",
)


async def _consent(ctx: ToolContext, tool: str, arguments: dict[str, object]) -> ToolResult | None:
    """The question, once; a yes runs the same call with `agreed`."""
    if await ctx.records.get("consent", "health") is not None:
        return None
    call = ToolCall(
        id="",
        tool=f"medical__{tool}",
        arguments={**{k: v for k, v in arguments.items() if v is not None}, "agreed": True},
        provenance={name: Provenance.USER for name in (*arguments, "agreed")},  # noqa: C420
    )
    return ToolResult(question=Question(text=_CONSENT, call=call))


def _agreed(ctx: ToolContext) -> PutRecord:
    data = {"resourceType": "Consent", "status": "active", "dateTime": ctx.now.isoformat()}
    return PutRecord(kind="consent", key="health", data=data, sensitivity=Sensitivity.PRIVATE)


@plugin.tool(effect=Effect.CHANGE)
async def note_health(
    ctx: ToolContext,
    text: Annotated[str, "What to keep.", Slot("sentence")],
    kind: Annotated[Kind | None, "What it is; read from the words when not said."] = None,
    agreed: Annotated[bool, "The user has said yes to keeping health information.", Slot("flag")] = False,
) -> ToolResult:
    """Keep a condition, allergy, prescription or visit in the private health history."""
    if not agreed and (ask := await _consent(ctx, "note_health", {"text": text, "kind": kind})):
        return ask
    chosen = kind or kind_of(text)
    ends = valid_until(text, ctx.now.date()) if chosen == "prescription" else None
    thing = thing_in(text, chosen)
    put = history.entry(chosen, thing, ctx.now, **({"validUntil": ends.isoformat()} if ends else {}))
    return ToolResult(
        say=Say(zh=f"已记到健康档案：{thing}。", en=f"Noted in your health record: {thing}."),
        changes=(_agreed(ctx), put),
    )


@plugin.tool(effect=Effect.READ)
async def health_history(ctx: ToolContext) -> ToolResult:
    """Say what the health history holds."""
    rows = [r for kind in history.SHAPES for r in await ctx.records.all(kind)]
    names = [history.name(r) for r in rows]
    if not names:
        return ToolResult(say=Say(zh="健康档案还是空的。", en="Your health record is empty."))
    more = len(names) - 4
    zh = "、".join(names[:4]) + (f"，还有{more}条" if more > 0 else "")
    en = ", ".join(names[:4]) + (f", and {more} more" if more > 0 else "")
    return ToolResult(
        say=Say(zh=f"健康档案：{zh}。", en=f"Your health record: {en}."), data=[dict(r.data) for r in rows]
    )


@plugin.tool(effect=Effect.CHANGE)
async def follow_orders(
    ctx: ToolContext,
    text: Annotated[str, "The doctor's orders, as told.", Slot("sentence")],
    agreed: Annotated[bool, "The user has said yes to keeping health information.", Slot("flag")] = False,
) -> ToolResult:
    """Make a care plan of a doctor's orders: each dose reminded and asked after, the return visit too."""
    if not agreed and (ask := await _consent(ctx, "follow_orders", {"text": text})):
        return ask
    orders = read_orders(text)
    if orders is None:
        words = Say(zh="哪种药，一天几次？", en="Which medicine, and how many times a day?")
        return ToolResult(question=Question(text=words, parameter="text"))
    until = ctx.now.date() + timedelta(days=orders.days)
    changes: list[Change] = [
        _agreed(ctx),
        history.entry("prescription", orders.medicine, ctx.now, timesPerDay=orders.times),
    ]
    changes += _doses(ctx, orders)
    visit = _visit(ctx, orders.back_in or orders.days)
    changes += await _return_visit(ctx, orders.medicine, visit)
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "medicine": orders.medicine,
        "timesPerDay": orders.times,
        "until": until.isoformat(),
        "returnVisit": visit.isoformat(),
    }
    changes.append(
        PutRecord(kind="care_plan", key=orders.medicine.casefold(), data=plan, sensitivity=Sensitivity.PRIVATE)
    )
    clocks = "、".join(f"{c:%H:%M}" for c in _TIMES[orders.times])
    card = _plan_card(orders, plan)
    return ToolResult(
        say=Say(
            zh=f"好，{clocks}提醒你吃{orders.medicine}，{orders.days}天，到时问你复诊。",
            en=f"Okay: {orders.medicine} at {clocks.replace('、', ', ')} for {orders.days} days; then I ask about the return visit.",  # noqa: E501
        ),
        changes=tuple(changes),
        cards=(card,),
    )


@plugin.tool(effect=Effect.CHANGE)
async def took_medicine(
    ctx: ToolContext, text: Annotated[str, "What the user says about taking it.", Slot("sentence")]
) -> ToolResult:
    """Keep whether a dose was taken; a missed one or feeling worse leads to a question."""
    taken = was_taken(text)
    data = {"resourceType": "MedicationAdministration", "status": "completed" if taken else "not-done", "at": ctx.now.isoformat()}  # fmt: skip  # noqa: E501
    kept = PutRecord(kind="dose", key=ctx.call_id, data=data, sensitivity=Sensitivity.PRIVATE)
    if feels_worse(text):
        return ToolResult(say=_WORSE, changes=(kept, _ask_later(ctx)))
    if taken:
        return ToolResult(say=Say(zh="好，记下了。", en="Good, noted."), changes=(kept,))
    again = PutFollowUp.care(
        key="dose:again",
        due_at=ctx.now + timedelta(minutes=30),
        say=Say(zh="刚才漏的药吃了吗？", en="The dose you missed: have you taken it?"),
    )
    return ToolResult(
        say=Say(
            zh="记下了。别补双份；半小时后我再问。是忘了，还是吃了不舒服？",
            en="Noted. Do not take a double dose; I ask again in half an hour. Did you forget, or does it disagree with you?",  # noqa: E501
        ),
        changes=(kept, again),
    )


@plugin.tool(effect=Effect.READ)
async def adherence(ctx: ToolContext) -> ToolResult:
    """Say how many doses were taken and missed in the last seven days, as the user answered."""
    since = ctx.now - timedelta(days=7)
    rows = [r for r in await ctx.records.all("dose") if datetime.fromisoformat(str(r.data["at"])) > since]
    taken = sum(r.data["status"] == "completed" for r in rows)
    missed = len(rows) - taken
    if not rows:
        words = Say(zh="这七天没有吃药的记录。", en="Nothing is recorded about your medicine in the last seven days.")
        return ToolResult(say=words, data={"taken": 0, "missed": 0})
    said = Say(
        zh=f"这七天你说吃了{taken}次，漏了{missed}次。",
        en=f"In the last seven days you took it {taken} times and missed it {missed} times, as you told me.",
    )
    return ToolResult(say=said, data={"taken": taken, "missed": missed})


def _ask_later(ctx: ToolContext) -> PutFollowUp:
    """In case nobody answered: worse is not left to silence."""
    say = Say(
        zh="你说吃药后更难受，现在怎么样？要看医生吗？",
        en="You felt worse after the medicine. How is it now? Shall I find a doctor?",
    )
    return PutFollowUp.care(key="worse", due_at=ctx.now + timedelta(minutes=15), say=say)


def _plan_card(orders: Orders, plan: dict[str, Json]) -> Card:
    clocks = [f"{c:%H:%M}" for c in _TIMES[orders.times]]
    text = Say(zh=f"{orders.medicine}：{'、'.join(clocks)}", en=f"{orders.medicine}: {', '.join(clocks)}")
    data = {**plan, "times": clocks}
    return Card(type="care_plan", title=Say(zh="护理计划", en="Care plan"), text=text, data=data)


def _visit(ctx: ToolContext, days: int) -> datetime:
    return at_wall(datetime.combine(ctx.now.date() + timedelta(days=days), time(9)), ctx.user.timezone)


async def _return_visit(ctx: ToolContext, medicine: str, visit: datetime) -> list[Change]:
    """Its free times are offered shortly before, and on the day it is reminded of; booking one ends both."""
    remind = Say(zh="医生让你复诊，要我帮你约吗？", en="Your return visit is due. Shall I book it?")
    changes: list[Change] = [PutFollowUp.care(key=f"return:{medicine}", due_at=visit, say=remind)]
    early = visit - _AHEAD
    if early > ctx.now:
        booked = [r for r in await ctx.records.all("appointment") if "serviceType" in r.data]
        kind = str(max(booked, key=lambda r: str(r.data["start"])).data["serviceType"]) if booked else "gp"
        arguments: dict[str, Json] = {"kind": kind, "at": visit.isoformat()}
        call = ToolCall(
            id="",
            tool="medical__find_doctor",
            arguments=arguments,
            provenance=dict.fromkeys(arguments, Provenance.TOOL),
        )
        said = Say(zh="后天该复诊了，我看了看号。", en="Your return visit is due in two days; I looked for free times.")
        offer = PutFollowUp.check_in(key=f"return-times:{medicine}", due_at=early, say=said, then=call)
        changes.append(replace(offer, sensitivity=Sensitivity.PRIVATE))
    return changes


def _doses(ctx: ToolContext, orders: Orders) -> list[Change]:
    """Each dose of the day, as often as the orders say."""
    name, rule = orders.medicine, Recurrence(rrule=f"FREQ=DAILY;COUNT={orders.days}")
    say = Say(zh=f"该吃{name}了。吃了吗？", en=f"Time for your {name}. Did you take it?")
    return [
        PutFollowUp.care(key=f"dose:{name}:{clock:%H%M}", due_at=_next(ctx, clock), say=say, recurrence=rule)
        for clock in _TIMES[orders.times]
    ]


def _next(ctx: ToolContext, clock: time) -> datetime:
    moment = at_wall(datetime.combine(ctx.now.date(), clock), ctx.user.timezone)
    if moment > ctx.now:
        return moment
    return at_wall(datetime.combine(ctx.now.date() + timedelta(days=1), clock), ctx.user.timezone)
