"""From the words for a place to the place: home, work, here, a name, a kind nearby. Two of one name: ask which."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import Item, Question, Say, ToolContext, ToolError
from assistant.ports import Place, Places
from tools.navigation.words import distance

_HERE = frozenset(
    {"", "here", "my location", "current location", "这里", "这儿", "当前位置", "我这里", "我这儿", "现在的位置"}
)
_HOME = frozenset({"home", "my home", "my place", "my house", "家", "我家", "回家", "家里"})
_WORK = frozenset({"work", "my work", "the office", "office", "my office", "公司", "单位", "办公室", "上班的地方"})
_NEAREST = re.compile(r"^(the )?(nearest|closest) |^(离我)?最近的|^附近的", re.IGNORECASE)
_SAME = 120.0  # metres: hits of one name this close to each other are one place
_AS_GOOD = 8


class NoMap(ToolError):
    """No map is installed; add a city with: steward city add NAME."""

    code = "no_map"
    zh = "还没有安装地图，可以用 steward city add 添加城市。"


class PlaceUnknown(ToolError):
    """I do not know that place."""

    code = "place_unknown"
    zh = "我不知道这个地方。"


@dataclass(frozen=True, slots=True)
class Found:
    """A place, or the question which one is meant."""

    place: Place | None
    question: Question | None = None


async def resolve(ctx: ToolContext, words: str | None, parameter: str) -> Found:
    """The place meant by `words` as seen from here. Raises PlaceUnknown, NoMap."""
    places = ctx.port(Places)
    if places is None:
        raise NoMap()
    here = await places.here(ctx.user)
    said = (words or "").strip()
    if said.casefold() in _HERE:
        if here is None:
            raise NoMap()
        return Found(here)
    said = await _personal(ctx, said)
    if known := await places.get(said):
        return Found(replace(known, metres=_apart(here, known)) if here else known)
    bare = _NEAREST.sub("", said)
    hits = await places.find(bare, near=here, limit=_AS_GOOD)
    if not hits:
        raise PlaceUnknown(f"I do not know a place called {said[:60]}.", f"我在地图上没有找到“{said[:60]}”。")
    if bare == said and (rivals := _rivals(hits, said)):
        return Found(None, _which((hits[0], *rivals[:3]), parameter))
    return Found(hits[0])


async def _personal(ctx: ToolContext, said: str) -> str:
    """Home and work as the profile has them. Raises ToolError when it does not."""
    for words, kept, zh, en in (
        (_HOME, ctx.user.home, "我还不知道你家在哪里。", "I do not know yet where your home is."),
        (_WORK, ctx.user.work, "我还不知道你在哪里上班。", "I do not know yet where you work."),
    ):
        if said.casefold() in words:
            if not kept:
                raise ToolError(en, zh, code="address_unknown")
            return kept
    return said


def _rivals(hits: Sequence[Place], said: str) -> list[Place]:
    """Others called just what was said, elsewhere: none of them is the better answer."""
    best, found = hits[0], list[Place]()
    for hit in hits[1:]:
        if _equal_name(hit, best, said) and all(_apart(hit, known) > _SAME for known in (best, *found)):
            found.append(hit)
    return found


def _equal_name(one: Place, other: Place, said: str) -> bool:
    """Both bear the name that was said, or, where it was said in other letters, the very same name."""
    folded = _folded(said)
    both = [{_folded(n) for n in p.names.values()} for p in (one, other)]
    as_said = all(folded in names for names in both)
    return one.kind == other.kind and (as_said or _folded(one.name()) == _folded(other.name()))


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _apart(one: Place, other: Place) -> float:
    """Metres between two places of one city."""
    x = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return math.hypot(x, one.latitude - other.latitude) * 111_195


def _which(rivals: tuple[Place, ...], parameter: str) -> Question:
    options = tuple(
        Item(id=p.id, kind="place", label=Say(zh=_label(p, "zh"), en=_label(p, "en")), argument=parameter)
        for p in rivals
    )
    zh, en = "，还是".join(o.label.zh for o in options), ", or ".join(o.label.en for o in options)
    return Question(
        text=Say(zh=f"有几个同名的地方：{zh}？", en=f"There are several: {en}?"), parameter=parameter, options=options
    )


def _label(place: Place, language: str) -> str:
    """The name with what tells it from its namesakes: the address, else how far it is."""
    if place.address:
        return f"{place.name(language)} ({place.address})"
    if place.metres is None:
        return place.name(language)
    far = distance(place.metres)
    return f"{place.name(language)} ({far.zh if language == 'zh' else far.en})"
