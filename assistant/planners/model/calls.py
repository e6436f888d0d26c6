"""A model's tool calls against what the tools declare: good ones become ours, the rest become problems to tell."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.codec import canonical
from assistant.errors import InvalidArgument
from assistant.parameters import canonical_arguments
from assistant.planners.model.answer import RawCall
from assistant.planners.model.endpoint import Limits
from assistant.planners.model.grounded import invented
from assistant.planners.model.provenance import Origins
from assistant.planners.model.schema import Offered
from assistant.types import Json, Parameter, Question, Say, ToolCall, ToolSpec

# What models write where they should have asked.
_NOTHING = frozenset(
    {
        "",
        "?",
        "-",
        "unknown",
        "n/a",
        "none",
        "null",
        "tbd",
        "unspecified",
        "not specified",
        "any",
        "anywhere",
        "anything",
    }
    | {"未知", "未指定", "未提供", "无", "待定", "不详", "任意", "不限", "任何地方"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why an answer is no good: a key of the repair texts and its values; what can be asked or done all the same."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    question: Question | None = None
    call: ToolCall | None = None  # what is left of it, and can run


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    calls: tuple[ToolCall, ...] = ()
    problems: tuple[Problem, ...] = ()


def check_calls(raw: Sequence[RawCall], offered: Offered, origin: Origins, limits: Limits) -> Checked:
    """Ours have an id of our own and canonical arguments. Calls alike in everything are one wish, said twice."""
    kept = list({(c.name, c.arguments.strip()): c for c in raw}.values())
    problems = _problems_of_all(kept, limits)
    if problems:
        return Checked(problems=problems)
    done = {_wish(o.call) for o in origin.transcript.done}
    calls: dict[str, ToolCall] = {}
    found: list[Problem] = []
    for one in kept:
        result = _check_one(one, offered, origin, limits)
        if isinstance(result, Problem):
            found.append(result)
        elif _wish(result) not in done:
            # A small model likes to do again what it has just done; one wish is carried out once.
            calls.setdefault(_wish(result), result)
    if not calls and not found:
        found.append(Problem(kind="done_already"))
    return Checked(calls=tuple(calls.values()), problems=tuple(found))


def _wish(call: ToolCall) -> str:
    return canonical((call.tool, call.arguments))


def _problems_of_all(raw: Sequence[RawCall], limits: Limits) -> tuple[Problem, ...]:
    if len(raw) > limits.max_calls:
        return (Problem(kind="too_many", values={"limit": str(limits.max_calls)}),)
    ids = [c.id for c in raw if c.id]
    return (Problem(kind="duplicate_ids"),) if len(ids) != len(set(ids)) else ()


def _check_one(raw: RawCall, offered: Offered, origin: Origins, limits: Limits) -> ToolCall | Problem:
    spec = offered.by_name.get(raw.name)
    if spec is None:
        return Problem(kind="unknown_tool", values={"tool": raw.name[:80], "tools": ", ".join(offered.by_name)})
    if len(raw.arguments) > limits.max_arguments:
        return Problem(kind="too_large", values={"tool": raw.name})
    arguments = _parse(raw.arguments)
    if arguments is None:
        return Problem(kind="bad_json", values={"tool": raw.name})
    call = ToolCall(id=str(uuid.uuid4()), tool=spec.name, arguments=arguments)
    missing = [p for p in spec.parameters if p.required and p.name not in arguments]
    try:
        checked = _settle(call, spec, missing, origin)
    except InvalidArgument as error:
        return Problem(kind="bad_arguments", values={"tool": raw.name, "problem": error.say.en})
    made_up = invented(checked.arguments, spec, origin)
    if not missing and not made_up:
        return checked
    left = _without(checked, made_up)
    lacking = [p for p in spec.parameters if p.required and p.name not in left.arguments]
    return Problem(
        kind="missing" if missing else "invented",
        values={"tool": raw.name, "names": ", ".join([p.name for p in missing] or made_up)},
        question=_question(lacking[0], left) if lacking else None,
        call=None if lacking else left,
    )


def _without(call: ToolCall, names: Sequence[str]) -> ToolCall:
    return replace(
        call,
        arguments={k: v for k, v in call.arguments.items() if k not in names},
        provenance={k: v for k, v in call.provenance.items() if k not in names},
    )


def _parse(text: str) -> dict[str, Any] | None:
    """The arguments without the empty ones. None when they are no JSON object (NaN and Infinity are no JSON)."""
    try:
        value = json.loads(text or "{}", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return {k: v for k, v in value.items() if v is not None and not _is_nothing(v)}


def _refuse(constant: str) -> Json:
    raise ValueError(constant)


def _is_nothing(value: Json) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _NOTHING


def _settle(call: ToolCall, spec: ToolSpec, missing: Sequence[Parameter], origin: Origins) -> ToolCall:
    """Canonical arguments and where each came from; those still missing are left out. Raises InvalidArgument."""
    left_out = {p.name for p in missing}
    there = tuple(p for p in spec.parameters if p.name not in left_out)
    arguments = canonical_arguments(there, call.arguments, origin.turn.user.timezone)
    return replace(call, arguments=arguments, provenance=origin.of(arguments, spec))


def _question(parameter: Parameter, call: ToolCall) -> Question:
    return Question(text=parameter.ask or _ask_for(parameter), call=call, parameter=parameter.name)


def _ask_for(parameter: Parameter) -> Say:
    known = _ASKS.get(parameter.slot)
    what = parameter.description.strip().rstrip(".") or parameter.name.replace("_", " ")
    return known or Say(zh=f"还需要知道：{what}。", en=f"One more thing I need: {what}.")


_ASKS = {
    "instant": Say(zh="什么时候？", en="When?"),
    "duration": Say(zh="多长时间？", en="For how long?"),
    "recurrence": Say(zh="多久重复一次？", en="How often?"),
    "number": Say(zh="要多少？", en="How many?"),
    "people": Say(zh="几位？", en="For how many people?"),
    "place": Say(zh="在哪里？", en="Where?"),
    "cuisine": Say(zh="想吃什么菜？", en="What kind of food?"),
    "title": Say(zh="叫什么名字？", en="What is it called?"),
    "person": Say(zh="是哪位？", en="Who is it?"),
    "symptom": Say(zh="哪里不舒服？", en="What is wrong?"),
    "money": Say(zh="多少钱？", en="How much money?"),
}
