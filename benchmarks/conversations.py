"""Conversations to measure recall with: LoCoMo from a file the caller has, and our own Chinese scenes."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

SCENES = Path(__file__).parent / "data" / "zh_scenes.yaml"
_FILLINGS = 12
_QUESTIONS, _MESSAGES = 300, 2000


@dataclass(frozen=True, slots=True)
class Said:
    """One line: its id, who said it ("user" or "assistant"), the words."""

    id: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    evidence: frozenset[str]
    category: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """One long conversation and the questions about it."""

    name: str
    said: list[Said] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def locomo(path: Path) -> list[Talk]:
    """LoCoMo's conversations, one line per turn ("Speaker: text [image: caption]"), questions of categories 1 to 4."""
    talks = []
    for sample in json.loads(path.read_text()):
        talk = Talk(sample["sample_id"])
        conversation = sample["conversation"]
        sessions = sorted((k for k in conversation if re.fullmatch(r"session_\d+", k)), key=lambda k: int(k[8:]))
        for turn in (turn for session in sessions for turn in conversation[session]):
            image = f" [image: {turn['blip_caption']}]" if turn.get("blip_caption") else ""
            talk.said.append(Said(turn["dia_id"], "user", f"{turn['speaker']}: {turn['text']}{image}"))
        known = {line.id for line in talk.said}
        for qa in sample["qa"]:
            named = re.findall(r"D\d+:\d+", " ".join(qa.get("evidence", ())))
            evidence = frozenset(known.intersection(named))
            if evidence and qa["category"] in (1, 2, 3, 4):
                talk.asked.append(Asked(str(qa["question"]), evidence, qa["category"]))
        talks.append(talk)
    return talks


def chinese() -> Talk:
    """2,000 messages and 300 questions; every scene is told of several people: its words alone do not decide."""
    data = yaml.safe_load(SCENES.read_text())
    chance = random.Random(20261123)
    parts: list[list[tuple[str, Asked | None]]] = []
    told = [(scene, n) for n in range(_FILLINGS) for scene in data["scenes"]]
    for number, (scene, n) in enumerate(told):
        question = number < _QUESTIONS
        parts.append(_scene(scene, data["people"], n, f"s{number}", question))
    chatter = cycle(data["chatter"])
    length = sum(len(part) for part in parts)
    while length < _MESSAGES:
        part = [(line, None) for line in next(chatter)]
        parts.append(part)
        length += len(part)
    chance.shuffle(parts)
    return _told(parts)


def _scene(scene: Any, people: list[str], n: int, name: str, question: bool) -> list[tuple[str, Any]]:
    shift = sum(map(ord, scene["say"][0])) % _FILLINGS
    slots = {key: people if values == _FILLINGS else values for key, values in scene["slots"].items()}
    filled = {k: v[(n + (shift if v is people else 0)) % _FILLINGS] for k, v in slots.items()}
    asked = scene["ask"][n % len(scene["ask"])].format(**filled) if question else None
    return [(line.format(**filled), asked) for line in scene["say"]]


def _told(parts: list[list[tuple[str, Any]]]) -> Talk:
    talk = Talk("zh")
    for part in parts:
        evidence, question = [], None
        for line, asked in part:
            role = "user" if line.startswith("u:") else "assistant"
            said = Said(f"m{len(talk.said)}", role, line[3:].rstrip("*"))
            talk.said.append(said)
            question = asked or question
            if line.endswith("*"):
                evidence.append(said.id)
        if question:
            talk.asked.append(Asked(question, frozenset(evidence)))
    return talk
