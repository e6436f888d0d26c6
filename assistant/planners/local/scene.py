"""What one sentence is understood against, and how every way of understanding ends: a call or a question."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.planners.local import asking
from assistant.planners.local.arguments import Filled, fill
from assistant.planners.local.material import Material
from assistant.planners.local.readers import Readers
from assistant.planners.local.sentence import Sentence, read_sentence
from assistant.planners.local.times_said import is_bare_day
from assistant.planners.local.vote import Vote, capability
from assistant.ports import Transcript
from assistant.types import (
    Effect,
    Fact,
    Item,
    Json,
    Parameter,
    Plan,
    Provenance,
    Question,
    Reason,
    ToolCall,
    ToolSpec,
    Turn,
)

NAME = "local"
_FINDS = re.compile("__(?:search|find)")


@dataclass(frozen=True, slots=True)
class Scene:
    turn: Turn
    transcript: Transcript
    facts: Sequence[Fact]
    readers: Readers
    sentence: Sentence
    vote: Vote
    made: list[str] = field(default_factory=list)  # ids of the calls of this plan

    @property
    def specs(self) -> Mapping[str, ToolSpec]:
        return self.readers.specs

    @property
    def items(self) -> Sequence[Item]:
        return self.transcript.dialogue.items

    def reread(self, text: str) -> Sentence:
        """Another text - a clause, the sentence before - as said now."""
        return read_sentence(text, self.sentence.language, self.sentence.now, self.turn.user.country)

    def last_call(self) -> ToolCall | None:
        calls = self.transcript.dialogue.calls
        return calls[-1] if calls and calls[-1].tool in self.specs else None

    def call_id(self, tool: str) -> str:
        """The same turn planned twice makes the same calls."""
        name = f"steward/{self.turn.id}/{len(self.made)}/{tool}"
        self.made.append(name)
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def material(
        self, tool: str, sentence: Sentence | None = None, vote: Vote | None = None, **extra: bool
    ) -> Material:
        reading = (vote or self.vote).reading(tool)
        return Material(
            sentence=sentence or self.sentence,
            spec=self.specs[tool],
            captures=reading.captures if reading else {},
            items=self.items,
            answering=extra.get("answering", False),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One call that is complete, or the question that completes it."""

    call: ToolCall | None = None
    question: Question | None = None
    why: tuple[Reason, ...] = ()


def step(scene: Scene, tool: str, filled: Filled) -> Step:
    """The call when nothing is missing; else what to ask first, or a look-up that offers what to choose from."""
    spec = scene.specs[tool]
    missing = [p for p in spec.parameters if p.required and not _complete(p, filled.values.get(p.name))]
    nothing_to_choose = missing and missing[0].slot == "item" and spec.effect is Effect.COMMIT
    if (lookup := lookup_for(scene, spec) if nothing_to_choose else None) is not None:
        why = Reason(reader="arguments", text=f"{tool} needs {missing[0].name}: look for some first")
        found = step(scene, lookup, _forlookup_for(scene, lookup, filled))
        return Step(found.call, found.question, (*filled.why, why))
    call_id = scene.call_id(tool)
    if missing:
        call = asking.partial(call_id, tool, filled.values, filled.provenance)
        why = Reason(reader="arguments", text=f"missing: {', '.join(p.name for p in missing)}")
        return Step(question=asking.ask_for(missing[0], call, scene.items), why=(*filled.why, why))
    values = {k: v for k, v in filled.values.items() if not _is_open(spec.parameter(k), v)}
    provenance = {k: filled.provenance.get(k, Provenance.USER) for k in values}
    return Step(ToolCall(id=call_id, tool=tool, arguments=values, provenance=provenance), why=filled.why)


def _complete(parameter: Parameter, value: Json) -> bool:
    return value is not None and not _is_open(parameter, value)


def _is_open(parameter: Parameter | None, value: Json) -> bool:
    """A day without its clock time, kept in a question until the clock is said."""
    return parameter is not None and parameter.slot == "instant" and is_bare_day(value)


def lookup_for(scene: Scene, spec: ToolSpec) -> str | None:
    """The READ tool of the same capability that finds things to choose from."""
    shares = dict(scene.vote.shares)
    tools = [
        s
        for s in scene.specs.values()
        if s.effect is Effect.READ
        and capability(s.name) == capability(spec.name)
        and not any(p.required for p in s.parameters)
    ]
    if not tools:
        return None
    wanted = {p.name for p in spec.parameters}

    def fits(s: ToolSpec) -> tuple[int, bool, float, str]:
        shared = len(wanted & {p.name for p in s.parameters})
        return shared, _FINDS.search(s.name) is not None, shares.get(s.name, 0.0), s.name

    return max(tools, key=fits).name


def _forlookup_for(scene: Scene, tool: str, filled: Filled) -> Filled:
    """What was said, read for the look-up, with what the other tool had understood of it."""
    names = {p.name for p in scene.specs[tool].parameters}
    here = fill(scene.material(tool))
    shared = {k: v for k, v in filled.values.items() if k in names}
    return Filled({**here.values, **shared}, {**here.provenance, **filled.provenance}, here.why)


def started(scene: Scene, steps: Sequence[Step], confidence: float, *why: Reason) -> Plan:
    """The plan of these steps: all complete calls, and the first open question."""
    questions = [s.question for s in steps if s.question is not None]
    return Plan(
        planner=NAME,
        calls=tuple(s.call for s in steps if s.call is not None),
        question=questions[0] if questions else None,
        confidence=confidence,
        why=(*votes(scene.vote), *why, *(r for s in steps for r in s.why)),
    )


def votes(vote: Vote) -> tuple[Reason, ...]:
    """What each reader said."""
    found = ", ".join(f"{r.tool} {r.score:.2f} “{'” “'.join(r.words[:3])}”" for r in vote.readings[:3])
    likely = ", ".join(f"{tool} {share:.2f}" for tool, share in vote.shares[:3])
    return (
        Reason(reader="patterns", text=found or "nothing", data={r.tool: round(r.score, 3) for r in vote.readings[:3]}),
        Reason(reader="examples", text=likely or "nothing", data={t: round(s, 3) for t, s in vote.shares[:3]}),
        Reason(reader="vote", text=f"{vote.verdict.value} {' / '.join(vote.tools[:2])}".strip()),
    )
