"""Tickets: seats together for exact terms, a true ledger, nothing half-done, another time offered."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from unit.tickets.going_out import houses, replace_houses, sit_down

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.testing import Bench
from assistant.testing.talking import Answer
from assistant.types import ActionState, Language, Money, Receipt
from tools.places import MapPlaces
from tools.tickets.films import by_title, suggest
from tools.tickets.offline import DemonstrationCinemas, programme, together
from tools.tickets.provider import SeatOffer, Showing
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 23, 3, tzinfo=HELSINKI)


async def house(places: MapPlaces) -> Place:
    return (await places.find("Bio Rex", limit=1))[0]


async def evening(places: MapPlaces) -> Showing:
    """The first showing after six tonight."""
    shown = programme(await house(places), NOW.date(), HELSINKI)
    return next(s for s in shown if s.start.hour >= 18)


async def ask(bench: Bench, show: Showing, quantity: int = 2) -> Answer:
    return await bench.say("buy them", "tickets__buy", showing=show.id, quantity=quantity)


async def bought(bench: Bench, show: Showing, quantity: int = 2) -> Answer:
    await ask(bench, show, quantity)
    return await bench.say("yes")


def kept(bench: Bench) -> list[dict[str, Any]]:
    return [dict(r.data) for r in bench.store.rows(bench.user.id).records.values() if r.kind == "order"]


async def test_no_hall_shows_two_films_at_once(cinemas: MapPlaces) -> None:
    shown = programme(await house(cinemas), NOW.date(), HELSINKI)
    halls = Counter(s.hall for s in shown)
    assert min(halls.values()) >= 3
    for one in shown:
        clash = [
            s for s in shown if s is not one and s.hall == one.hall and s.start < one.until and one.start < s.until
        ]
        assert not clash


async def test_the_question_has_film_seats_time_house_and_the_whole_price(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    asked = (await ask(bench, show)).asked
    assert asked is not None
    assert asked.terms.when == show.start
    assert asked.terms.price == Money(amount=show.price.amount * 2, currency="EUR")
    for words in (show.title.en, "Bio Rex", "2 tickets", "not valid at the door", f"€{show.price.amount * 2:.0f}"):
        assert words in asked.question.en
    assert "演示票" in asked.question.zh


async def test_a_yes_brings_seats_next_to_each_other_a_code_and_reminders(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    answer = await bought(bench, show)
    [action] = bench.actions
    assert action.state is ActionState.SUCCEEDED
    assert action.receipt is not None
    assert action.receipt.reference in answer.text
    one, other = kept(bench)[0]["seats"]
    assert one[0] == other[0]
    assert abs(int(one[1:]) - int(other[1:])) == 1
    assert [f.kind for f in bench.follow_ups] == ["reminder", "check_in"]
    assert bench.follow_ups[0].due_at < show.start < show.until < bench.follow_ups[1].due_at


async def test_no_buys_nothing(bench: Bench, cinemas: MapPlaces) -> None:
    await ask(bench, await evening(cinemas))
    await bench.say("no")
    assert [a.state for a in bench.actions] == [ActionState.CANCELLED]
    assert not kept(bench)


@pytest.mark.parametrize("quantity", [0, -1, 9, 400])
async def test_a_wrong_number_of_tickets_is_refused(bench: Bench, cinemas: MapPlaces, quantity: int) -> None:
    assert (await ask(bench, await evening(cinemas), quantity)).failed == ("quantity",)
    assert not bench.actions


@pytest.mark.parametrize(
    ("showing", "code"), [("nonsense", "showing_unknown"), ("n1|Europe/Helsinki|2026-11-23|9|9", "showing_unknown")]
)
async def test_a_showing_that_does_not_exist_is_refused_in_both_languages(
    tmp_path: Path, cinemas: MapPlaces, showing: str, code: str
) -> None:
    for language in ("en", "zh"):
        bench = sit_down(tmp_path, cinemas, language=language)  # type: ignore[arg-type]
        text = "buy them" if language == "en" else "买这个"
        answer = await bench.say(text, "tickets__buy", showing=showing, quantity=1)
        assert answer.failed == (code,)
        assert any("\u4e00" <= c <= "\u9fff" for c in answer.text) is (language == "zh")
        assert not bench.actions


async def test_what_has_begun_is_not_sold_and_another_time_is_offered(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    bench.clock.set(show.start + timedelta(minutes=1))
    answer = await ask(bench, show)
    assert answer.failed == ("too_late",)
    assert not bench.actions


async def test_a_sold_out_house_offers_another_time_of_the_same_film(bench: Bench, cinemas: MapPlaces) -> None:
    shown = programme(await house(cinemas), NOW.date(), HELSINKI)
    titles = Counter(s.title.en for s in shown if s.start > bench.clock.now())
    show = next(s for s in shown if titles[s.title.en] > 1 and s.start > bench.clock.now())
    await sell_out(houses(bench), show, bench.clock.now())
    answer = await ask(bench, show)
    assert answer.failed == ("sold_out",)
    assert "There are seats" in answer.text
    assert not bench.actions


async def test_somebody_else_takes_the_last_seats_meanwhile(tmp_path: Path, cinemas: MapPlaces) -> None:
    ann = sit_down(tmp_path, cinemas, name="ann")
    show = await evening(cinemas)
    await ask(ann, show)
    ann.clock.advance(minutes=11)
    await sell_out(houses(ann), show, ann.clock.now())
    await ann.say("yes")
    assert not kept(ann)
    assert ActionState.SUCCEEDED not in [a.state for a in ann.actions]


async def test_other_seats_void_the_yes(tmp_path: Path, cinemas: MapPlaces) -> None:
    ann, bob = sit_down(tmp_path, cinemas, name="ann"), sit_down(tmp_path, cinemas, name="bob")
    show = await evening(cinemas)
    first = (await ask(ann, show)).asked
    assert first is not None
    houses(ann).stock.cancel(first.terms.hold)  # the house takes the seats back
    bob_asked = await bought(bob, show)
    assert "Done" in bob_asked.text
    again = await ann.say("yes")
    assert not kept(ann)
    assert again.asked is None or again.asked.terms.details["seats"] != first.terms.details["seats"]


async def test_another_price_voids_the_yes_and_is_asked_anew(bench: Bench, cinemas: MapPlaces) -> None:
    class Dearer(DemonstrationCinemas):
        async def hold(
            self, showing: Showing, quantity: int, *, key: str, now: datetime, instead_of: str = ""
        ) -> SeatOffer:
            offer = await DemonstrationCinemas.hold(self, showing, quantity, key=key, now=now)
            return replace(offer, price=replace(offer.price, amount=offer.price.amount + 5))

    show = await evening(cinemas)
    await ask(bench, show)
    replace_houses(bench, Dearer)
    again = await bench.say("yes")
    assert again.asked is not None
    assert again.asked.terms.price == Money(amount=show.price.amount * 2 + 5, currency="EUR")
    assert not kept(bench)


async def test_of_a_thousand_at_once_each_seat_is_sold_once(tmp_path: Path, cinemas: MapPlaces) -> None:
    vendor, show = DemonstrationCinemas(tmp_path), await evening(cinemas)
    free = sum(f for _, f in await vendor.free_seats(show, NOW))
    last = await sell_out(vendor, show, NOW, leave=1)
    assert last == 1 < free

    async def guest(number: int) -> Receipt | str:
        try:
            offer = await vendor.hold(show, 1, key=f"guest-{number}", now=NOW)
            return await vendor.order(show, offer.hold, NOW)
        except ToolError as error:
            return error.code

    came = await asyncio.gather(*(guest(n) for n in range(1000)))
    assert sum(isinstance(c, Receipt) for c in came) == 1
    assert {c for c in came if isinstance(c, str)} == {"sold_out"}


async def test_tickets_are_given_back_in_full_in_time_and_reminders_go(bench: Bench, cinemas: MapPlaces) -> None:
    await bought(bench, await evening(cinemas))
    asked = (await bench.say("cancel", "tickets__cancel")).asked
    assert asked is not None
    assert asked.terms.fee is None
    assert "in full" in (await bench.say("yes")).text
    assert not kept(bench)
    assert not bench.follow_ups


async def test_what_is_lost_close_to_the_start_is_said_before_the_yes(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    await bought(bench, show)
    bench.clock.set(show.start - timedelta(minutes=30))
    asked = (await bench.say("cancel them", "tickets__cancel")).asked
    assert asked is not None
    assert asked.terms.fee == Money(amount=show.price.amount * 2, currency="EUR")


async def test_after_the_start_nothing_is_given_back(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    await bought(bench, show)
    bench.clock.set(show.start + timedelta(minutes=1))
    assert (await bench.say("cancel them", "tickets__cancel")).failed == ("too_late",)
    assert len(kept(bench)) == 1


async def test_tickets_can_be_looked_up_by_the_key_of_their_call(bench: Bench, cinemas: MapPlaces) -> None:
    await bought(bench, await evening(cinemas))
    found = await houses(bench).look_up("any", bench.actions[0].id)
    assert found is not None
    assert found.reference == kept(bench)[0]["reference"]
    assert await houses(bench).look_up("any", "never") is None


@pytest.mark.parametrize("wish", ["像星际穿越那样的，别太长", "something like Interstellar but not too long"])
def test_an_idea_finds_films_like_it_that_are_shorter(wish: str) -> None:
    found = suggest(wish)
    assert found
    assert all("science_fiction" in f.genres or "space" in f.like for f in found[:3])
    assert all(f.minutes <= 149 and f.id != "interstellar" for f in found)


async def test_a_search_by_idea_names_showings_and_says_it_is_a_demonstration(bench: Bench) -> None:
    answer = await bench.say("find", "tickets__search", title="something like Interstellar but not too long")
    assert "demonstration" in answer.text
    assert answer.reply.cards[0].type == "showtimes"


async def test_an_unknown_title_is_said(bench: Bench) -> None:
    assert (await bench.say("find", "tickets__search", title="Qwertyuiop")).finished[0].error == "title_unknown"


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [("event", {"theatre", "concert"}), ("concert", {"concert"}), ("话剧", {"theatre"}), ("movie", {"movie"})],
)
async def test_stages_and_cinemas_are_asked_by_kind(cinemas: MapPlaces, kind: str, kinds: set[str]) -> None:
    bench = sit_down(Path("unused"), cinemas)
    found = [
        by_title(row["title"]["en"])
        for day in range(28)
        for row in (
            await bench.say(
                "find", "tickets__search", kind=kind, at=(NOW.replace(hour=0) + timedelta(days=day)).isoformat()
            )
        )
        .finished[0]
        .data
    ]
    assert {f.kind for f in found if f} == kinds


async def test_a_seat_at_the_theatre_is_bought_like_any_other(bench: Bench, cinemas: MapPlaces) -> None:
    answer = await bench.say("find", "tickets__search", kind="event", at=NOW.replace(hour=18).isoformat())
    showing = answer.finished[0].data[0]["id"]
    asked = (await bench.say("buy", "tickets__buy", showing=showing, quantity=2)).asked
    assert asked is not None
    assert asked.terms.price == Money(amount=Decimal(84), currency="EUR")
    assert "Done" in (await bench.say("yes")).text


@pytest.mark.parametrize("failure", [ServiceDown, ServiceRubbish, ServiceRefused])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_house_that_does_not_answer_is_said_and_nothing_is_half_done(
    tmp_path: Path, cinemas: MapPlaces, failure: type[ToolError], language: Language
) -> None:
    class Away(DemonstrationCinemas):
        async def showings(self, *_: object, **__: object) -> tuple[Showing, ...]:
            raise failure

        async def hold(self, *_: object, **__: object) -> SeatOffer:
            raise failure

    bench, show = sit_down(tmp_path, cinemas, language=language), await evening(cinemas)
    replace_houses(bench, Away)
    buy, look = ("buy them", "what is on") if language == "en" else ("买这个", "有什么电影")
    answer = await bench.say(buy, "tickets__buy", showing=show.id, quantity=2)
    assert answer.failed == (failure.code,)
    assert answer.text == (failure().say.zh if language == "zh" else failure().say.en)
    assert (await bench.say(look, "tickets__search")).finished[0].error == failure.code
    assert [(a.call.tool, a.state) for a in bench.actions] == [("tickets__search", ActionState.FAILED)]
    assert not bench.follow_ups


async def test_a_kind_nobody_sells_here_is_said(bench: Bench) -> None:
    assert (await bench.say("find", "tickets__search", kind="flight")).finished[0].error == "kind_not_offered"


def test_seats_are_next_to_each_other_where_there_are_such() -> None:
    assert together(["F1", "F2", "F3", "F7", "G6", "G7"], 2) == ["F2", "F3"]
    assert together(["A1", "B5", "C9"], 3) == ["A1", "B5", "C9"]
    assert together(["A1"], 2) == ["A1"]


async def sell_out(vendor: Any, show: Showing, now: datetime, leave: int = 0) -> int:
    """Others buy what is left but for `leave` seats; answers with how many are left."""
    number = 0
    while (left := sum(free for _, free in await vendor.free_seats(show, now))) > leave:
        offer = await vendor.hold(show, min(8, left - leave), key=f"others-{show.id}-{number}", now=now)
        await vendor.order(show, offer.hold, now)
        number += 1
    return left


async def test_a_house_that_breaks_off_leaves_an_open_outcome_that_can_be_looked_up(
    bench: Bench, cinemas: MapPlaces
) -> None:
    class BreaksOff(DemonstrationCinemas):
        async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
            await DemonstrationCinemas.order(self, showing, hold, now)
            raise ConnectionResetError

    breaking = replace_houses(bench, BreaksOff)
    answer = await bought(bench, await evening(cinemas))
    [action] = bench.actions
    assert action.state is ActionState.UNKNOWN
    assert "Done" not in answer.text
    assert not kept(bench)
    assert await breaking.look_up("any", action.id) is not None
