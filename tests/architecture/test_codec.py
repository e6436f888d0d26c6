"""Every noun survives being written down and read back."""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import changes, ports, types
from assistant.codec import canonical, digest, plain, restore

ZONES = [ZoneInfo(n) for n in ("Asia/Shanghai", "America/New_York", "Europe/Helsinki", "Australia/Lord_Howe")]
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2), max_value=datetime(2199, 1, 1), timezones=st.sampled_from(ZONES)
).filter(lambda m: m.astimezone(UTC).astimezone(m.tzinfo) == m)  # a wall time skipped by DST is no moment
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)).map(
    lambda d: timedelta(milliseconds=d // timedelta(milliseconds=1))
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
for kind, strategy in {
    datetime: MOMENTS,
    timedelta: SPANS,
    date: st.dates(),
    Decimal: st.decimals(-10_000, 10_000, allow_nan=False, places=2),
    str: st.text(max_size=12),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(-1e9, 1e9, allow_nan=False),
}.items():
    st.register_type_strategy(kind, strategy)


def nouns() -> list[type]:
    """All frozen data of the core that is ever stored."""
    stored = [ports.Dialogue, ports.Line]
    named = [c for _, c in inspect.getmembers(types, inspect.isclass) if c.__module__.startswith(f"{types.__name__}.")]
    return [c for c in [*named, *get_args(changes.Change), *stored] if dataclasses.is_dataclass(c)]


def build(kind: type) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{f.name: field(hints[f.name]) for f in dataclasses.fields(kind)})


def field(hint: Any) -> st.SearchStrategy[Any]:
    """A value of that type; `Json` is whatever `json.dumps` takes."""
    if hint is Any:
        return JSON
    args = get_args(hint)
    origin = typing.get_origin(hint)
    if origin is tuple:
        return st.lists(field(args[0]), max_size=2).map(tuple)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(st.text(max_size=6), field(args[1]), max_size=2)
    if args and type(None) in args:
        return st.none() | st.one_of(*[field(a) for a in args if a is not type(None)])
    if origin is not None and args and str(origin) in ("typing.Union", "<class 'types.UnionType'>"):
        return st.one_of(*[field(a) for a in args])
    if dataclasses.is_dataclass(hint):
        return st.deferred(lambda: build(hint))
    return st.from_type(hint)


@pytest.mark.parametrize("noun", nouns(), ids=lambda n: n.__name__)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_noun_comes_back_as_it_was(noun: type, data: st.DataObject) -> None:
    made = data.draw(build(noun))
    assert restore(noun, json.loads(json.dumps(plain(made)))) == made


@given(MOMENTS)
def test_a_moment_keeps_its_zone_by_name(moment: datetime) -> None:
    back = restore(datetime, plain(moment))
    assert (back, str(back.tzinfo)) == (moment, str(moment.tzinfo))


def test_a_doubled_hour_comes_back_as_the_same_instant() -> None:
    second = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1)
    back = restore(datetime, plain(second))
    assert back.astimezone(UTC) == second.astimezone(UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
        ({"count": 2}, {"count": 2.0}),
        ({"count": 2}, {"count": 2, "note": None}),
        ((1, 2), [1, 2]),
    ],
)
def test_one_meaning_has_one_digest(one: Any, other: Any) -> None:
    assert canonical(one) == canonical(other)
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [({"a": 1}, {"a": "1"}), ({"a": 1}, {"a": True}), ({"a": ""}, {}), ([1, 2], [2, 1]), ("a", "b")]
)
def test_different_meanings_have_different_digests(one: Any, other: Any) -> None:
    assert digest(one) != digest(other)


def test_values_cannot_slide_into_each_other() -> None:
    assert digest("a\nb", "c") != digest("a", "b\nc")
    assert digest("ab", "c") != digest("a", "bc")


@pytest.mark.parametrize(
    ("kind", "rubbish"),
    [
        (types.Effect, "SOMETIMES"),
        (datetime, "soon"),
        (types.Say, {"zh": "一"}),
        (types.Money, {"amount": "x", "currency": "EUR"}),
    ],
)
def test_rubbish_is_not_a_noun(kind: Any, rubbish: Any) -> None:
    with pytest.raises((ValueError, TypeError, ArithmeticError)):
        restore(kind, rubbish)


def test_a_fixed_offset_is_kept_too() -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert restore(datetime, plain(moment)).utcoffset() == timedelta(hours=5, minutes=45)
