"""Changing tickets: both or neither, the difference and the fee said before the yes, no way round the house's rules."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from unit.tickets.going_out import houses, replace_houses
from unit.tickets.test_tickets import HELSINKI, NOW, bought, house, kept, sell_out

from assistant.testing import Bench
from assistant.testing.talking import Answer
from assistant.types import ActionState, Receipt
from tools.places import MapPlaces
from tools.tickets.offline import DemonstrationCinemas, programme
from tools.tickets.provider import Showing


async def twice(places: MapPlaces) -> tuple[Showing, Showing]:
    """A showing of this evening and a later one of the same."""
    shown = sorted(programme(await house(places), NOW.date(), HELSINKI), key=lambda s: s.start)
    for show in shown:
        later = [s for s in shown if s.title == show.title and s.start > show.start]
        if show.start.hour >= 13 and later:
            return show, later[0]
    raise AssertionError("nothing is shown twice today")


async def move(bench: Bench, text: str = "change them", **arguments: object) -> Answer:
    return await bench.say(text, "tickets__change", **arguments)


async def test_to_a_later_showing_with_the_difference_in_price(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, show)
    before = kept(bench)[0]
    asked = (await move(bench, prefer="later")).asked
    assert asked is not None
    difference = (later.price.amount - show.price.amount) * 2
    assert asked.terms.when == later.start
    assert (asked.terms.price.amount if asked.terms.price else Decimal(0)) == difference
    assert asked.terms.fee is None
    answer = await bench.say("yes")
    assert answer.text.startswith("Changed:")
    [after] = kept(bench)
    assert (after["start"], len(after["seats"])) == (later.start.isoformat(), 2)
    assert after["reference"] != before["reference"]
    assert [f.key.partition(":")[2] for f in bench.follow_ups] == [after["reference"]] * 2
    free = dict(await houses(bench).free_seats(show, NOW))
    assert all(free[seat] for seat in before["seats"])


async def test_back_to_a_cheaper_one_the_difference_is_given_back(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, later)
    asked = (await move(bench, at=show.start.isoformat())).asked
    assert asked is not None
    assert asked.terms.price is None
    wanted = "back" if later.price.amount > show.price.amount else "for the same price"
    assert wanted in asked.question.en


async def test_more_tickets_for_the_same_showing(bench: Bench, cinemas: MapPlaces) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    asked = (await move(bench, quantity=3)).asked
    assert asked is not None
    assert asked.terms.price is not None
    assert asked.terms.price.amount == show.price.amount
    await bench.say("yes")
    assert len(kept(bench)[0]["seats"]) == 3


async def test_late_what_is_kept_of_the_old_ones_is_said(bench: Bench, cinemas: MapPlaces) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    bench.clock.set(show.start - timedelta(minutes=20))
    asked = (await move(bench, prefer="later")).asked
    assert asked is not None
    assert asked.terms.fee is not None
    assert asked.terms.fee.amount == show.price.amount * 2


async def test_no_leaves_the_old_tickets_as_they_were(bench: Bench, cinemas: MapPlaces) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    before = kept(bench)
    await move(bench, prefer="later")
    await bench.say("no")
    assert kept(bench) == before
    assert len(bench.follow_ups) == 2


async def test_what_has_begun_is_not_changed(bench: Bench, cinemas: MapPlaces) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    bench.clock.set(show.start + timedelta(minutes=5))
    assert (await move(bench, prefer="later")).failed == ("too_late",)
    assert len(kept(bench)) == 1


async def test_to_another_day_at_about_the_same_hour(bench: Bench, cinemas: MapPlaces) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    asked = (await move(bench, day=(show.start.date() + timedelta(days=1)).isoformat())).asked
    assert asked is not None
    assert asked.terms.when is not None
    assert asked.terms.when.date() == show.start.date() + timedelta(days=1)
    assert show.title.en in asked.question.en


async def test_without_tickets_there_is_nothing_to_change(bench: Bench) -> None:
    assert (await move(bench, prefer="later")).failed == ("order_unknown",)


@pytest.mark.parametrize("quantity", [0, 400])
async def test_a_wrong_number_is_refused(bench: Bench, cinemas: MapPlaces, quantity: int) -> None:
    show, _ = await twice(cinemas)
    await bought(bench, show)
    assert (await move(bench, quantity=quantity)).failed == ("quantity",)
    assert len(kept(bench)[0]["seats"]) == 2


async def test_to_which_one_is_asked_with_times_that_are_there(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, show)
    answer = await move(bench)
    assert answer.failed == ("which_showing",)
    assert f"{later.start:%H:%M}"[-2:] in answer.text
    assert kept(bench)


async def test_a_sold_out_showing_is_not_changed_to(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, show)
    await sell_out(houses(bench), later, NOW)
    assert (await move(bench, at=later.start.isoformat())).failed == ("sold_out",)
    assert kept(bench)[0]["start"] == show.start.isoformat()


async def test_the_seats_go_to_others_meanwhile_and_the_old_ones_stay(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, show)
    await move(bench, at=later.start.isoformat())
    bench.clock.advance(minutes=11)
    await sell_out(houses(bench), later, bench.clock.now())
    await bench.say("yes")
    assert kept(bench)[0]["start"] == show.start.isoformat()
    states = [a.state for a in bench.actions if a.call.tool == "tickets__change"]
    assert ActionState.SUCCEEDED not in states


async def test_a_house_that_breaks_off_leaves_the_change_in_doubt(bench: Bench, cinemas: MapPlaces) -> None:
    class BreaksOff(DemonstrationCinemas):
        async def exchange(self, *given: object) -> Receipt:
            await DemonstrationCinemas.exchange(self, *given)  # type: ignore[arg-type]
            raise ConnectionResetError

    show, _ = await twice(cinemas)
    await bought(bench, show)
    replace_houses(bench, BreaksOff)
    answer = await move(bench, prefer="later")
    assert answer.asked is not None
    await bench.say("yes")
    assert bench.actions[-1].state is ActionState.UNKNOWN
