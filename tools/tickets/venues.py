"""Where it is shown and how one gets there: houses of the map, a showing by its id, other times of the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant import Say, ToolContext, ToolError
from assistant.ports import Place, Places, TravelTime
from tools.tickets.provider import Showing, Wanted

FAR = 20_000.0  # metres to a cinema
_EARLY = timedelta(minutes=15)
_UNKNOWN_WAY = timedelta(minutes=45)
_SOME_WAY = timedelta(minutes=30)
_ANY_CINEMA = frozenset({"cinema", "cinemas", "movies", "movie theater", "movie theatre", "电影院", "影院", "影城"})


class ShowingUnknown(ToolError):
    """Ask me what is on first, then say which one."""

    code = "showing_unknown"
    zh = "先让我查一下场次，再说要哪一场。"


async def venues(ctx: ToolContext, words: str | None, kind: str) -> tuple[Place, ...]:
    """Houses of that kind at or near the place said, else near the user. Raises ToolError when there is none."""
    places = ctx.port(Places)
    if places is None:
        raise ToolError(
            "No map is installed; add a city with: steward city add NAME.",
            "还没有安装地图，可以用 steward city add 添加城市。",
            code="no_map",
        )
    near = await places.here(ctx.user)
    if words and words.casefold().removeprefix("the ") not in _ANY_CINEMA:
        hits = await places.find(words, near=near, limit=1)
        if hits and hits[0].kind == kind:
            return hits
        near = hits[0] if hits else near
    found = await places.find(kind=kind, near=near, within=FAR, limit=6)
    if not found:
        house = Say(zh="电影院", en="cinema") if kind == "cinema" else Say(zh="剧院", en="theatre")
        raise ToolError(f"I know of no {house.en} around there.", f"附近没有找到{house.zh}。", code=f"no_{kind}")
    return found


async def showing(ctx: ToolContext, showing_id: str) -> Showing:
    """Raises ToolError when there is none of that id."""
    if "|" not in showing_id:
        raise ShowingUnknown()
    found: Showing = await ctx.provider.showing(await _house(ctx, showing_id.partition("|")[0]), showing_id)
    return found


async def others(ctx: ToolContext, show: Showing, start: datetime, until: datetime) -> list[Showing]:
    """Other times of the same at the same house (or on the same line) that begin in between, earliest first."""
    venue = await _house(ctx, show.venue_id)
    ends = show.line.partition("/") if show.kind == "train" else ("", "", "")
    wanted = Wanted(
        kind=show.kind,
        title=show.title.en,
        origin=ends[0] or None,
        destination=ends[2] or None,
        start=start,
        until=until,
    )
    found = await ctx.provider.showings((venue,) if venue else (), wanted)
    return [s for s in found if s.same == show.same and s.id != show.id and s.start > ctx.now]


async def with_seats(ctx: ToolContext, shows: list[Showing], quantity: int) -> list[Showing]:
    """The first two that have so many seats left."""
    found: list[Showing] = []
    for other in shows:
        if sum(free for _, free in await ctx.provider.free_seats(other, ctx.now)) >= quantity:
            found.append(other)
        if len(found) == 2:
            break
    return found


async def way(ctx: ToolContext, show: Showing) -> timedelta:
    """How long before it begins one has to leave."""
    travel, places = ctx.port(TravelTime), ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    venue = await _house(ctx, show.venue_id)
    if travel is None or here is None or venue is None:
        return _UNKNOWN_WAY
    return (await travel.between(here, venue) or _SOME_WAY) + _EARLY


async def _house(ctx: ToolContext, place_id: str) -> Place | None:
    places = ctx.port(Places)
    return await places.get(place_id) if places else None
