"""Something out of the last list ("the first one", 订第二家，今晚七点), another one, and the last thing again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.planners.local import pointing
from assistant.planners.local.arguments import fill
from assistant.planners.local.scene import NAME, Scene, started, step, votes
from assistant.planners.local.sentence import is_bare
from assistant.planners.local.times import merge
from assistant.planners.local.vote import PATTERN, Verdict, capability
from assistant.types import Effect, Item, Json, Plan, Reason, ToolCall, ToolSpec

_AGAIN = re.compile(
    r"^\W*(?:please )?(?:again|(?:do|run|try|search|check) (?:it|that) (?:again|once more)|"
    r"(?:the )?same(?: (?:thing|one))?(?: again)?(?: please)?|once more|"
    r"one more time|repeat that (?:order|booking|search)|another one like that)(?: please)?\W*$"
    r"|^\W*(?:请)?(?:再(?:来|做|查|找|订|买|试|定|设)(?:一|1)(?:次|遍|个|份)|重(?:来|做|试)(?:一次|一遍)?|照旧|"
    r"老样子|跟(?:上次|刚才)一样|同样的再来一(?:次|份|个))(?:吧|啊)?\W*$"
)


def choose(scene: Scene) -> Plan | None:
    """A call for the thing pointed at; None when nothing of the last list is pointed at."""
    if not scene.items:
        return None
    found = pointing.point(scene.sentence, scene.items)
    item = next((i for i in scene.items if found and i.id == found.value), None)
    if found is None or item is None or not item.argument:
        return None
    takers = _takers(scene, item)
    vote = scene.vote
    if not takers or (vote.verdict is Verdict.START and vote.tool not in {t.name for t in takers} and _strong(scene)):
        return None
    tool = _taker(scene, takers, item)
    filled = fill(scene.material(tool))
    filled.values[item.argument] = item.id
    carried = _carried(scene, tool, filled.values)
    filled = filled.with_values(
        carried, {k: _last(scene).provenance[k] for k in carried if k in _last(scene).provenance}
    )
    why = Reason(
        reader="dialogue", text=f"{item.argument} = {item.id} from “{found.words}” of {len(scene.items)} named"
    )
    return started(scene, [step(scene, tool, filled)], 0.85, why)


def _takers(scene: Scene, item: Item) -> list[ToolSpec]:
    """Tools that take such a thing; those of the capability that named it, when there are any."""
    takers = [s for s in scene.specs.values() if s.parameter(item.argument) is not None]
    last = scene.last_call()
    own = [s for s in takers if last is not None and capability(s.name) == capability(last.tool)]
    return own or takers


def _strong(scene: Scene) -> bool:
    reading = scene.vote.reading(scene.vote.tool)
    return reading is not None and reading.score >= PATTERN


def _taker(scene: Scene, takers: Sequence[ToolSpec], item: Item) -> str:
    """The tool the words name; with no words, the act whose details are known already, else the closer look."""
    by_words = {t.name: (r.score if (r := scene.vote.reading(t.name)) else 0.0) for t in takers}
    shares = dict(scene.vote.shares)
    best = max(takers, key=lambda t: (by_words[t.name] + shares.get(t.name, 0.0), t.name))
    if by_words[best.name] >= PATTERN or (by_words[best.name] > 0 and shares.get(best.name, 0.0) > 0.3):
        return best.name
    known = {**_last(scene).arguments, **fill(scene.material(takers[0].name)).values, item.argument: item.id}
    acts = [t for t in takers if t.effect is Effect.COMMIT and not _unknown(t, known)]
    asked_before = [t for t in takers if t.effect is Effect.COMMIT and _wished_before(scene, t)]
    looks = [t for t in takers if t.effect is Effect.READ]
    if len(_details(acts, item)) == 1:
        return acts[0].name
    return (asked_before or looks or [best])[0].name


def _details(acts: Sequence[ToolSpec], item: Item) -> list[ToolSpec]:
    """Acts that need more than the thing itself: that the rest is known already shows that they were meant."""
    return [t for t in acts if any(p.required and p.name != item.argument for p in t.parameters)]


def _unknown(spec: ToolSpec, known: Mapping[str, Json]) -> list[str]:
    return [p.name for p in spec.parameters if p.required and p.name not in known]


def _wished_before(scene: Scene, spec: ToolSpec) -> bool:
    """The sentence before asked for this tool, which had to look for something to choose from first."""
    lines = [line.text for line in scene.transcript.lines if line.role == "user"]
    if not lines:
        return False
    reading = next(
        (r for r in scene.readers.patterns.read(scene.reread(lines[-1]).marked) if r.tool == spec.name), None
    )
    return reading is not None and reading.score >= PATTERN


def _last(scene: Scene) -> ToolCall:
    return scene.last_call() or ToolCall(id="", tool="")


def _carried(scene: Scene, tool: str, said: Mapping[str, Json]) -> dict[str, Json]:
    """What the look-up already knew: the time and the party one searched for are those one books."""
    names = {p.name for p in scene.specs[tool].parameters if p.slot != "item"}
    waiting = scene.transcript.pending
    if waiting is not None and waiting.call.tool == tool:  # "the second one" instead of what waits for a yes
        return {k: v for k, v in waiting.call.arguments.items() if k in names and k not in said}
    last = _last(scene)
    spec = scene.specs.get(last.tool)
    if spec is None or spec.effect is not Effect.READ or capability(last.tool) != capability(tool):
        return {}
    return {k: v for k, v in last.arguments.items() if k in names and k not in said}


_ANOTHER = re.compile(
    r"^\W*(?:and |also |ok |okay |please )*(?:another(?: one)?|one more|set another(?: one)?|(?:and|"
    r"also) (?:one|at)|add another(?: one)?)\b"
    r"|^\W*(?:然后|还要|还有|另外)?[,，]?(?:再|也)(?:帮我|给我)?(?:定|设|来|加|订|要|买)(?:一|1)?(?:个|张|份|次)"
)


def another(scene: Scene) -> Plan | None:
    """ "Another one at eight": the last call again with what is new, for tools that set something."""
    last = scene.last_call()
    if last is None or not _ANOTHER.search(scene.sentence.plain) or scene.specs[last.tool].effect is not Effect.CHANGE:
        return None
    if scene.vote.verdict is Verdict.START and scene.vote.tool != last.tool and _strong(scene):
        return None
    kept = {p.name for p in scene.specs[last.tool].parameters if p.slot not in ("recurrence", "item")}
    filled = fill(scene.material(last.tool))
    if not filled.values:
        return None
    old = {k: v for k, v in last.arguments.items() if k in kept}
    for p in scene.specs[last.tool].parameters:
        if p.slot == "instant" and p.name in old and p.name in filled.values and scene.sentence.times:
            merged = merge(datetime.fromisoformat(str(old[p.name])), scene.sentence.times[-1], scene.sentence.now)
            filled.values[p.name] = merged.isoformat()
    why = Reason(reader="dialogue", text=f"another {last.tool}")
    return started(scene, [step(scene, last.tool, filled.with_values(old, last.provenance))], 0.85, why)


def act_on(scene: Scene) -> Plan | None:
    """ "Tonight at six, two people" after a closer look at one thing: the details of the act that takes it."""
    last = scene.last_call()
    if last is None or scene.specs[last.tool].effect is not Effect.READ or not is_bare(scene.sentence):
        return None
    pointed = {
        p.name: last.arguments[p.name]
        for p in scene.specs[last.tool].parameters
        if p.slot == "item" and p.name in last.arguments
    }
    for spec in scene.specs.values():
        own = capability(spec.name) == capability(last.tool) and spec.effect is Effect.COMMIT
        if own and pointed.keys() & {p.name for p in spec.parameters if p.required}:
            filled = fill(scene.material(spec.name))
            if filled.values:
                why = Reason(reader="dialogue", text=f"details for {spec.name} of what was just looked at")
                known = {k: v for k, v in pointed.items() if spec.parameter(k)}
                return started(scene, [step(scene, spec.name, filled.with_values(known, last.provenance))], 0.8, why)
    return None


def again(scene: Scene) -> Plan | None:
    """The last calls once more, as new calls; a COMMIT asks again like any other."""
    calls = [c for c in scene.transcript.dialogue.calls if c.tool in scene.specs]
    if not calls or not _AGAIN.match(scene.sentence.plain):
        return None
    fresh = tuple(
        ToolCall(id=scene.call_id(c.tool), tool=c.tool, arguments=c.arguments, provenance=c.provenance) for c in calls
    )
    why = Reason(reader="dialogue", text=f"again: {', '.join(c.tool for c in fresh)}")
    return Plan(planner=NAME, calls=fresh, confidence=0.9, why=(*votes(scene.vote), why))
