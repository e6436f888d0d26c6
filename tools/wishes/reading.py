"""Standing wishes as people say them: what to watch for and what to say then. Read from words, without a model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from assistant.types import Json, Say

KIND = "wish"
MOST = 100  # wishes of one user
_EN_TAIL = r"[,:]?\s*(?:please\s+)?(?:remind me|tell me)\s+(?:to\s+|that\s+)?(?P<what>.+?)[.!]?$"
_ZH_TAIL = r"[，,：:]?\s*(?:请|就|记得)*\s*(?:提醒|告诉|叫)我(?:一下)?(?:要|去)?(?P<what>.+?)[。！!]?$"
_NEAR = (
    re.compile(
        r"^(?:when|whenever|if|next time|the next time)\s+i(?:'m| am| get| come| go| walk| drive| pass)\s+"
        r"(?:(?<=pass )(?:by\s+)?|(?:near|close to|next to|at|by|to|past)\s+)"
        r"(?:(?:an?|the|any|some)\s+)?(?P<near>[\w' -]+?)" + _EN_TAIL,
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:当|等|如果|要是|只要|下次)?我?(?:再)?(?:走到|来到|路过|经过|靠近|在|到)(?P<near>[^，,]{1,12}?)"
        r"(?:附近|旁边|边上|门口)?(?:了)?(?:的时候|时候|时)?" + _ZH_TAIL
    ),
)
_RAIN = (
    re.compile(
        r"^(?:if|when|whenever)\s+it(?:'s going to|'ll| will| is going to)?\s+rains?\s*(?P<day>today|tomorrow)?"
        + _EN_TAIL,
        re.I,
    ),
    re.compile(r"^(?:如果|要是|假如|只要)?(?P<day>今天|明天)?(?:如果|要是|会)?下雨(?:了)?(?:的话)?" + _ZH_TAIL),
)
_TOMORROW = ("tomorrow", "明天")


def read(text: str) -> tuple[dict[str, Json], str] | None:
    """(what to watch for, what to say) of a sentence; None when it is no standing wish that can be watched."""
    text = text.strip()
    for pattern in _RAIN:
        if found := pattern.match(text):
            metric = "rain_tomorrow" if (found["day"] or "").casefold() in _TOMORROW else "rain_today"
            return {"metric": metric, "is": "above", "value": 50.0}, found["what"].strip()
    for pattern in _NEAR:
        if found := pattern.match(text):
            return {"near": found["near"].strip(), "metres": 250}, found["what"].strip()
    return None


def row(
    when: Mapping[str, Json], say: Say, *, cooldown: int = 24 * 60, expires_at: datetime | None = None
) -> dict[str, Json]:
    return {
        "when": dict(when),
        "say": {"zh": say.zh, "en": say.en},
        "cooldown": cooldown,
        "expires_at": expires_at.isoformat() if expires_at else None,
        "fired": 0,
        "last": None,
    }


def words(when: Mapping[str, Json]) -> Say:
    """When it is said, in words."""
    if when.get("near"):
        return Say(zh=f"你在{when['near']}附近时", en=f"when you are near: {when['near']}")
    if when["metric"] in ("rain_today", "rain_tomorrow"):
        tomorrow = when["metric"] == "rain_tomorrow"
        return Say(
            zh="明天要下雨时" if tomorrow else "今天要下雨时",
            en=f"when rain is likely {'tomorrow' if tomorrow else 'today'}",
        )
    side = {"above": ("高于", "above"), "below": ("低于", "below"), "equal": ("等于", "at")}[when.get("is", "above")]
    return Say(
        zh=f"{when['metric']}{side[0]}{when['value']:g}时", en=f"when {when['metric']} is {side[1]} {when['value']:g}"
    )
