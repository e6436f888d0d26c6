"""A new time for something that has one: "move it to eight" keeps the day, "half an hour later" counts from the old."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.planners.local.arguments import Filled
from assistant.planners.local.scene import Scene
from assistant.planners.local.sentence import Sentence
from assistant.planners.local.times import merge
from assistant.types import Item, Json

_WHEN = ("due_at", "at", "start")


def moved(scene: Scene, tool: str, filled: Filled, sentence: Sentence) -> Filled:
    """For a tool that changes a thing just named: its `at` out of the thing's old time and the time said."""
    spec = scene.specs[tool]
    instant = next((p for p in spec.parameters if p.slot == "instant"), None)
    pointer = next((p for p in spec.parameters if p.slot == "item"), None)
    if not tool.endswith("__change") or instant is None or pointer is None or not sentence.times:
        return filled
    item = _meant(scene, filled.values.get(pointer.name), pointer.name)
    old = when(item.data) if item else None
    if item is None or old is None:
        return filled
    at = merge(old, sentence.times[-1], sentence.now)
    values = {**filled.values, pointer.name: item.id, instant.name: at.isoformat()}
    return Filled(values, dict(filled.provenance), filled.why)


def _meant(scene: Scene, pointed: Json, argument: str) -> Item | None:
    fitting = [i for i in scene.items if i.argument in ("", argument)]
    if pointed is not None:
        return next((i for i in fitting if i.id == pointed), None)
    return fitting[0] if len(fitting) == 1 else None


def when(data: Mapping[str, Json]) -> datetime | None:
    """The instant a named thing carries, when it is one with a zone."""
    for name in _WHEN:
        try:
            moment = datetime.fromisoformat(str(data[name])) if data.get(name) else None
        except ValueError:
            continue
        if moment is not None and moment.tzinfo is not None:
            return moment
    return None
