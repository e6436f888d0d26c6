"""A pretix that is down, slow, broken or lies: a clear failure, never a ticket that may not exist."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from assistant import Money, Say
from assistant.errors import EffectUnknown, ToolError
from tools.tickets import pretix_api
from tools.tickets.counter import Counter
from tools.tickets.offline import DemonstrationCinemas
from tools.tickets.pretix import PretixHouse
from tools.tickets.pretix_api import Pretix
from tools.tickets.provider import NoShowing, Showing, Wanted

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = Wanted(kind="event", start=NOW, until=NOW + timedelta(days=7))
SHOW = Showing(
    id="pretix|concert|0",
    kind="event",
    title=Say(zh="音乐会", en="Concert"),
    venue="Hall",
    venue_id="pretix",
    start=NOW + timedelta(days=1),
    until=NOW + timedelta(days=1, hours=2),
    price=Money(amount=Decimal(20), currency="EUR"),
)
HOLD = json.dumps({"cart": "ab" * 16 + "@api", "positions": [{"item": 1, "price": "20.00", "seat": "A1"}]})


def house(answer: httpx.Response | Exception) -> PretixHouse:
    async def respond(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.AsyncClient(transport=httpx.MockTransport(respond))
    return PretixHouse(Pretix(url="http://tickets.invalid", organizer="house", token="t"), http)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.ConnectError("refused"), "provider_down"),
        (httpx.ReadTimeout("slow"), "provider_down"),
        (httpx.Response(502, text="<html>"), "provider_down"),
        (httpx.Response(200, text="<html>hello</html>"), "provider_rubbish"),
        (httpx.Response(200, json=["no", "page"]), "provider_rubbish"),
        (httpx.Response(200, json={"results": [{"name": {"en": "x"}, "slug": "s"}], "next": None}), "provider_rubbish"),
        (httpx.Response(401, json={}), "provider_refused"),
        (httpx.Response(403, json={}), "provider_refused"),
    ],
)
async def test_what_cannot_be_used_is_said_by_name(answer: httpx.Response | Exception, code: str) -> None:
    with pytest.raises(ToolError) as failed:
        await house(answer).showings((), WEEK)
    assert failed.value.code == code
    assert failed.value.say.zh != failed.value.say.en


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadError("the line went dead"),
        httpx.Response(500, text="oops"),
        httpx.Response(201, json={"code": "ABC"}),
        httpx.Response(201, json={"code": "ABC", "status": "n", "total": "x", "positions": []}),
    ],
)
async def test_an_order_whose_answer_says_nothing_is_in_doubt(answer: httpx.Response | Exception) -> None:
    with pytest.raises(EffectUnknown):
        await house(answer).order(SHOW, HOLD, NOW)


async def test_seats_and_holds_that_make_no_sense_are_rubbish() -> None:
    for asked in (
        lambda vendor: vendor.free_seats(SHOW, NOW),
        lambda vendor: vendor.hold(SHOW, 1, key="k", now=NOW),
    ):
        with pytest.raises(ToolError) as failed:
            await asked(house(httpx.Response(200, json={"results": [{"cart_id": 7}], "next": None})))
        assert failed.value.code == "provider_rubbish"


async def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretix_api, "_DEADLINE", 0.05)

    async def wait(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    http = httpx.AsyncClient(transport=httpx.MockTransport(wait))
    vendor = PretixHouse(Pretix(url="http://tickets.invalid", organizer="house", token="t"), http)
    with pytest.raises(ToolError) as failed:
        await vendor.showings((), WEEK)
    assert failed.value.code == "provider_down"


async def test_ids_from_elsewhere_lead_nowhere() -> None:
    asked: list[str] = []

    async def note(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(404)

    http = httpx.AsyncClient(transport=httpx.MockTransport(note))
    vendor = PretixHouse(Pretix(url="http://tickets.invalid", organizer="house", token="t"), http)
    for showing_id in ("pretix|../../../users|0", "pretix|a/b|0", "pretix||0", "pretix|a|x", "pretix|a?b=c|0"):
        with pytest.raises(NoShowing):
            await vendor.showing(None, showing_id)
    assert not asked


async def test_a_house_that_is_down_hides_nothing_of_the_others(tmp_path: object) -> None:
    class Quiet(DemonstrationCinemas):
        async def showings(self, venues: object, wanted: Wanted) -> tuple[Showing, ...]:
            return (SHOW,)

    down = house(httpx.ConnectError("refused"))
    counter = Counter(Quiet(tmp_path), {"pretix": down})  # type: ignore[arg-type]
    assert await counter.showings(("a place",), WEEK) == (SHOW,)  # type: ignore[arg-type]
    with pytest.raises(ToolError) as failed:
        await counter.showings((), WEEK)
    assert failed.value.code == "provider_down"
