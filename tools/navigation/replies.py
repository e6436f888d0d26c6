"""What navigation says and shows: one short sentence to hear, one card to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant import Card, Say, ToolContext
from assistant.ports import Place
from assistant.types import Json
from tools.navigation.provider import Way
from tools.navigation.words import distance, lights, minutes

_BY = {
    "car": Say(zh="开车", en="by car"),
    "bicycle": Say(zh="骑车", en="by bicycle"),
    "foot": Say(zh="步行", en="on foot"),
}
_VARIANTS = {
    "fastest": Say(zh="最快", en="fastest"),
    "fewest_lights": Say(zh="红绿灯最少", en="fewest traffic lights"),
    "usual": Say(zh="你常走的路", en="your usual way"),
}
_NO_USUAL = Say(zh="我还不知道你平时怎么走。", en="I do not know your usual way yet.")


def variant(way: Way) -> Say:
    return _VARIANTS[way.variant]


def route(chosen: Way, ways: Sequence[Way], end: Place, wanted: str) -> Say:
    """The chosen way in a sentence; what it costs against the fastest, or what another way would save."""
    time, far, by = minutes(chosen.duration.total_seconds()), distance(chosen.metres), _BY[chosen.mode]
    passed = lights(chosen.lights) if chosen.lights is not None and chosen.mode != "foot" else None
    zh = f"到{end.name('zh')}{by.zh}{time.zh}，{far.zh}"
    en = f"{time.en} {by.en} to {end.name('en')}, {far.en}"
    if passed:
        zh, en = f"{zh}，{passed.zh}", f"{en}, {passed.en}"
    if chosen.streets:
        zh, en = f"{zh}，走{chosen.streets[0]}", f"{en}, along {chosen.streets[0]}"
    said = Say(zh=f"{zh}。", en=f"{en}.")
    if chosen.note:
        said = chosen.note + said
    if wanted == "usual" and chosen.variant != "usual":
        said = _NO_USUAL + said
    return said + _difference(chosen, ways, wanted) if len(ways) > 1 else said


def _difference(chosen: Way, ways: Sequence[Way], wanted: str) -> Say:
    if wanted == "fewest_lights":
        if chosen.compared is None:
            return Say(zh="这条最快，红绿灯也最少。", en="It is the fastest and has the fewest lights.")
        return Say(
            zh=f"红绿灯最少，比最快的{chosen.compared.zh}。", en=f"It has the fewest lights: {chosen.compared.en}."
        )
    other = next((w for w in ways if w.variant == "fewest_lights" and w.compared), None)
    if chosen.variant == "fastest" and chosen.mode != "foot" and other and other.compared:
        return Say(zh=f"另一条{other.compared.zh}。", en=f"Another way is {other.compared.en}.")
    return Say(zh="", en="")


def usual(streets: Sequence[tuple[str, int]]) -> Say:
    """The streets one usually takes."""
    if not streets:
        return _NO_USUAL
    names = [name for name, _ in streets]
    return Say(
        zh=f"你常走{'、'.join(names)}。要我忘掉哪条，说一声就行。",
        en=f"You usually take {', '.join(names)}. Tell me which one to forget, if any.",
    )


def leave(ctx: ToolContext, moment: datetime, way: Way, end: Place) -> Say:
    zh, en = ctx.spoken(moment)
    time = minutes(way.duration.total_seconds())
    if moment < ctx.now:
        return Say(
            zh=f"到{end.name('zh')}要{time.zh}，已经来不及了，现在就走吧。",
            en=f"It takes {time.en} to {end.name('en')}: you are already late, leave now.",
        )
    return Say(
        zh=f"{zh}出发，路上{time.zh}，留5分钟余量。", en=f"Leave {en}: {time.en} on the way and five minutes to spare."
    )


def summary(way: Way) -> Mapping[str, Json]:
    return {
        "variant": way.variant,
        "mode": way.mode,
        "seconds": way.duration.total_seconds(),
        "metres": round(way.metres),
        "lights": way.lights,
    }


def card(ways: Sequence[Way], chosen: Way, start: Place, end: Place, attribution: str) -> Card:
    """All variants with their drawn lines; no tiles are needed to show them."""
    shown = [
        {
            **summary(w),
            "chosen": w is chosen,
            "label": {"zh": variant(w).zh, "en": variant(w).en},
            "compared": {"zh": w.compared.zh, "en": w.compared.en} if w.compared else None,
            "line": [[round(a, 5), round(b, 5)] for a, b in w.line],
            "steps": [{"zh": s.zh, "en": s.en} for s in w.steps],
        }
        for w in ways
    ]
    ends = {
        "from": {"name": start.name(), "at": [start.latitude, start.longitude]},
        "to": {"name": end.name(), "at": [end.latitude, end.longitude]},
    }
    title = Say(zh=f"去{end.name('zh')}", en=f"To {end.name('en')}")
    text = route(chosen, ways, end, chosen.variant)
    return Card(type="route", title=title, text=text, data={**ends, "variants": shown, "attribution": attribution})


def places(found: Sequence[Place], opening: Sequence[bool | None], what: str, language: str) -> Say:
    """The nearest in a sentence, the others by name."""
    if not found:
        return Say(zh=f"附近没有找到“{what}”。", en=f"I found no {what} nearby.")
    first, state = found[0], opening[0]
    far = distance(first.metres) if first.metres is not None else None
    zh = f"最近的是{first.name('zh')}" + (f"，{far.zh}" if far else "") + _state(state).zh
    en = f"The nearest is {first.name('en')}" + (f", {far.en} away" if far else "") + _state(state).en
    if first.address:
        zh, en = f"{zh}，在{first.address}", f"{en}, at {first.address}"
    rest = found[1:3]
    if rest:
        zh += "；还有" + "、".join(p.name("zh") for p in rest)
        en += "; also " + " and ".join(p.name("en") for p in rest)
    return Say(zh=f"{zh}。", en=f"{en}.")


def _state(is_open: bool | None) -> Say:
    if is_open is None:
        return Say(zh="", en="")
    return Say(zh="，正在营业", en=", open") if is_open else Say(zh="，现在关门", en=", closed now")


def place_card(place: Place, is_open: bool | None, attribution: str) -> Card:
    data = {
        "id": place.id,
        "at": [place.latitude, place.longitude],
        "kind": place.kind,
        "open": is_open,
        "hours": place.hours,
        "phone": place.phone,
        "website": place.website,
        "metres": round(place.metres) if place.metres is not None else None,
        "attribution": attribution,
    }
    title = Say(zh=place.name("zh"), en=place.name("en"))
    return Card(type="place", title=title, text=Say(zh=place.address, en=place.address), data=data)
