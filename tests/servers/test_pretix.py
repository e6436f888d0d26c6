"""Tickets at a real pretix: what is on, seats held and ordered once, refusals, lost answers, cancelling."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from servers.pretix_server import TOKEN, House, pretix

from assistant.errors import EffectUnknown, ToolError
from assistant.testing import Bench, FakeClock, call, make_turn
from assistant.testing.talking import Answer
from tools.tickets import plugin as tickets
from tools.tickets.counter import Counter
from tools.tickets.offline import DemonstrationCinemas
from tools.tickets.pretix import PaidAlready, PretixHouse
from tools.tickets.pretix_api import Pretix
from tools.tickets.provider import NoShowing, NotThere, Showing, SoldOut, Wanted, WrongQuantity

NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW + timedelta(days=3)
_keys = itertools.count()


@dataclass(frozen=True, slots=True)
class Stage:
    """The house with a concert that has seats, and a reading that has a quota."""

    house: House
    seats: list[str]

    def vendor(self, http: httpx.AsyncClient | None = None, token: str = TOKEN) -> PretixHouse:
        return PretixHouse(Pretix(url=self.house.url, organizer="house", token=token), http)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pretix(tmp_path_factory.mktemp("pretix")) as house, house.api() as api:
        _concert(api)
        _reading(api)
        yield Stage(house, [f"A{n}" for n in range(1, 7)])


def _concert(api: httpx.Client) -> None:
    rows = [
        {"row_number": row, "seats": [_seat(row, n) for n in range(1, 7)], "position": {"x": 0, "y": y * 30}}
        for y, row in enumerate("AB")
    ]
    plan = {
        "name": "Hall",
        "layout": {
            "name": "Hall",
            "categories": [{"name": "Stalls", "color": "#888888"}],
            "zones": [{"name": "Stalls", "position": {"x": 0, "y": 0}, "rows": rows, "areas": []}],
            "size": {"width": 400, "height": 200},
        },
    }
    made = _post(api, "seatingplans/", plan)
    _event(api, "concert", "Winter concert", "冬日音乐会")
    item = _item(api, "concert", "20.00")
    _put(api, "events/concert/", {"seating_plan": made["id"], "seat_category_mapping": {"Stalls": item}, "live": True})


def _reading(api: httpx.Client) -> None:
    _event(api, "reading", "A reading", "朗读会")
    _item(api, "reading", "0.00", size=3)
    _put(api, "events/reading/", {"live": True})


def _seat(row: str, number: int) -> dict[str, Any]:
    return {
        "seat_guid": f"{row}{number}",
        "seat_number": str(number),
        "category": "Stalls",
        "position": {"x": number * 30, "y": 0},
    }


def _event(api: httpx.Client, slug: str, en: str, zh: str) -> None:
    body = {
        "name": {"en": en, "zh-hans": zh},
        "slug": slug,
        "currency": "EUR",
        "date_from": START.isoformat(),
        "date_to": (START + timedelta(hours=2)).isoformat(),
        "is_public": True,
        "timezone": "Europe/Helsinki",
        "location": {"en": "Music Hall"},
        "plugins": ["pretix.plugins.manualpayment"],
    }
    _post(api, "events/", body)
    _put(api, f"events/{slug}/settings/", {"locales": ["en", "zh-hans"]})


def _item(api: httpx.Client, slug: str, price: str, size: int | None = None) -> int:
    item = _post(api, f"events/{slug}/items/", {"name": {"en": "Seat"}, "default_price": price, "admission": True})
    quota = {"name": "All", "size": size, "items": [item["id"]], "variations": [], "subevent": None}
    _post(api, f"events/{slug}/quotas/", quota)
    return int(item["id"])


def _post(api: httpx.Client, path: str, body: Any) -> Any:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, f"{path}: {answer.text[:500]}"
    return answer.json()


def _put(api: httpx.Client, path: str, body: Any) -> None:
    answer = api.patch(path, json=body)
    assert answer.status_code == 200, f"{path}: {answer.text[:500]}"


def key() -> str:
    return f"call-{next(_keys)}-{NOW.timestamp()}"


async def on(vendor: PretixHouse, title: str) -> Showing:
    [found] = await vendor.showings((), Wanted(kind="event", title=title, start=NOW, until=NOW + timedelta(days=7)))
    return found


async def test_what_is_on_is_found_by_title_in_either_language(stage: Stage) -> None:
    show = await on(stage.vendor(), "winter")
    assert (show.title.en, show.title.zh, show.venue) == ("Winter concert", "冬日音乐会", "Music Hall")
    assert (show.start, show.price.amount, show.price.currency) == (START, Decimal(20), "EUR")
    assert await on(stage.vendor(), "冬日") == show == await stage.vendor().showing(None, show.id)


async def test_all_that_is_on_is_an_event_and_nothing_out_of_its_time(stage: Stage) -> None:
    vendor, week = stage.vendor(), NOW + timedelta(days=7)
    assert len(await vendor.showings((), Wanted(kind="event", start=NOW, until=week))) == 2
    assert await vendor.showings((), Wanted(kind="event", start=NOW, until=NOW + timedelta(days=1))) == ()
    assert await vendor.showings((), Wanted(kind="concert", start=NOW, until=week)) == ()


async def test_seats_together_are_held_ordered_and_given_back(stage: Stage) -> None:
    vendor, mine = stage.vendor(), key()
    show = await on(vendor, "winter")
    before = sum(free for _, free in await vendor.free_seats(show, NOW))
    offer = await vendor.hold(show, 2, key=mine, now=NOW)
    assert offer.price.amount == Decimal(40)
    assert len(set(offer.seats)) == 2
    assert sum(free for _, free in await vendor.free_seats(show, NOW)) == before - 2
    assert await vendor.hold(show, 2, key=mine, now=NOW) == offer
    assert await vendor.look_up(show.id, mine) is None
    receipt = await vendor.order(show, offer.hold, NOW)
    assert receipt.data["seats"] == list(offer.seats)
    assert str(receipt.data["pay_at"]).startswith("http")
    assert len(str(receipt.data["code"])) > 8
    assert await vendor.look_up(show.id, mine) == receipt
    assert await vendor.given_back(show.id, receipt.reference) is None
    await vendor.refund(show.id, receipt.reference, NOW)
    assert await vendor.given_back(show.id, receipt.reference) is not None
    assert await vendor.look_up(show.id, mine) is None
    assert sum(free for _, free in await vendor.free_seats(show, NOW)) == before


async def test_ordered_twice_under_one_key_it_is_one_order(stage: Stage) -> None:
    vendor, mine = stage.vendor(), key()
    show = await on(vendor, "winter")
    offer = await vendor.hold(show, 1, key=mine, now=NOW)
    first = await vendor.order(show, offer.hold, NOW)
    assert (await vendor.order(show, offer.hold, NOW)).reference == first.reference
    with stage.house.api() as api:
        codes = [o["code"] for o in api.get("events/concert/orders/").json()["results"]]
    assert codes.count(first.reference) == 1
    await vendor.refund(show.id, first.reference, NOW)


async def test_many_who_want_the_last_seat_make_one_winner(stage: Stage) -> None:
    vendor = stage.vendor()
    show = await on(vendor, "winter")
    held = []
    while (left := sum(free for _, free in await vendor.free_seats(show, NOW))) > 1:
        held.append(await vendor.hold(show, min(left - 1, 6), key=key(), now=NOW))

    async def guest() -> str:
        try:
            offer = await vendor.hold(show, 1, key=key(), now=NOW)
            return (await vendor.order(show, offer.hold, NOW)).reference
        except ToolError as error:
            return error.code

    came = await asyncio.gather(*(guest() for _ in range(6)))
    won = [c for c in came if c.isupper()]
    assert len(won) == 1, came
    with pytest.raises(SoldOut):
        await vendor.hold(show, 1, key=key(), now=NOW)
    await vendor.refund(show.id, won[0], NOW)
    _empty_carts(stage, "concert")


async def test_a_house_without_seats_sells_what_its_quota_has(stage: Stage) -> None:
    vendor = stage.vendor()
    show = await on(vendor, "reading")
    assert not show.seated
    offer = await vendor.hold(show, 2, key=key(), now=NOW)
    receipt = await vendor.order(show, offer.hold, NOW)
    assert receipt.data["pay_at"] is None  # free of charge: nothing to pay
    with pytest.raises(SoldOut):
        await vendor.hold(show, 2, key=key(), now=NOW)
    assert len(await vendor.free_seats(show, NOW)) == 1
    await vendor.refund(show.id, receipt.reference, NOW)


async def test_what_is_paid_is_not_cancelled_behind_the_houses_back(stage: Stage) -> None:
    vendor = stage.vendor()
    show = await on(vendor, "winter")
    offer = await vendor.hold(show, 1, key=key(), now=NOW)
    receipt = await vendor.order(show, offer.hold, NOW)
    with stage.house.api() as api:
        assert api.post(f"events/concert/orders/{receipt.reference}/mark_paid/", json={}).status_code == 200
    with pytest.raises(PaidAlready):
        await vendor.refund(show.id, receipt.reference, NOW)
    assert await vendor.given_back(show.id, receipt.reference) is None


async def test_wrong_wishes_are_refused_before_anything_is_held(stage: Stage) -> None:
    vendor = stage.vendor()
    show = await on(vendor, "winter")
    for quantity in (0, 400):
        with pytest.raises(WrongQuantity):
            await vendor.hold(show, quantity, key=key(), now=NOW)
    with pytest.raises(NotThere):
        await vendor.hold(show, 1, key=key(), now=NOW, instead_of="ABC")
    for showing_id in ("pretix|nothing|0", "pretix|concert|7", "pretix|../../users|0", "pretix|concert"):
        with pytest.raises(NoShowing):
            await vendor.showing(None, showing_id)


async def test_another_token_is_refused_in_words(stage: Stage) -> None:
    with pytest.raises(ToolError) as refused:
        await on(stage.vendor(token="not-a-token"), "winter")
    assert refused.value.code == "provider_refused"


class Lossy(httpx.AsyncBaseTransport):
    """A line that loses answers of the orders door after they were carried out."""

    def __init__(self, *, also_later: bool) -> None:
        self.inner, self.also_later, self.lost = httpx.AsyncHTTPTransport(), also_later, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.lost and self.also_later:
            raise httpx.ConnectError("nobody there")
        answer = await self.inner.handle_async_request(request)
        if request.method == "POST" and request.url.path.endswith("/orders/"):
            await answer.aread()
            self.lost = True
            raise httpx.ReadError("the line went dead")
        return answer


async def test_an_answer_that_got_lost_is_found_at_once_or_later_and_never_ordered_again(stage: Stage) -> None:
    show = await on(stage.vendor(), "winter")
    for also_later in (False, True):
        mine = key()
        vendor = stage.vendor(httpx.AsyncClient(transport=Lossy(also_later=also_later)))
        offer = await vendor.hold(show, 1, key=mine, now=NOW)
        if also_later:
            with pytest.raises(EffectUnknown):
                await vendor.order(show, offer.hold, NOW)
        else:
            await vendor.order(show, offer.hold, NOW)
        found = await stage.vendor().look_up(show.id, mine)
        assert found is not None
        await stage.vendor().refund(show.id, found.reference, NOW)


async def test_the_whole_talk_from_what_is_on_to_giving_it_back(stage: Stage, tmp_path: Path) -> None:
    counter = Counter(DemonstrationCinemas(tmp_path), {"pretix": stage.vendor()})
    bench = Bench((tickets,), clock=FakeClock(), providers={"tickets": counter})
    bench.clock.set(NOW)
    _empty_carts(stage, "concert")

    async def say(text: str, tool: str = "", **arguments: Any) -> Answer:
        if tool:
            bench.planner.script[text] = call(f"tickets__{tool}", **arguments)
        turn = make_turn(text, user=bench.user, now=bench.clock.now())
        return Answer(tuple([event async for event in bench.desk.take(turn)]))

    found = await say("what is on", "search", kind="event", title="winter", at=(START - timedelta(hours=1)).isoformat())
    assert "Winter concert" in found.text
    assert "demonstration" not in found.text
    [row] = found.finished[0].data
    asked = await say("two", "buy", showing=row["id"], quantity=2)
    assert "€40" in asked.text
    assert "demonstration" not in asked.text
    done = await say("yes")
    assert "not paid yet" in done.text
    [ticket, hall] = done.reply.cards
    assert ticket.data["pay_at"].startswith(stage.house.url)
    assert not ticket.data["demonstration"]
    assert sum(row["seats"].count("mine") for row in hall.data["rows"]) == 2
    assert (await say("later", "change", prefer="later")).failed == ("no_other_time",)
    await say("give back", "cancel")
    assert "refunded" in (await say("yes")).text
    assert not bench.follow_ups


def _empty_carts(stage: Stage, slug: str) -> None:
    with stage.house.api() as api:
        for row in api.get(f"events/{slug}/cartpositions/").json()["results"]:
            api.delete(f"events/{slug}/cartpositions/{row['id']}/")
