"""Bought tickets are in the user's day: the calendar lists them, a booking at the same time is warned of."""

from __future__ import annotations

from pathlib import Path

from unit.tickets.going_out import sit_down
from unit.tickets.test_tickets import bought, evening

from assistant import Setup
from assistant.ports import Bookings
from assistant.reading import RecordsOf
from assistant.testing import Bench
from tools.bookings import AllBookings
from tools.calendar.plug import OwnAgenda
from tools.places import MapPlaces
from tools.tickets.agenda import OrdersInAgenda


def agenda(bench: Bench) -> OwnAgenda:
    bookings = OrdersInAgenda(Setup(records_of=lambda user_id: RecordsOf(bench.store, user_id, "tickets")))
    setup = Setup(records_of=lambda user_id: RecordsOf(bench.store, user_id, "calendar"))
    return OwnAgenda(setup.with_ports({Bookings: AllBookings([bookings])}))


async def test_a_bought_ticket_takes_its_time_of_the_day(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    await bought(bench, show)
    [one] = await agenda(bench).between(bench.user, show.start, show.until)
    assert (one.title, one.start, one.end, one.place) == (show.title.en, show.start, show.until, show.venue)
    assert not await agenda(bench).between(bench.user, show.until, show.until.replace(hour=23, minute=59))


async def test_given_back_it_leaves_the_day_free(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    await bought(bench, show)
    await bench.say("cancel them", "tickets__cancel")
    await bench.say("yes")
    assert not await agenda(bench).between(bench.user, show.start, show.until)


async def test_one_that_breaks_hides_none_of_the_others(tmp_path: Path, cinemas: MapPlaces) -> None:
    class Broken:
        async def between(self, *_: object) -> tuple[()]:
            raise RuntimeError("rows of another age")

    bench, show = sit_down(tmp_path, cinemas), await evening(cinemas)
    await bought(bench, show)
    mine = OrdersInAgenda(Setup(records_of=lambda user_id: RecordsOf(bench.store, user_id, "tickets")))
    assert len(await AllBookings([Broken(), mine]).between(bench.user, show.start, show.until)) == 1
