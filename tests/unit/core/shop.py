"""An umbrella shop: a small plugin whose vendor behaves - it has stock, prices that move, and can break on demand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from assistant import (
    Effect,
    Money,
    Plugin,
    PutFact,
    PutFollowUp,
    PutRecord,
    Question,
    Receipt,
    Say,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)


@dataclass
class Vendor:
    stock: int = 5
    price: Decimal = Decimal("88")
    fails: str = ""  # "raise", "hang", "rubbish", "no receipt", "refuse"
    sold: dict[str, int] = field(default_factory=dict)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def sell(self, count: int, idempotency_key: str) -> Receipt | None:
        if idempotency_key in self.sold:
            return self._receipt(idempotency_key)
        if self.fails == "refuse" or count > self.stock:
            raise ToolError("Sold out.", "卖完了。", code="sold_out")
        if self.fails == "slow":
            self.started.set()
            await self.go_on.wait()
        self.sold[idempotency_key] = count
        self.stock -= count
        if self.fails == "raise":
            raise RuntimeError("the line went dead after the order")
        if self.fails == "hang":
            await asyncio.Event().wait()
        return None if self.fails == "no receipt" else self._receipt(idempotency_key)

    def _receipt(self, key: str) -> Receipt:
        return Receipt(provider="Umbrellas & Co", reference=key, text=Say(zh="已付款", en="Paid"))


shop = Plugin("shop", summary=Say(zh="雨伞店", en="Umbrella shop"), provider=lambda _: Vendor())
Count = Annotated[int, "How many."]


@shop.tool(effect=Effect.READ)
async def look(ctx: ToolContext) -> ToolResult:
    """Say how many umbrellas there are."""
    return ToolResult(say=Say(zh=f"还有{ctx.provider.stock}把。", en=f"There are {ctx.provider.stock}."))


@shop.tool(effect=Effect.COMMIT, timeout=0.2)
async def buy(ctx: ToolContext, terms: Terms, count: Count = 1) -> ToolResult:
    """Buy umbrellas."""
    receipt = await ctx.provider.sell(count, ctx.call_id)
    if ctx.provider.fails == "rubbish":
        return "sold!"  # type: ignore[return-value]
    return ToolResult(say=Say(zh="买好了。", en="Bought."), receipt=receipt, changes=(pick_up(ctx),))


def pick_up(ctx: ToolContext) -> PutFollowUp:
    said = Say(zh="该去取伞了。", en="Time to pick up the umbrella.")
    return PutFollowUp.reminder(key="pick-up", due_at=ctx.now + timedelta(hours=1), say=said)


@buy.terms
async def quote(ctx: ToolContext, count: int = 1) -> Terms:
    """What the user says yes to."""
    price = Money(amount=ctx.provider.price * count, currency="CNY")
    until = ctx.now + timedelta(minutes=5)
    return Terms(
        what=Say(zh=f"{count}把雨伞", en=f"{count} umbrellas"), price=price, provider="伞店", valid_until=until
    )


@shop.tool(effect=Effect.COMMIT)
async def gift(ctx: ToolContext, to: Annotated[str, "Who gets it."]) -> ToolResult:
    """Send an umbrella to somebody."""
    return ToolResult(say=Say(zh="送出了。", en="Sent."), receipt=await ctx.provider.sell(1, ctx.call_id))


@shop.tool(effect=Effect.CHANGE)
async def note(ctx: ToolContext, text: Annotated[str, "What to note."], key: str = "note") -> ToolResult:
    """Keep a note, a fact and a reminder, all at once."""
    changes = (
        PutRecord(kind="note", key=key, data={"text": text}),
        PutFact(text=text, subject="note"),
        PutFollowUp.reminder(key=key, due_at=ctx.now + timedelta(days=1), say=Say(zh=text, en=text)),
    )
    return ToolResult(say=Say(zh="记下了。", en="Noted."), changes=changes)


@shop.tool(effect=Effect.CHANGE)
async def share(ctx: ToolContext, guests: Annotated[int, "How many guests."] = 0) -> ToolResult:
    """Plan an outing; with guests it reaches outside."""
    done = ToolResult(say=Say(zh="安排好了。", en="Planned."))
    if not guests:
        return done
    return ToolResult(say=done.say, receipt=Receipt(provider="mail", reference="1", text=Say(zh="已发", en="sent")))


@share.terms
async def outing(ctx: ToolContext, guests: int = 0) -> Terms:
    effect = Effect.COMMIT if guests else None
    return Terms(what=Say(zh=f"邀请{guests}人", en=f"Invite {guests} guests"), effect=effect)


@shop.tool(effect=Effect.CHANGE)
async def half(ctx: ToolContext) -> ToolResult:
    """Ask for one change that fits and one that does not."""
    good = PutRecord(kind="note", key="half", data={})
    bad = PutFollowUp(id="no-such-row", key="x", kind="reminder", due_at=ctx.now, say=Say(zh="无", en="none"))
    return ToolResult(say=Say(zh="好了。", en="Done."), changes=(good, bad))


@shop.tool(effect=Effect.CHANGE)
async def which(ctx: ToolContext, colour: str | None = None) -> ToolResult:
    """Pick a colour."""
    if colour is None:
        text = Say(zh="什么颜色？", en="Which colour?")
        return ToolResult(question=Question(text=text, parameter="colour"))
    return ToolResult(say=Say(zh=f"{colour}。", en=f"{colour}."))


@shop.tool(effect=Effect.CHANGE)
async def rewrite(ctx: ToolContext) -> ToolResult:
    """Write the same row twice: what undoes it must go backwards."""
    first, second = (PutRecord(kind="note", key="twice", data={"text": text}) for text in ("first", "second"))
    return ToolResult(say=Say(zh="改好了。", en="Rewritten."), changes=(first, second))
