"""Parking: find a place, reserve it, and speak up when the time is over."""

from datetime import timedelta
from typing import Annotated

from assistant import Effect, Plugin, PutFollowUp, PutRecord, Say, Terms, ToolContext, ToolResult
from assistant_parking.provider import Garages

plugin = Plugin(
    "parking", summary=Say(en="Find and reserve parking.", zh="找车位、订车位"), provider=lambda setup: Garages()
)
Lot = Annotated[str, "The car park, as named by `find`."]


@plugin.tool(effect=Effect.READ, examples={"en": ["where can I park near the station"], "zh": ["车站附近哪里可以停车"]})
async def find(ctx: ToolContext, near: Annotated[str, "A street or area."]) -> ToolResult:
    """List car parks and their free places."""
    lots = await ctx.provider.lots(near)
    return ToolResult(
        say=Say(en=f"{len(lots)} car parks near {near}.", zh=f"{near}附近有{len(lots)}个停车场。"), data=lots
    )


@plugin.tool(
    effect=Effect.COMMIT,
    examples={"en": ["reserve a place for two hours"], "zh": ["帮我预订两个小时的车位"]},
    timeout=0.5,
)
async def reserve(ctx: ToolContext, terms: Terms, lot: Lot, hours: Annotated[int, "How long."] = 2) -> ToolResult:
    """Reserve and pay for a parking place."""
    receipt = await ctx.provider.reserve(terms.hold, idempotency_key=ctx.call_id)
    over = PutFollowUp.reminder(
        key=lot, due_at=ctx.now + timedelta(hours=hours), say=Say(en="Parking time is up.", zh="停车时间到了。")
    )
    return ToolResult(
        say=Say(en=f"{lot} is yours for {hours} hours.", zh=f"{lot}已预订{hours}小时。"),
        receipt=receipt,
        changes=(over,),
    )


@reserve.terms
async def quote(ctx: ToolContext, lot: Lot, hours: int = 2) -> Terms:
    """What the user says yes to: place, time, price."""
    offer = await ctx.provider.quote(lot, hours, now=ctx.now)
    return Terms(what=lot, price=offer.price, valid_until=offer.until, hold=offer.hold, details={"hours": hours})


@plugin.tool(effect=Effect.COMMIT, examples={"en": ["cancel my parking"], "zh": ["取消我的车位"]})
async def cancel(ctx: ToolContext, lot: Lot) -> ToolResult:
    """Give a reserved place back."""
    receipt = await ctx.provider.cancel(lot, idempotency_key=ctx.call_id)
    return ToolResult(say=Say(en=f"{lot} is cancelled.", zh=f"{lot}已取消。"), receipt=receipt)


@cancel.terms
async def give_back(ctx: ToolContext, lot: Lot) -> Terms:
    """What is given back."""
    return Terms(what=Say(en=f"Cancel {lot}", zh=f"取消{lot}的车位"))


@plugin.tool(effect=Effect.CHANGE, examples={"en": ["this is my usual car park"], "zh": ["记住这个停车场"]})
async def prefer(ctx: ToolContext, lot: Lot) -> ToolResult:
    """Keep a car park as the usual one."""
    usual = PutRecord(kind="usual", key="lot", data={"lot": lot})
    return ToolResult(say=Say(en=f"{lot} is your usual car park now.", zh=f"以后就用{lot}。"), changes=(usual,))
