"""Which houses fit a wish, the best first, and what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant import Money, Say, ToolContext
from assistant.ports import Place
from tools.restaurants import houses, menus, replies
from tools.restaurants.needs import Needs, fitting_first

_NEAR = 3_000.0  # metres
_MOST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    cuisine: str | None = None
    place: str | None = None
    at: datetime | None = None
    party_size: int | None = None
    budget: Money | None = None

    @property
    def with_table(self) -> bool:
        return self.at is not None and bool(self.party_size)


@dataclass(frozen=True, slots=True)
class Found:
    place: Place
    is_open: bool | None
    reason: Say


async def best(ctx: ToolContext, wish: Wish, needs: Needs) -> list[Found]:
    """Raises ToolError for an area nobody knows."""
    map_of = houses.places(ctx)
    found = await _around(ctx, wish)
    opening = {p.id: map_of.is_open(p, wish.at or ctx.now) for p in found}
    # Asked for now, a house that is closed at this hour still answers "which Italian places are there".
    fitting = fitting_first(sorted(found, key=lambda p: opening[p.id] is False), needs)
    if wish.at is not None and wish.party_size:
        tables = ctx.provider.tables
        fitting = [p for p in fitting if wish.at in await tables.free_times(p, wish.at, wish.party_size, ctx.now)]
    if wish.budget is not None:
        fitting = [p for p in fitting if _within(menus.plate(p, ctx.now), wish.budget)]
    return [Found(p, opening[p.id], _reason(ctx, p, opening[p.id], wish, needs)) for p in fitting]


async def _around(ctx: ToolContext, wish: Wish) -> Sequence[Place]:
    map_of = houses.places(ctx)
    near = await houses.near(ctx, map_of, wish.place)
    found = await map_of.find(
        kind="restaurant", cuisine=wish.cuisine, near=near, within=_NEAR, open_at=wish.at, limit=_MOST
    )
    if found or not wish.cuisine:
        return found
    by_name = await map_of.find(wish.cuisine, near=near, open_at=wish.at, limit=6)
    return [p for p in by_name if p.kind in houses.EATING]


def _reason(ctx: ToolContext, place: Place, is_open: bool | None, wish: Wish, needs: Needs) -> Say:
    plate = menus.plate(place, ctx.now) if wish.budget is not None else None
    return replies.reason(place, is_open, suits=needs.suits(place), table=wish.with_table, plate=plate)


def _within(plate: Money, budget: Money) -> bool:
    """In another currency nothing can be compared: then nothing is left out."""
    return plate.currency != budget.currency or plate.amount <= budget.amount
