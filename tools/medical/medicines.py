"""Ordering medicine: for a stored prescription only, from the nearest pharmacy that has it, warnings before the yes."""

from __future__ import annotations

from typing import Annotated, Any

from assistant import Effect, PutRecord, Receipt, Say, Sensitivity, Slot, Terms, ToolContext, ToolError, ToolResult
from assistant.ports import Place, Places
from assistant.types import Record
from tools.medical import history
from tools.medical.pharmacies import NoPharmacy, Offer
from tools.medical.plug import plugin

_FAR = 15_000.0  # metres
Medicine = Annotated[str, "The medicine.", Slot("sentence", deciding=True)]


class NoPrescription(ToolError):
    """I only order what you have a prescription for, and I know of none for that. Tell me about it, or see a doctor."""

    code = "no_prescription"
    zh = "我只能按处方订药，没有找到这种药的处方。可以先告诉我处方，或者我帮你找医生。"


class PrescriptionExpired(ToolError):
    """That prescription has expired. Shall I look for a doctor to renew it?"""

    code = "prescription_expired"
    zh = "这张处方已经过期了，要我帮你找医生续方吗？"


@plugin.tool(effect=Effect.COMMIT)
async def order_medicine(ctx: ToolContext, terms: Terms, medicine: Medicine) -> ToolResult:
    """Order a prescribed medicine from the nearest pharmacy that has it."""
    row = await _prescribed(ctx, medicine)
    agreed: Any = terms.price
    place = await _place(ctx, terms)
    receipt = await ctx.provider.pharmacies.buy(
        str(terms.details["pharmacy"]), place, history.name(row), terms.hold, agreed, key=ctx.call_id, now=ctx.now
    )
    return _ordered(history.name(row), terms, receipt)


@order_medicine.terms
async def quote_medicine(ctx: ToolContext, medicine: str) -> Terms:
    """Which medicine, from whom, for how much, and what speaks against it."""
    name = history.name(await _prescribed(ctx, medicine))
    against = await history.warnings(ctx, name)
    offer = await _offer(ctx, name)
    what = _wanted(offer, name)
    for warning in against[:2]:
        what = Say(zh=f"{warning.zh}{what.zh}", en=f"{warning.en} {what.en}")
    return Terms(
        what=what,
        price=offer.basket.total,
        provider=offer.name.zh if ctx.language == "zh" else offer.name.en,
        valid_until=offer.basket.expires,
        hold=offer.basket.id,
        details={
            "pharmacy": offer.id,
            "name": {"zh": offer.name.zh, "en": offer.name.en},
            "demonstration": offer.demonstration,
            "goods": offer.basket.lines[0].goods,
        },
    )


@order_medicine.reconcile
async def what_became_of_it(ctx: ToolContext, terms: Terms, medicine: str) -> ToolResult | None:
    """The box bought under this call's key, if one was."""
    name, goods = history.name(await _prescribed(ctx, medicine)), str(terms.details["goods"])
    pharmacy, place = str(terms.details["pharmacy"]), await _place(ctx, terms)
    found = await ctx.provider.pharmacies.look_up(pharmacy, place, name, goods, key=ctx.call_id, now=ctx.now)
    return _ordered(name, terms, found) if found else ToolResult(error="not_ordered")


def _ordered(name: str, terms: Terms, receipt: Receipt) -> ToolResult:
    shop: Any = terms.details["name"]
    data = {
        "resourceType": "MedicationDispense",
        "status": "preparation",
        "medicine": name,
        "pharmacy": shop["zh"],
        "reference": receipt.reference,
    }
    kept = PutRecord(kind="dispense", key=receipt.reference, data=data, sensitivity=Sensitivity.PRIVATE)
    zh, en = ("（演示药店）", " (a demonstration pharmacy)") if terms.details["demonstration"] else ("", "")
    return ToolResult(
        say=Say(
            zh=f"订好了：{shop['zh']}给你留了一盒{name}，取药号{receipt.reference}{zh}。",
            en=f"Ordered: {shop['en']} keeps one box of {name}, number {receipt.reference}{en}.",
        ),
        receipt=receipt,
        changes=(kept,),
    )


async def _prescribed(ctx: ToolContext, medicine: str) -> Record:
    row = await history.prescription(ctx, medicine)
    if row is None:
        raise NoPrescription()
    if history.expired(row, ctx.now.date()):
        raise PrescriptionExpired()
    return row


async def _offer(ctx: ToolContext, name: str) -> Offer:
    places = ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    shops = await places.find(kind="pharmacy", near=here, within=_FAR, limit=8) if places else ()
    open_at = places.is_open if places else (lambda _place, _at: None)
    try:
        found: Offer = await ctx.provider.pharmacies.offer(shops, name, key=ctx.call_id, now=ctx.now, open_at=open_at)
    except NoPharmacy as error:
        raise _by_telephone(shops, error) from error
    return found


async def _place(ctx: ToolContext, terms: Terms) -> Place | None:
    """The pharmacy on the map; None for a real one, which has an address of its own."""
    places = ctx.port(Places)
    return await places.get(str(terms.details["pharmacy"])) if places and terms.details["demonstration"] else None


def _wanted(offer: Offer, name: str) -> Say:
    zh, en = ("（演示药店）", " (demonstration)") if offer.demonstration else ("", "")
    return Say(zh=f"在{offer.name.zh}订一盒{name}{zh}", en=f"Order a box of {name} at {offer.name.en}{en}")


def _by_telephone(shops: tuple[Place, ...], error: ToolError) -> ToolError:
    """Nobody has it: the nearest with a telephone can be asked."""
    shop = next((s for s in shops if s.phone), None)
    if shop is None:
        return error
    return NoPharmacy(
        f"No pharmacy around here has it now. You could ask {shop.name('en')}, telephone {shop.phone}.",
        f"附近的药店现在都没有货。可以问问{shop.name('zh')}，电话{shop.phone}。",
    )
