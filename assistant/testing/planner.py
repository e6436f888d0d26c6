"""A planner that does what the test says: a sentence and the plan for it, in any order; else "not mine"."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.errors import PlannerUnavailable
from assistant.ports import Transcript
from assistant.types import Fact, Json, Plan, Provenance, ToolCall, ToolSpec, Turn

Script = Plan | ToolCall | Sequence[ToolCall] | Callable[[Turn, Transcript], Plan]
_ids = itertools.count(1)


def call(tool: str, /, *, provenance: Provenance = Provenance.USER, **arguments: Json) -> ToolCall:
    """A wish to run `plugin__tool` with these arguments, all from one source."""
    sources = dict.fromkeys(arguments, provenance)
    return ToolCall(id=f"call-{next(_ids)}", tool=tool, arguments=arguments, provenance=sources)


class FakePlanner:
    """Fulfils `assistant.ports.Planner`. `seen` keeps what it was asked; `fails` makes it unavailable."""

    def __init__(self, script: Mapping[str, Script] | None = None, *, name: str = "local", fails: bool = False) -> None:
        self.name = name
        self.script: dict[str, Script] = dict(script or {})
        self.fails = fails
        self.seen: list[tuple[Turn, Transcript]] = []

    async def plan(self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]) -> Plan:
        self.seen.append((turn, transcript))
        if self.fails:
            raise PlannerUnavailable
        found = self.script.get(turn.utterance.text)
        if found is None:
            return Plan(planner=self.name)
        if isinstance(found, Plan):
            return found
        if callable(found):
            return found(turn, transcript)
        calls = (found,) if isinstance(found, ToolCall) else tuple(found)
        # A sentence said twice is two wishes, each with an id of its own.
        fresh = tuple(replace(c, id=f"call-{next(_ids)}") for c in calls)
        return Plan(planner=self.name, calls=fresh, confidence=1.0)
