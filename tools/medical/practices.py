"""Where to find a doctor: those of the clinic's own server, else the practices of the map, the nearest first."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from assistant import Say, ToolContext, ToolError
from assistant.ports import Place, Places
from tools.medical.provider import Slot, SlotGone, Wishes

_FAR = 15_000.0  # metres to a practice
_KINDS = ("doctor", "clinic", "hospital")
_MOST = 12
_FEMALE = re.compile(r"女(?:医生|大夫|的)|\b(?:female|woman|lady)\b", re.I)
_MALE = re.compile(r"(?<!女)男(?:医生|大夫|的)|\b(?:male|man)\b", re.I)
_SPEAKS = {"zh": re.compile(r"中文|普通话|汉语|chinese|mandarin", re.I), "en": re.compile(r"英[语文]|english", re.I)}


class NoPractice(ToolError):
    """I know of no such practice around here."""

    code = "no_practice"
    zh = "附近没有找到这样的诊所。"


class NoMap(ToolError):
    """No map is installed; add a city with: steward city add NAME."""

    code = "no_map"
    zh = "还没有安装地图，可以用 steward city add 添加城市。"


class SlotUnknown(ToolError):
    """Ask me for a doctor first, then say which time."""

    code = "slot_unknown"
    zh = "先让我找医生，再说要哪个时间。"


def wishes(words: str | None) -> Wishes:
    """ "A woman who speaks Chinese", 会英语的女医生."""
    said = words or ""
    language = next((code for code, pattern in _SPEAKS.items() if pattern.search(said)), None)
    gender = "female" if _FEMALE.search(said) else "male" if _MALE.search(said) else None
    return Wishes(language=language, gender=gender)


async def practices(ctx: ToolContext, kind: str, words: str | None, wished: Wishes) -> tuple[Place, ...]:
    """The nearest first. Raises NoPractice, NoMap, and what the clinic's server raises."""
    places = ctx.port(Places)
    near = await places.here(ctx.user) if places else None
    if places and words and (hits := await places.find(words, near=near, limit=1)):
        near = hits[0]
    own: tuple[Place, ...] | None = await ctx.provider.clinic.practices(kind, wished)
    if own is not None:
        found = [replace(place, metres=_metres(near, place)) for place in own]
    elif places is None:
        raise NoMap()
    else:
        # A dentist is on the map as such; other kinds of doctor are found in practices, clinics and hospitals.
        kinds = ("dentist",) if kind == "dentist" else _KINDS
        found = [p for one in kinds for p in await places.find(kind=one, near=near, within=_FAR, limit=4)]
    if not found:
        raise NoPractice()
    return tuple(sorted(found, key=lambda p: p.metres if p.metres is not None else math.inf)[:_MOST])


async def slot(ctx: ToolContext, slot_id: str) -> Slot:
    """Raises SlotUnknown, SlotGone."""
    place_id = slot_id.partition("|")[0]
    if "|" not in slot_id:
        raise SlotUnknown()
    practice = await practice_of(ctx, place_id)
    if practice is None:
        raise SlotUnknown()
    found: Slot = await ctx.provider.clinic.slot(practice, slot_id)
    return found


async def practice_of(ctx: ToolContext, place_id: str) -> Place | None:
    own: Place | None = await ctx.provider.clinic.practice(place_id)
    places = ctx.port(Places)
    return own or (await places.get(place_id) if places else None)


def not_known(ctx: ToolContext, wished: Wishes) -> Say:
    """What the map cannot say about a doctor is not pretended."""
    if wished == Wishes() or not ctx.provider.clinic.demonstration:
        return Say(zh="", en="")
    return Say(
        zh="地图上没有医生的性别和语言，请电话确认。",
        en="The map does not tell a doctor's gender or languages; please ask by telephone. ",
    )


def _metres(here: Place | None, place: Place) -> float | None:
    if here is None or (place.latitude, place.longitude) == (0.0, 0.0):
        return None
    lat1, lat2 = math.radians(here.latitude), math.radians(place.latitude)
    east = math.radians(place.longitude - here.longitude) * math.cos((lat1 + lat2) / 2)
    return 6_371_000 * math.hypot(east, lat2 - lat1)


__all__ = ["NoPractice", "SlotGone", "not_known", "practice_of", "practices", "slot", "wishes"]
