"""Navigation: the fastest way, the one with the fewest lights, the one you usually take; and finding places."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated

from assistant import (
    DeleteRecord,
    Effect,
    Item,
    Plugin,
    PutRecord,
    Question,
    Say,
    Sensitivity,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.ports import Extracts, Place, Places, TravelTime
from assistant.types import ToolCall
from tools.navigation import replies, usual
from tools.navigation.choosing import NavigationConfig, make_routing
from tools.navigation.finding import NoMap, resolve
from tools.navigation.provider import Way

_ASK_WHERE = Say(zh="要去哪里？", en="Where do you want to go?")
Destination = Annotated[str, "Where to: a name, a kind of place, home or work.", Slot("place", ask=_ASK_WHERE)]
Origin = Annotated[str | None, "Where from; here when not said."]
Mode = Annotated[str | None, "car, bicycle or foot; car when not said."]
_ASK_ARRIVAL = Say(zh="几点要到？", en="When must you be there?")
_ARRIVAL = Slot("instant", ask=_ASK_ARRIVAL)
_MARGIN = timedelta(minutes=5)  # to park, to find the door
_WALK = 800.0  # metres: what one walks rather than drives when nobody says


plugin = Plugin(
    "navigation",
    summary=Say(zh="路线和地点", en="Routes and places"),
    provider=make_routing,
    config=NavigationConfig,
    needs=(Places, Extracts),
    provides={TravelTime: make_routing},
)


@plugin.tool(effect=Effect.READ)
async def route(
    ctx: ToolContext,
    destination: Destination,
    origin: Origin = None,
    mode: Mode = None,
    prefer: Annotated[str | None, "fastest, fewest_lights or usual."] = None,
) -> ToolResult:
    """Find the way to a place: fastest, with the fewest traffic lights, or the usual one, side by side."""
    start, end = await resolve(ctx, origin, "origin"), await resolve(ctx, destination, "destination")
    if start.question or end.question:
        return ToolResult(question=start.question or end.question)
    assert start.place
    assert end.place
    ways = await _ways(ctx, start.place, end.place, _mode(mode))
    wanted = _prefer(prefer)
    chosen = next((w for w in ways if w.variant == wanted), ways[0])
    return ToolResult(
        say=replies.route(chosen, ways, end.place, wanted),
        data=[replies.summary(w) for w in ways],
        items=tuple(_item(w, start.place, end.place) for w in (chosen, *(w for w in ways if w is not chosen))),
        cards=(replies.card(ways, chosen, start.place, end.place, _attribution(ctx)),),
    )


@plugin.tool(effect=Effect.READ)
async def find_place(
    ctx: ToolContext,
    what: Annotated[str, "A name or a kind of place.", Slot("place", ask=Say(zh="找什么地方？", en="What place?"))],
    place: Annotated[str | None, "Near which place; here when not said."] = None,
    at: Annotated[datetime | None, "Open at that time."] = None,
) -> ToolResult:
    """Find a place by name or kind, near here or near another place, open when it matters."""
    places = ctx.port(Places)
    if places is None:
        raise NoMap()
    near = await resolve(ctx, place, "place")
    if near.question:
        return ToolResult(question=near.question)
    found = await places.find(what, near=near.place, open_at=at, limit=5)
    opening = [places.is_open(p, at or ctx.now) for p in found]
    return ToolResult(
        say=replies.places(found, opening, what, ctx.language),
        data=[{"id": p.id, "name": p.name(), "metres": p.metres} for p in found],
        items=tuple(
            Item(id=p.id, kind="place", label=Say(zh=p.name("zh"), en=p.name("en")), argument="destination")
            for p in found
        ),
        cards=tuple(replies.place_card(p, o, places.attribution) for p, o in zip(found, opening, strict=True)),
    )


@plugin.tool(effect=Effect.READ)
async def when_to_leave(
    ctx: ToolContext,
    destination: Destination,
    at: Annotated[datetime, "When to be there.", _ARRIVAL],
    origin: Origin = None,
    mode: Mode = None,
) -> ToolResult:
    """Say when to leave to be somewhere on time."""
    if at.time() == time():
        # "Tomorrow" alone is a day; nobody means the midnight it begins with.
        return ToolResult(question=_at_what_time(ctx, destination, at, origin, mode))
    start, end = await resolve(ctx, origin, "origin"), await resolve(ctx, destination, "destination")
    if start.question or end.question:
        return ToolResult(question=start.question or end.question)
    assert start.place
    assert end.place
    fastest = (await _ways(ctx, start.place, end.place, _mode(mode)))[0]
    leave = at - fastest.duration - _MARGIN
    return ToolResult(say=replies.leave(ctx, leave, fastest, end.place), data={"leave_at": leave.isoformat()})


def _at_what_time(ctx: ToolContext, destination: str, day: datetime, origin: str | None, mode: str | None) -> Question:
    """The call goes on with the day it has; only the clock is missing."""
    known = {"destination": destination, "at": day.date().isoformat(), "origin": origin, "mode": mode}
    arguments = {name: value for name, value in known.items() if value is not None}
    call = ToolCall(id=f"{ctx.call_id}-at", tool="navigation__when_to_leave", arguments=arguments)
    return Question(text=_ASK_ARRIVAL, call=call, parameter="at")


@plugin.tool(effect=Effect.CHANGE)
async def start_trip(
    ctx: ToolContext, which: Annotated[str, "A way from the last answer.", Slot("item")]
) -> ToolResult:
    """Set out on a way just shown; its streets count towards the usual way."""
    parts = which.split("|")
    places = ctx.port(Places)
    if len(parts) != 4 or places is None:
        raise ToolError("Ask me for a route first.", "请先让我查一条路线。", code="no_route_chosen")
    variant, mode, start_id, end_id = parts
    start, end = await _place(ctx, places, start_id), await _place(ctx, places, end_id)
    ways = await _ways(ctx, start, end, mode)
    way = next((w for w in ways if w.variant == variant), ways[0])
    kept = await ctx.records.get("streets", f"{way.city}:{mode}")
    record = PutRecord(
        kind="streets",
        key=f"{way.city}:{mode}",
        data=usual.with_trip(kept.data if kept else {}, way),
        sensitivity=Sensitivity.PRIVATE,
    )
    first = way.steps[0] if way.steps else Say(zh="", en="")
    return ToolResult(
        say=Say(zh="好，出发。", en="Let's go.") + first, changes=(record,), data=list(map(_both, way.steps))
    )


@plugin.tool(effect=Effect.READ)
async def usual_routes(ctx: ToolContext) -> ToolResult:
    """Show the streets the user usually takes, as learned from trips they set out on."""
    kept = [r.data for r in await ctx.records.all("streets")]
    streets = usual.streets(kept)
    return ToolResult(
        say=replies.usual(streets[:3]), data=[{"street": name, "trips": trips} for name, trips in streets]
    )


@plugin.tool(effect=Effect.CHANGE)
async def forget_usual(
    ctx: ToolContext, street: Annotated[str | None, "Only this street; all of them when not said."] = None
) -> ToolResult:
    """Forget which streets the user usually takes, or one of them."""
    kept = await ctx.records.all("streets")
    if street and (rest := [(r, usual.without(r.data, street)) for r in kept if usual.knows(r.data, street)]):
        return ToolResult(
            say=Say(zh=f"以后不再优先走{street}。", en=f"I will no longer prefer {street}."),
            changes=tuple(
                PutRecord(kind="streets", key=r.key, data=data, sensitivity=Sensitivity.PRIVATE) for r, data in rest
            ),
        )
    if not kept or street:
        return ToolResult(say=Say(zh="我没有记过你常走的路。", en="I have not kept any usual routes."))
    return ToolResult(
        say=Say(zh="已忘掉你常走的路。", en="I have forgotten your usual routes."),
        changes=tuple(DeleteRecord(kind="streets", key=r.key) for r in kept),
    )


async def _ways(ctx: ToolContext, start: Place, end: Place, mode: str | None) -> tuple[Way, ...]:
    chosen = mode or ("foot" if _close(start, end) else "car")
    known = await _known(ctx, start.city, chosen)
    ways: tuple[Way, ...] = await ctx.provider.ways(start, end, chosen, known)
    return ways


async def _known(ctx: ToolContext, city: str, mode: str) -> dict[int, int] | None:
    record = await ctx.records.get("streets", f"{city}:{mode}")
    return {int(edge): int(count) for edge, count in record.data["counts"].items()} if record else None


async def _place(ctx: ToolContext, places: Places, place_id: str) -> Place:
    here = await places.here(ctx.user)
    if here is not None and here.id == place_id:
        return here
    known = await places.get(place_id)
    if known is None:
        raise ToolError("That place is no longer on the map.", "这个地点已经不在地图上了。", code="place_unknown")
    return known


def _close(start: Place, end: Place) -> bool:
    return end.metres is not None and end.metres < _WALK and start.kind == "city"


_MODES = {
    "foot": ("foot", "walk", "walking", "on foot", "步行", "走路", "走着"),
    "bicycle": ("bicycle", "bike", "cycling", "cycle", "骑车", "自行车", "骑行", "单车"),
    "car": ("car", "drive", "driving", "taxi", "开车", "驾车", "打车", "出租车", "自驾"),
}


def _mode(said: str | None) -> str | None:
    """Raises ToolError for a way of moving that is not offered."""
    if said is None:
        return None
    for mode, words in _MODES.items():
        if said.casefold().strip() in words:
            return mode
    raise ToolError(
        "I can route by car, by bicycle or on foot.", "我能规划开车、骑车和步行的路线。", code="mode_unknown"
    )


def _prefer(said: str | None) -> str:
    words = (said or "").casefold().replace("_", " ")
    if any(w in words for w in ("light", "signal", "红绿灯", "信号灯", "红灯", "灯")):
        return "fewest_lights"
    if any(w in words for w in ("usual", "normal", "always", "平时", "常走", "老路", "往常")):
        return "usual"
    return "fastest"


def _item(way: Way, start: Place, end: Place) -> Item:
    label = replies.variant(way)
    return Item(id=f"{way.variant}|{way.mode}|{start.id}|{end.id}", kind="route", label=label, argument="which")


def _both(say: Say) -> dict[str, str]:
    return {"zh": say.zh, "en": say.en}


def _attribution(ctx: ToolContext) -> str:
    places = ctx.port(Places)
    return places.attribution if places else ""
