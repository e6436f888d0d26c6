"""Arguments: canonical when they fit, refused with a stable code when they do not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest

from assistant import InvalidArgument, Money, Recurrence, Say, Slot
from assistant.parameters import canonical_arguments, python_arguments, read_parameters
from assistant.types import Json

ZONE = "Asia/Shanghai"


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


async def tool(
    ctx: object,
    text: Annotated[str, "Words."],
    at: datetime | None = None,
    day: date | None = None,
    duration: timedelta | None = None,
    recurrence: Recurrence | None = None,
    price: Money | None = None,
    share: Decimal | None = None,
    party_size: Annotated[int | None, "How many.", Slot(ask=Say(zh="几位？", en="How many?"), deciding=True)] = None,
    ratio: float | None = None,
    loud: bool = False,
    kind: Literal["a", "b"] = "a",
    mood: Mood = Mood.GOOD,
    tags: list[str] | None = None,
) -> None:
    """A tool with one of everything."""


PARAMETERS = read_parameters(tool, frozenset({"ctx"}))


def settle(**arguments: Json) -> dict[str, Json]:
    return canonical_arguments(PARAMETERS, {"text": "x", **arguments}, ZONE)


def test_the_signature_is_the_specification() -> None:
    named = {p.name: p for p in PARAMETERS}
    assert [n for n, p in named.items() if p.required] == ["text"]
    assert {n: p.slot for n, p in named.items()} == {
        "text": "text", "at": "instant", "day": "instant", "duration": "duration", "recurrence": "recurrence",
        "price": "money", "share": "number", "party_size": "people", "ratio": "number", "loud": "flag",
        "kind": "kind", "mood": "text", "tags": "text",
    }  # fmt: skip
    assert named["party_size"].deciding
    assert named["party_size"].ask == Say(zh="几位？", en="How many?")
    assert named["text"].description == "Words."
    assert named["kind"].schema == {"type": "string", "enum": ["a", "b"]}


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ({"at": "2026-11-24T07:30"}, "2026-11-24T07:30:00+08:00"),
        ({"at": "2026-11-23T23:30:00Z"}, "2026-11-24T07:30:00+08:00"),
        ({"at": "2026-11-23T18:30:00-05:00"}, "2026-11-24T07:30:00+08:00"),
        ({"day": "2026-11-24"}, "2026-11-24"),
        ({"duration": 720}, 720),
        ({"duration": "PT12M"}, 720),
        ({"duration": "720"}, 720),
        ({"recurrence": "FREQ=DAILY"}, {"rrule": "FREQ=DAILY"}),
        ({"recurrence": {"rrule": "FREQ=DAILY", "calendar": None}}, {"rrule": "FREQ=DAILY"}),
        ({"price": {"amount": 12, "currency": "eur"}}, {"amount": "12", "currency": "EUR"}),
        ({"share": "0.50"}, "0.50"),
        ({"party_size": 4.0}, 4),
        ({"party_size": "4"}, 4),
        ({"loud": True}, True),
        ({"kind": "b"}, "b"),
        ({"mood": "bad"}, "bad"),
        ({"tags": ["a", " b "]}, ["a", "b"]),
        ({"text": "  两位  "}, "两位"),
    ],
)
def test_one_meaning_has_one_spelling(given: dict[str, Json], canonical: Json) -> None:
    [name] = given
    assert settle(**given)[name] == canonical


@pytest.mark.parametrize(
    "given",
    [
        {"at": "yesterday-ish"}, {"at": 5}, {"at": "9999-12-31T23:59:59-12:00"}, {"day": "32"}, {"duration": "soon"},
        {"duration": float("inf")}, {"duration": float("nan")}, {"duration": True}, {"recurrence": {}},
        {"recurrence": 7}, {"recurrence": {"rrule": 5}},
        {"price": {"amount": "much", "currency": "EUR"}}, {"price": 5}, {"share": "half"},
        {"party_size": 2.5}, {"party_size": True}, {"party_size": 1e300}, {"loud": "yes"}, {"kind": "c"},
        {"mood": "odd"}, {"tags": "a"}, {"tags": ["a"] * 101}, {"text": 5}, {"text": "x" * 20_001}, {"text": ["x"]},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_refused(given: dict[str, Json]) -> None:
    with pytest.raises(InvalidArgument) as error:
        settle(**given)
    assert error.value.code == "invalid_argument"
    assert error.value.say.zh
    assert error.value.say.en


def test_a_missing_and_an_unknown_argument_have_codes_of_their_own() -> None:
    with pytest.raises(InvalidArgument) as missing:
        canonical_arguments(PARAMETERS, {}, ZONE)
    with pytest.raises(InvalidArgument) as unknown:
        settle(colour="red")
    assert (missing.value.code, unknown.value.code) == ("missing_argument", "unknown_argument")


def test_settling_twice_changes_nothing() -> None:
    once = settle(at="2026-11-24T07:30", duration="PT1H", recurrence="FREQ=DAILY", party_size=2, tags=["a"])
    assert canonical_arguments(PARAMETERS, once, ZONE) == once


def test_the_function_gets_python_values() -> None:
    values = python_arguments(
        tool,
        settle(
            at="2026-11-24T07:30", duration=60, price={"amount": "1.5", "currency": "EUR"}, mood="bad", day="2026-01-02"
        ),
        ZONE,
    )
    assert values["at"] == datetime.fromisoformat("2026-11-24T07:30:00+08:00")
    assert str(values["at"].tzinfo) == ZONE
    assert values["duration"] == timedelta(minutes=1)
    assert values["price"] == Money(amount=Decimal("1.5"), currency="EUR")
    assert values["mood"] is Mood.BAD
    assert values["day"] == date(2026, 1, 2)


def test_a_duration_no_calendar_holds_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        python_arguments(tool, settle(duration=1e300), ZONE)


def test_an_untyped_or_unheard_of_parameter_fails_when_the_plugin_loads() -> None:
    def untyped(ctx, what):  # type: ignore[no-untyped-def]
        ...

    def strange(ctx: object, what: complex) -> None: ...

    for function in (untyped, strange):
        with pytest.raises(TypeError):
            read_parameters(function, frozenset({"ctx"}))
