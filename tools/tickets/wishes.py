"""What the words for tickets mean: a kind, a film or an idea of one, a stretch of time, the two ends of a journey."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assistant import Question, Say, ToolContext, ToolError
from assistant.ports import Places
from tools.tickets.films import Film, by_title, genre_in, suggest
from tools.tickets.provider import Wanted
from tools.tickets.towns import Town, by_name, nearest

_NO_TITLE = frozenset({"什", "什么", "啥", "哪些", "what"})  # 电影院放什么 asks for no film by name
_KINDS = {
    "movie": ("movie", "film", "电影"),
    "train": ("train", "rail", "火车", "高铁", "动车", "列车", "车次"),
    "concert": ("concert", "音乐会", "交响"),
    "theatre": ("theatre", "theater", "play", "opera", "ballet", "musical", "话剧", "戏", "歌剧", "芭蕾", "舞剧"),
    "event": ("event", "show", "演出", "演唱会"),
}
_NO_TOWN = re.compile(r"(?:的|班|趟|张|最早|最晚)$")  # 最早一班到天津的列车: what stands before 到 is no town
_TO_WHERE = Say(zh="要去哪个城市？", en="To which town?")
_FROM_WHERE = Say(zh="从哪个城市出发？", en="From which town?")
_EARLIER = timedelta(minutes=45)  # "around eight" begins before eight


class NotOffered(ToolError):
    """I can find and buy tickets for the cinema, the theatre, concerts and trains; not that kind yet."""

    code = "kind_not_offered"
    zh = "我现在能查和买电影、戏剧、音乐会和火车的票，这种票还不行。"


class TownUnknown(ToolError):
    """I know of no trains there."""

    code = "town_unknown"
    zh = "没有查到那里的列车。"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the words for a film mean: a title, films like it, or a genre. `ids` None: any."""

    ids: tuple[str, ...] | None = None
    genre: str | None = None
    exact: Film | None = None
    elsewhere: bool = False  # no film we know: perhaps an event of a house with a programme of its own


def film_wish(title: str | None, genre: str | None) -> Wish:
    """Raises ToolError when no film is called so or is like that."""
    if not title or title in _NO_TITLE:
        return Wish(genre=genre_in(genre) if genre else None)
    if exact := by_title(title):
        return Wish((exact.id,), exact=exact)
    if like := suggest(title):
        return Wish(tuple(f.id for f in like[:12]))
    raise ToolError(
        f"I know of no film called {title[:60]}.", f"我没有找到叫“{title[:60]}”的电影。", code="title_unknown"
    )


def idea(words: str) -> Wish:
    """Films for an idea; never the very film it names."""
    if found := suggest(words):
        return Wish(tuple(f.id for f in found[:12]))
    raise ToolError(
        "I cannot think of a film like that. Name one you like, or a genre.",
        "想不出这样的电影。说一部你喜欢的片子或者类型吧。",
        code="nothing_like_that",
    )


def kind_of(words: str | None) -> str:
    """What the words for a kind of ticket mean; films when nothing is said. Raises NotOffered."""
    if not words or genre_in(words):
        return "movie"
    folded = words.casefold()
    found = next((k for k, names in _KINDS.items() if any(n in folded for n in names)), None)
    if found is None:
        raise NotOffered()
    return found


def is_train(kind: str | None) -> bool:
    return bool(kind) and any(name in str(kind).casefold() for name in _KINDS["train"])


def window(ctx: ToolContext, at: datetime | None) -> tuple[datetime, datetime]:
    """From when to when to look: around a clock time, the rest of a day for midnight, else from now to the night."""
    if at is None:
        return ctx.now, datetime.combine(ctx.now.date(), time(23, 59), tzinfo=ctx.now.tzinfo)
    local = at.astimezone(ctx.now.tzinfo)
    end = datetime.combine(local.date(), time(23, 59), tzinfo=ctx.now.tzinfo)
    return max(ctx.now, local - _EARLIER), end


async def journey(
    ctx: ToolContext, origin: str | None, destination: str | None, at: datetime | None
) -> Wanted | Question:
    """The train that is wanted, from where the user is unless said; what is missing is asked for."""
    if not destination:
        return Question(text=_TO_WHERE, parameter="destination")
    end = _town(destination)
    start = _town(origin) if origin and not _NO_TOWN.search(origin) else await _here(ctx)
    if start is None or (not origin and start.network != end.network):
        return Question(text=_FROM_WHERE, parameter="origin")
    since, until = window(ctx, at)
    wanted = Wanted(kind="train", origin=start.id, destination=end.id, start=since, until=until)
    # Late in the evening "a train to Tampere" is one of tomorrow's.
    return wanted if at is not None or ctx.now.hour < 20 else replace(wanted, until=until + timedelta(hours=14))


def _town(words: str) -> Town:
    found = by_name(words)
    if found is None:
        raise TownUnknown(f"I know of no trains to or from {words[:40]}.", f"没有查到“{words[:40]}”的列车。")
    return found


async def _here(ctx: ToolContext) -> Town | None:
    places = ctx.port(Places)
    here = await places.here(ctx.user) if places else None
    return nearest(here.latitude, here.longitude) if here else None
