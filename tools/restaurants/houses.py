"""Which house and which booking are meant, and how long the way there is."""

from __future__ import annotations

from datetime import timedelta

from assistant import ToolContext, ToolError
from assistant.moments import parse_instant
from assistant.ports import Place, Places, TravelTime
from assistant.types import Record
from tools.restaurants import by_hand, replies

EATING = ("restaurant", "cafe", "fast_food", "bar")
_AROUND = 3_000.0  # metres
_BEFORE = timedelta(minutes=15)  # spare time on the way
_JUST_NOW = timedelta(hours=6)
_UNKNOWN_WAY = timedelta(minutes=45)


class RestaurantUnknown(ToolError):
    """I do not know that restaurant. Ask me to find one first."""

    code = "restaurant_unknown"
    zh = "我不知道这家餐厅，先让我找一找。"


class BookingUnknown(ToolError):
    """I know of no such booking."""

    code = "booking_unknown"
    zh = "没有找到这个预订。"


class TooLate(ToolError):
    """That meal has begun: it cannot be changed or cancelled here any more. Please call the restaurant."""

    code = "too_late"
    zh = "用餐时间已经到了，这里改不了也退不了，请直接打电话给餐厅。"


def places(ctx: ToolContext) -> Places:
    found = ctx.port(Places)
    if found is None:
        raise ToolError(
            "No map is installed; add a city with: steward city add NAME.",
            "还没有安装地图，可以用 steward city add 添加城市。",
            code="no_map",
        )
    return found


async def near(ctx: ToolContext, places: Places, words: str | None) -> Place | None:
    here = await places.here(ctx.user)
    if not words:
        return here
    found = await places.find(words, near=here, limit=1)
    if not found:
        raise ToolError(
            f"I do not know a place called {words}.", f"我在地图上没有找到“{words}”。", code="place_unknown"
        )
    return found[0]


async def restaurant(ctx: ToolContext, words: str) -> Place:
    """The house of that id or name. Raises RestaurantUnknown, or asks when two nearby have the one name."""
    map_of = places(ctx)
    if known := await map_of.get(words):
        return known
    here = await map_of.here(ctx.user)
    hits = [p for p in await map_of.find(words, near=here, limit=8) if p.kind in EATING]
    if not hits:
        raise RestaurantUnknown()
    same = [p for p in hits if p.name().casefold() == hits[0].name().casefold()]
    if len(same) > 1:
        raise replies.two_of_one_name(same[:3])
    return hits[0]


async def open_now(ctx: ToolContext, *, but: Place | None = None, cuisine: str | None = None) -> list[Place]:
    """Houses around here that are open now, the nearest first."""
    map_of = places(ctx)
    found = await map_of.find(
        kind="restaurant", cuisine=cuisine, near=await map_of.here(ctx.user), within=_AROUND, open_at=ctx.now, limit=8
    )
    return [p for p in found if but is None or p.id != but.id]


async def booking(ctx: ToolContext, words: str | None) -> Record:
    """The booking meant. Raises BookingUnknown, or asks by naming them when there are several."""
    kept = list(await ctx.records.all("booking"))
    if words:
        folded = words.casefold()
        kept = [
            r
            for r in kept
            if folded == r.key.casefold() or any(folded in n.casefold() for n in r.data["name"].values())
        ]
    coming = [r for r in kept if parse_instant(r.data["at"]) > ctx.now]
    if not coming:
        # A meal of last week is no booking any more; one that began an hour ago is what the user means.
        just_now = [r for r in kept if parse_instant(r.data["at"]) > ctx.now - _JUST_NOW]
        raise await _too_late(ctx, just_now[0]) if just_now else BookingUnknown()
    kept = coming
    if len(kept) > 1:
        raise replies.several(ctx, kept)
    return kept[0]


async def _too_late(ctx: ToolContext, begun: Record) -> ToolError:
    place = await places(ctx).get(str(begun.data["place"]))
    return by_hand.with_hand(TooLate(), place.phone if place else None)


async def way(ctx: ToolContext, place: Place) -> timedelta:
    """How long before the meal to set out."""
    travel, places = ctx.port(TravelTime), ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    if travel is None or here is None:
        return _UNKNOWN_WAY
    took = await travel.between(here, place)
    return (took or timedelta(minutes=30)) + _BEFORE
