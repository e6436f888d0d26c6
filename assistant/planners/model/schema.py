"""Tools as a model is told about them: OpenAI functions under names that every endpoint accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.types import Effect, Json, Parameter, ToolSpec

_ACCEPTED = re.compile(r"[^A-Za-z0-9_-]")
_HINTS = {
    "instant": "ISO 8601 with offset",
    "duration": "in seconds",
    "recurrence": "an RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=MO",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The tools of one question. `by_name` finds a tool by the name the model was told."""

    functions: tuple[Mapping[str, Json], ...]
    by_name: Mapping[str, ToolSpec]

    def name_of(self, tool: str) -> str:
        """The told name of a tool; one that is not offered keeps its own."""
        return next((told for told, spec in self.by_name.items() if spec.name == tool), _plain_name(tool))


def as_functions(tools: Sequence[ToolSpec]) -> Offered:
    by_name: dict[str, ToolSpec] = {}
    for tool in tools:
        told, number = _plain_name(tool.name), 2
        while told in by_name:
            told, number = f"{_plain_name(tool.name)[:60]}_{number}", number + 1
        by_name[told] = tool
    return Offered(functions=tuple(_function(n, t) for n, t in by_name.items()), by_name=by_name)


def _plain_name(name: str) -> str:
    return _ACCEPTED.sub("_", name)[:64]


def _function(name: str, tool: ToolSpec) -> Mapping[str, Json]:
    after = " Asks the user for their yes by itself." if tool.effect is Effect.COMMIT else ""
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": tool.description.strip() + after,
            "parameters": {
                "type": "object",
                "properties": {p.name: _property(p) for p in tool.parameters},
                "required": [p.name for p in tool.parameters if p.required],
            },
        },
    }


def _property(parameter: Parameter) -> Mapping[str, Json]:
    words = [parameter.description, str(parameter.schema.get("description", "")), _HINTS.get(parameter.slot, "")]
    description = "; ".join(dict.fromkeys(w.strip().rstrip(".") for w in words if w.strip()))
    schema = {k: v for k, v in parameter.schema.items() if k != "description"}
    return {**schema, "description": description} if description else schema
