"""Another of the things that were listed, instead of the one that waits for a yes: "yes, but the one at eight"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from assistant.planners.local import pointing
from assistant.planners.local.arguments import Filled
from assistant.planners.local.moving import when
from assistant.planners.local.scene import Scene, Step, lookup_for, step
from assistant.planners.local.sentence import Sentence
from assistant.planners.local.times import merge
from assistant.types import Effect, Item, Json, Parameter, Provenance, Reason, ToolCall

_TIME_ENDS = re.compile(r"\s+at \d.*$|\s+\S*\d+点\S*$|[,，(（:：].*$")


def swap(scene: Scene, target: ToolCall, said: Sentence) -> Step | None:
    """The waiting call for the listed thing at the time said; where none is, a new look-up at that time."""
    spec = scene.specs[target.tool]
    pointer = next((p for p in spec.parameters if p.slot == "item" and p.name in target.arguments), None)
    clock = next((m for m in said.times if m.has_clock and m.at is not None), None)
    if pointer is not None and (pointed := _pointed(scene, target, pointer)) is not None:
        return pointed
    if pointer is None or clock is None or any(p.slot == "instant" for p in spec.parameters):
        return None
    current = next((i for i in scene.items if i.id == target.arguments[pointer.name]), None)
    old = when(current.data) if current else None
    if current is None or old is None or spec.effect is not Effect.COMMIT:
        return None
    at = merge(old, clock, said.now)
    others = [i for i in scene.items if i.argument == pointer.name and i.id != current.id]
    if (other := _at(others, at)) is not None:
        why = Reason(reader="arguments", text=f"{pointer.name} = {other.id} from “{clock.text}”")
        return step(scene, target.tool, Filled({**target.arguments, pointer.name: other.id}, {}, (why,)))
    return _look_again(scene, target, pointer, current, at)


def _pointed(scene: Scene, target: ToolCall, pointer: Parameter) -> Step | None:
    """ "Yes, but the second one": by its place in the list as it was read out."""
    items = [i for i in scene.items if i.argument == pointer.name]
    found = pointing.point(scene.sentence, items) if len(items) > 1 else None
    if found is None or found.value == target.arguments[pointer.name]:
        return None
    why = Reason(reader="arguments", text=f"{pointer.name} = {found.value} from “{found.words}”")
    return step(scene, target.tool, Filled({**target.arguments, pointer.name: found.value}, {}, (why,)))


def _at(items: Sequence[Item], at: datetime) -> Item | None:
    return next((i for i in items if (moment := when(i.data)) is not None and moment == at), None)


def _look_again(scene: Scene, target: ToolCall, pointer: Parameter, current: Item, at: datetime) -> Step | None:
    tool = lookup_for(scene, scene.specs[target.tool])
    if tool is None:
        return None
    label = current.label.zh if scene.sentence.language == "zh" else current.label.en
    known: dict[str, Json] = {"at": at.isoformat(), "title": _TIME_ENDS.sub("", label).strip()}
    names = {p.name for p in scene.specs[tool].parameters}
    values = {k: v for k, v in known.items() if k in names and v}
    why = Reason(reader="dialogue", text=f"no {pointer.name} of those named is at that time: look again")
    return step(scene, tool, Filled(values, dict.fromkeys(values, Provenance.USER), (why,)))
