"""Ordering medicine: for a stored prescription only, from the nearest pharmacy that has it, warnings before the yes."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from assistant import Effect, PutRecord, Receipt, Say, Sensitivity, Slot, Terms, ToolContext, ToolError, ToolResult
from assistant.ports import Place, Places
from assistant.types import Record
from tools.medical import history
from tools.medical.plug import plugin
from tools.stock import Stock

_FAR = 15_000.0  # metres
_HELD = timedelta(minutes=10)
_BOXES = 3  # of a medicine in a pharmacy of the demonstration
Medicine = Annotated[str, "The medicine.", Slot("sentence", deciding=True)]


class NoPrescription(ToolError):
    """I only order what you have a prescription for, and I know of none for that. Tell me about it, or see a doctor."""

    code = "no_prescription"
    zh = "我只能按处方订药，没有找到这种药的处方。可以先告诉我处方，或者我帮你找医生。"


class PrescriptionExpired(ToolError):
    """That prescription has expired. Shall I look for a doctor to renew it?"""

    code = "prescription_expired"
    zh = "这张处方已经过期了，要我帮你找医生续方吗？"


class NoPharmacy(ToolError):
    """No pharmacy around here has it now."""

    code = "no_pharmacy"
    zh = "附近的药店现在都没有货。"


@plugin.tool(effect=Effect.COMMIT)
async def order_medicine(ctx: ToolContext, terms: Terms, medicine: Medicine) -> ToolResult:
    """Order a prescribed medicine from the nearest pharmacy that has it."""
    row = await _prescribed(ctx, medicine)
    claim = await asyncio.to_thread(lambda: _stock(_home(ctx)).book(terms.hold or "", now=ctx.now))
    name, shop = history.name(row), str(claim.data["name"])
    said = Say(zh=f"{shop}：{name}一盒", en=f"{shop}: one box of {name}")
    receipt = Receipt(provider=shop, reference=claim.reference, text=said, data={"demonstration": True})
    kept = PutRecord(
        kind="dispense",
        key=claim.reference,
        data={"resourceType": "MedicationDispense", "status": "preparation", "medicine": name, "pharmacy": shop},
        sensitivity=Sensitivity.PRIVATE,
    )
    return ToolResult(
        say=Say(
            zh=f"订好了：{shop}给你留了一盒{name}，取药号{claim.reference}（演示药店）。",
            en=f"Ordered: {shop} keeps one box of {name}, number {claim.reference} (a demonstration pharmacy).",
        ),
        receipt=receipt,
        changes=(kept,),
    )


@order_medicine.terms
async def quote_medicine(ctx: ToolContext, medicine: str) -> Terms:
    """Which medicine, from whom, and what speaks against it."""
    row = await _prescribed(ctx, medicine)
    name = history.name(row)
    against = await history.warnings(ctx, name)
    shop, hold = await _held(ctx, name)
    what = Say(
        zh=f"在{shop.name('zh')}订一盒{name}（演示药店）",
        en=f"Order a box of {name} at {shop.name('en')} (demonstration)",
    )
    for warning in against[:2]:
        what = Say(zh=f"{warning.zh}{what.zh}", en=f"{warning.en} {what.en}")
    return Terms(what=what, provider=shop.name(), valid_until=ctx.now + _HELD, hold=hold)


async def _prescribed(ctx: ToolContext, medicine: str) -> Record:
    row = await history.prescription(ctx, medicine)
    if row is None:
        raise NoPrescription()
    if history.expired(row, ctx.now.date()):
        raise PrescriptionExpired()
    return row


async def _held(ctx: ToolContext, name: str) -> tuple[Place, str]:
    """The nearest pharmacy with a box left, which is held under the call's id."""
    places = ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    shops = await places.find(kind="pharmacy", near=here, within=_FAR, limit=8) if places else ()
    stock = _stock(_home(ctx))
    for shop in shops:
        units = [f"{shop.id}/{name}/{n}" for n in range(_BOXES) if _has(f"{shop.id}/{name}/{n}")]
        taken = await asyncio.to_thread(stock.taken, ctx.now, ctx.now + _HELD, ctx.now)
        known = await asyncio.to_thread(stock.by_key, ctx.call_id)
        free = list(known.units) if known else [u for u in units if u not in taken]
        if free and free[0].startswith(f"{shop.id}/"):
            until, data = ctx.now + timedelta(days=3), {"name": shop.name()}
            claim = await asyncio.to_thread(
                lambda unit=free[0], data=data, until=until: stock.hold(  # type: ignore[misc]
                    [unit], ctx.now, until, key=ctx.call_id, now=ctx.now, expires=ctx.now + _HELD, data=data
                )
            )
            return shop, claim.reference
    raise NoPharmacy()


def _has(unit: str) -> bool:
    """Which boxes a demonstration pharmacy has is fixed by the box."""
    return hashlib.sha256(unit.encode()).digest()[0] % 2 == 0


def _home(ctx: ToolContext) -> Path:
    return Path(ctx.provider.home)


@cache
def _stock(home: Path) -> Stock:
    return Stock(home / "pharmacies.db")
