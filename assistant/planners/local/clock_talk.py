"""What time or day it is: the turn's own clock answers in words. Nothing is started for it, so nothing can go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

from assistant.moments import spoken_clock, spoken_day, zone
from assistant.planners.local.scene import NAME, Scene, votes
from assistant.planners.local.template import Template, compile_template
from assistant.types import Plan, Reason, Say

_HERE = Path(__file__).parent


def tell(scene: Scene) -> Plan | None:
    """The time here or elsewhere, the date, the weekday; None when the sentence asks for anything else."""
    kind, place = _asked(scene)
    if kind is None:
        return None
    say = _day(scene) if kind == "date" else _time(scene.turn.now, place)
    if say is None:
        return None
    question = scene.transcript.dialogue.question  # answered in passing; what was asked stays asked
    why = Reason(reader="clock", text=f"{kind} {place}".strip())
    return Plan(planner=NAME, say=say, question=question, confidence=0.9, why=(*votes(scene.vote), why))


@cache
def _patterns() -> tuple[tuple[str, Template], ...]:
    read: dict[str, Any] = yaml.safe_load((_HERE / "clock.yaml").read_text(encoding="utf-8"))
    lists = read.pop("_lists")
    return tuple(
        (kind, compile_template(source, lists, ("city",)))
        for kind, languages in read.items()
        for sources in languages.values()
        for source in sources
    )


def _asked(scene: Scene) -> tuple[str | None, str]:
    for kind, template in _patterns():
        if match := template.search(scene.sentence.marked):
            span = match.span("city") if kind == "city" else (0, 0)
            return kind, scene.sentence.words(*span).strip(" ,，的")
    return None, ""


def _time(now: datetime, place: str) -> Say | None:
    if not place:
        return Say(zh=f"现在是{spoken_clock(now, 'zh')}。", en=f"It is {spoken_clock(now, 'en')}.")
    name = zone_of(place)
    if name is None:
        return Say(
            zh=f"我不知道{place}在哪个时区。", en=f"I don't know which time zone {place.removeprefix('the ')} is in."
        )
    there = now.astimezone(zone(name))
    other = there.date() != now.date()
    day = spoken_day(there.date(), now.date(), "zh") if other else ""
    shift = (", already tomorrow" if there.date() > now.date() else ", still yesterday") if other else ""
    return Say(
        zh=f"{place}现在是{day}{spoken_clock(there, 'zh')}。",
        en=f"It is {spoken_clock(there, 'en')} in {_capital(place)}{shift}.",
    )


_SMALL = ("the", "of", "time", "timezone", "zone")


def _capital(place: str) -> str:
    return " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in place.split())


def zone_of(place: str) -> str | None:
    """The IANA zone of a city or a small country; None for what is not known."""
    name = place.casefold().strip(" .?!").replace(".", "").removeprefix("the ")
    return _zones().get(name) or _zones().get(
        name.partition(",")[0].removesuffix("timezone").removesuffix("time").strip()
    )


@cache
def _zones() -> Mapping[str, str]:
    own = {z.rpartition("/")[2].replace("_", " ").casefold(): z for z in sorted(available_timezones()) if "/" in z}
    said: dict[str, Sequence[str]] = yaml.safe_load((_HERE / "cities.yaml").read_text(encoding="utf-8"))
    return own | {str(name).casefold(): z for z, names in said.items() for name in names}


def _day(scene: Scene) -> Say | None:
    now, mentions = scene.turn.now, scene.sentence.times
    mention = next((m for m in mentions if m.has_date), None)
    day = mention.day if mention is not None else now.date()
    if day is None:
        return None
    zh, en = spoken_day(day, now.date(), "zh"), spoken_day(day, now.date(), "en")
    if mention is not None and abs((day - now.date()).days) > 2:
        zh = en = mention.text.strip()
    return Say(
        zh=f"{zh}是{day.year}年{day.month}月{day.day}日，星期{'一二三四五六日'[day.weekday()]}。",
        en=f"{en[0].upper()}{en[1:]} is {day:%A}, {day.day} {day:%B %Y}.",
    )
