"""Our nouns as plain JSON and back, without loss: zones, enums, decimals, tuples and nested nouns survive."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

T = TypeVar("T")


def plain(value: Any) -> Any:
    """`value` as JSON. A datetime keeps its IANA zone in brackets (RFC 9557): ...T09:00:00+08:00[Asia/Shanghai]."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
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


def restore(kind: Any, value: Any) -> Any:
    """The noun of type `kind` that `plain` wrote. Raises ValueError or TypeError for what does not fit."""
    origin = get_origin(kind)
    if kind is Any or kind is None or kind is type(None):
        return value
    if origin in (Union, types.UnionType):
        return _restore_union(get_args(kind), value)
    if origin is typing.Literal:
        if value not in get_args(kind):
            raise ValueError(f"{value!r} is none of {get_args(kind)}")
        return value
    if origin is tuple:
        return tuple(restore(get_args(kind)[0], v) for v in value)
    if origin is not None and issubclass(origin, Mapping):
        return {k: restore(get_args(kind)[1], v) for k, v in value.items()}
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast(type, kind))
        return kind(**{k: restore(hints[k], v) for k, v in value.items() if k in hints})  # type: ignore[operator]
    return _restore_scalar(kind, value)


def _restore_scalar(kind: Any, value: Any) -> Any:
    if kind is datetime:
        text, _, key = str(value).partition("[")
        moment = datetime.fromisoformat(text)
        return moment.astimezone(ZoneInfo(key.rstrip("]"))) if key else moment
    if kind is date:
        return date.fromisoformat(value)
    if kind is timedelta:
        return timedelta(seconds=value)
    if kind is Decimal:
        return Decimal(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value


def _restore_union(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    for kind in kinds:
        if kind is type(None):
            continue
        if dataclasses.is_dataclass(kind):
            if isinstance(value, Mapping) and set(value) <= set(_hints(typing.cast(type, kind))):
                return restore(kind, value)
        elif not isinstance(value, Mapping) or kind is Any:
            return restore(kind, value)
    raise ValueError(f"{value!r} fits none of {kinds}")


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
