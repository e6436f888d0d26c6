"""A tool's typed parameters as JSON schema, and its arguments checked: canonical when they fit, else refused."""

from __future__ import annotations

import inspect
import math
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from assistant.errors import InvalidArgument
from assistant.moments import parse_instant, zone
from assistant.types import Json, Money, Parameter, Recurrence, Say

MAX_TEXT = 20_000
_MISSING = inspect.Parameter.empty


@dataclass(frozen=True)
class Slot:
    """In `Annotated[...]`: which extractor fills this parameter, how to ask for it, whether a yes hangs on it."""

    name: str = ""
    ask: Say | None = None
    deciding: bool = False


_BY_NAME = {
    "party_size": "people",
    "quantity": "number",
    "place": "place",
    "origin": "place",
    "destination": "place",
    "near": "place",
    "cuisine": "cuisine",
    "title": "title",
    "person": "person",
    "to": "person",
    "kind": "kind",
    "mode": "mode",
    "prefer": "prefer",
    "which": "item",
    "symptom": "symptom",
}
_BY_TYPE: dict[Any, str] = {
    datetime: "instant",
    date: "instant",
    timedelta: "duration",
    Recurrence: "recurrence",
    Money: "money",
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "flag",
}
_SCHEMAS: dict[Any, dict[str, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    timedelta: {"type": "number", "description": "seconds"},
    Decimal: {"type": "string", "format": "decimal"},
    Money: {
        "type": "object",
        "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
        "required": ["amount", "currency"],
    },
    Recurrence: {
        "type": "object",
        "properties": {"rrule": {"type": "string"}, "calendar": {"type": ["string", "null"]}},
        "required": ["rrule"],
    },
}


def read_parameters(function: Callable[..., Any], skip: frozenset[str]) -> tuple[Parameter, ...]:
    """The declared parameters of a tool's function, without the ones the core fills. Raises TypeError when untyped."""
    hints = typing.get_type_hints(function, include_extras=True)
    found: list[Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in skip:
            continue
        if name not in hints:
            raise TypeError(f"{function.__qualname__}: parameter {name!r} needs a type")
        found.append(_read_one(name, hints[name], parameter.default))
    return tuple(found)


def _read_one(name: str, hint: Any, default: Any) -> Parameter:
    base, optional, description, slot = _unwrap(hint)
    kind = get_origin(base) or base
    return Parameter(
        name=name,
        schema=_schema(base, name),
        description=description,
        required=default is _MISSING and not optional,
        default=None if default is _MISSING else default,
        slot=slot.name or _slot(name, kind),
        ask=slot.ask,
        deciding=slot.deciding,
    )


def _slot(name: str, kind: Any) -> str:
    if name == "party_size":
        return "people"
    return _BY_TYPE.get(kind) or _BY_NAME.get(name, "text")


def _unwrap(hint: Any) -> tuple[Any, bool, str, Slot]:
    """Annotated and Optional taken off: the type, whether None is allowed, its description, its Slot."""
    description, slot, optional = "", Slot(), False
    while True:
        if get_origin(hint) is Annotated:
            hint, *extras = get_args(hint)
            description = next((e for e in extras if isinstance(e, str)), description)
            slot = next((e for e in extras if isinstance(e, Slot)), slot)
        elif get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint):
            rest = [a for a in get_args(hint) if a is not type(None)]
            hint, optional = (rest[0] if len(rest) == 1 else Union[tuple(rest)]), True  # noqa: UP007
        else:
            return hint, optional, description, slot


def _schema(kind: Any, name: str) -> dict[str, Json]:
    origin = get_origin(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if origin in (list, tuple):
        return {"type": "array", "items": _schema(get_args(kind)[0], name)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [m.value for m in kind]}
    if kind not in _SCHEMAS:
        raise TypeError(f"parameter {name!r}: {kind!r} is not a type a tool can take")
    return dict(_SCHEMAS[kind])


def canonical_arguments(
    parameters: tuple[Parameter, ...], arguments: Mapping[str, Json], timezone: str
) -> dict[str, Json]:
    """Checked JSON arguments in one spelling. Raises InvalidArgument for unknown, missing or ill-typed ones."""
    known = {p.name: p for p in parameters}
    for name in arguments:
        if name not in known:
            raise InvalidArgument(f"There is no argument {name!r}.", f"没有“{name}”这个参数。", code="unknown_argument")
    settled: dict[str, Json] = {}
    for name, parameter in known.items():
        value = arguments.get(name)
        if value is None:
            if parameter.required:
                raise InvalidArgument(f"{name} is missing.", f"缺少{name}。", code="missing_argument")
            continue
        settled[name] = _settle(name, parameter.schema, value, timezone)
    return settled


def _settle(name: str, schema: Mapping[str, Json], value: Json, timezone: str) -> Json:
    try:
        settled = _coerce(schema, value, timezone)
    except (ValueError, TypeError, ArithmeticError, KeyError, AttributeError, RecursionError) as error:
        raise _unusable(name, value) from error
    if "enum" in schema and settled not in schema["enum"]:
        allowed = ", ".join(map(str, schema["enum"]))
        raise InvalidArgument(f"{name} must be one of: {allowed}.", f"{name}只能是：{allowed}。")
    return settled


def _coerce(schema: Mapping[str, Json], value: Json, timezone: str) -> Json:
    kind = schema.get("type")
    if kind == "array":
        if not isinstance(value, (list, tuple)) or len(value) > 100:
            raise ValueError(value)
        return [_coerce(schema["items"], v, timezone) for v in value]
    if kind == "object":
        return _rule(value) if "rrule" in schema["properties"] else _money(value)
    if isinstance(value, bool) != (kind == "boolean"):
        raise ValueError(value)
    if kind == "boolean":
        return value
    if kind in ("integer", "number"):
        return _number(value, whole=kind == "integer")
    return _text(value, schema.get("format"), timezone)


def _rule(value: Json) -> Json:
    rule = {"rrule": value} if isinstance(value, str) else {k: value[k] for k in ("rrule", "calendar") if value.get(k)}
    if "rrule" not in rule or not all(isinstance(v, str) for v in rule.values()):
        raise ValueError(value)
    return rule


def _money(value: Json) -> Json:
    return {"amount": str(Decimal(str(value["amount"]))), "currency": str(value["currency"]).upper()}


def _number(value: Json, *, whole: bool) -> Json:
    if whole:
        number = float(value)
        if not number.is_integer() or abs(number) > 1e15:
            raise ValueError(value)
        return int(number)
    number = value if isinstance(value, (int, float)) else _seconds(str(value))
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _text(value: Json, form: Json, timezone: str) -> Json:
    if form == "date-time":
        moment = value if isinstance(value, datetime) else parse_instant(str(value), timezone)
        return moment.astimezone(zone(timezone)).isoformat()
    if form == "date":
        return date.fromisoformat(str(value)[:10]).isoformat()
    if form == "decimal":
        return str(Decimal(str(value)))  # rubbish raises an ArithmeticError
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError(value)
    return value.strip()


_ISO_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$")


def _seconds(text: str) -> float:
    """Seconds from a number or an ISO 8601 duration (PT12M). Raises ValueError."""
    if match := _ISO_DURATION.match(text.strip()):
        days, hours, minutes, seconds = (float(g or 0) for g in match.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    return float(text)


def python_arguments(function: Callable[..., Any], arguments: Mapping[str, Json], timezone: str) -> dict[str, Any]:
    """Canonical arguments as the Python values the function's types name; instants in the user's named zone.

    Raises InvalidArgument for what is out of range.
    """
    hints = typing.get_type_hints(function, include_extras=True)
    made: dict[str, Any] = {}
    for name, value in arguments.items():
        try:
            made[name] = _python(_unwrap(hints[name])[0], value, timezone)
        except (ValueError, ArithmeticError) as error:  # a duration of 1e300 seconds fits JSON and no Python
            raise _unusable(name, value) from error
    return made


def _unusable(name: str, value: Json) -> InvalidArgument:
    return InvalidArgument(f"{name} cannot be {str(value)[:60]!r}.", f"{name}不能是“{str(value)[:60]}”。")


def _python(kind: Any, value: Json, timezone: str) -> Any:
    if get_origin(kind) in (list, tuple):
        return get_origin(kind)(_python(get_args(kind)[0], v, timezone) for v in value)
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(zone(timezone))
    if kind is date:
        return date.fromisoformat(value)
    if kind is timedelta:
        return timedelta(seconds=value)
    if kind is Decimal:
        return Decimal(value)
    if kind is Money:
        return Money(amount=Decimal(value["amount"]), currency=value["currency"])
    if kind is Recurrence:
        return Recurrence(rrule=value["rrule"], calendar=value.get("calendar"))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value


def with_ask(parameter: Parameter, ask: Say) -> Parameter:
    """The same parameter with its question."""
    return replace(parameter, ask=ask)
