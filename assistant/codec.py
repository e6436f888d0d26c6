"""Our nouns as plain JSON and back, without loss: zones, enums, decimals, tuples and nested nouns survive."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

Reader = Callable[[Any], Any]


_AS_IT_IS = (str, int, float, bool, type(None))


def plain(value: Any) -> Any:
    """`value` as JSON. A datetime keeps its IANA zone in brackets (RFC 9557): ...T09:00:00+08:00[Asia/Shanghai]."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if (names := _field_names(typing.cast(Any, kind))) is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        key = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
        return value.isoformat() + (f"[{key}]" if key else "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return value


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


def restore(kind: Any, value: Any) -> Any:
    """The noun of type `kind` that `plain` wrote. Raises ValueError or TypeError for what does not fit."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Reader:
    """How a value of that type is read; worked out once, for rows are read by the thousand."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(get_args(kind))
    if origin is typing.Literal:
        return _one_of(get_args(kind))
    if origin is tuple:
        item = _reader(get_args(kind)[0])
        return lambda value: tuple([item(v) for v in value])
    if origin is not None and issubclass(origin, Mapping):
        inner = _reader(get_args(kind)[1])
        return _same if inner is _same else lambda value: {k: inner(v) for k, v in value.items()}
    if dataclasses.is_dataclass(kind):
        return _noun_reader(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _SCALARS.get(kind, _same)


def _same(value: Any) -> Any:
    return value


def _read_moment(value: Any) -> datetime:
    text, _, key = str(value).partition("[")
    moment = datetime.fromisoformat(text)
    return moment.astimezone(ZoneInfo(key.rstrip("]"))) if key else moment


_SCALARS: dict[Any, Reader] = {
    datetime: _read_moment,
    date: date.fromisoformat,
    timedelta: lambda value: timedelta(seconds=value),
    Decimal: Decimal,
}


def _noun_reader(kind: type) -> Reader:
    readers: dict[str, Reader] = {}

    def read(value: Any) -> Any:
        if not readers:  # on first use: nouns may hold nouns of their own kind
            readers.update({name: _reader(hint) for name, hint in _hints(kind).items()})
        return kind(**{name: readers[name](v) for name, v in value.items() if name in readers})

    return read


def _one_of(allowed: tuple[Any, ...]) -> Reader:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {allowed}")
        return value

    return read


def _union_reader(kinds: tuple[Any, ...]) -> Reader:
    """The first alternative that fits: a noun by its fields, anything else by not being one."""

    def read(value: Any) -> Any:
        if value is None:
            return None
        for kind in kinds:
            if kind is type(None):
                continue
            if dataclasses.is_dataclass(kind):
                if isinstance(value, Mapping) and value.keys() <= _hints(typing.cast(type, kind)).keys():
                    return restore(kind, value)
            elif not isinstance(value, Mapping) or kind is Any:
                return restore(kind, value)
        raise ValueError(f"{value!r} fits none of {kinds}")

    return read


@cache
def _hints(kind: type) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    return {k: v for k, v in typing.get_type_hints(kind).items() if k in names}


def canonical(value: Any) -> str:
    """One spelling for one meaning: sorted keys, no spaces, equal instants in one form. What digests are made of."""
    return json.dumps(_settled(plain(value)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _settled(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_settled(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def digest(*values: Any) -> str:
    """SHA-256 (hex) over the canonical form of the values, in order."""
    return hashlib.sha256("\n".join(canonical(v) for v in values).encode()).hexdigest()
