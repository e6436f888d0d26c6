"""What is drawn of tickets: the code for the door, the hall."""

from __future__ import annotations

from unit.tickets.test_tickets import bought, evening

from assistant.testing import Bench
from tools.places import MapPlaces
from tools.tickets import seating

FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def test_the_code_is_a_square_with_its_three_finders_and_differs_by_text() -> None:
    rows = seating.code("STEWARD:ABC234")
    assert {len(row) for row in rows} == {len(rows)}
    assert [row[:7] for row in rows[:7]] == FINDER
    assert [row[-7:] for row in rows[:7]] == FINDER
    assert [row[:7] for row in rows[-7:]] == FINDER
    assert rows != seating.code("STEWARD:ABC235")


async def test_a_bought_ticket_shows_its_code_and_its_seats_in_the_hall(bench: Bench, cinemas: MapPlaces) -> None:
    answer = await bought(bench, await evening(cinemas), 3)
    ticket, hall = answer.reply.cards
    assert (ticket.type, hall.type) == ("ticket", "seats")
    assert ticket.data["qr"] == seating.code(f"STEWARD:{ticket.data['reference']}")
    mine = [
        f"{row['row']}{number}"
        for row in hall.data["rows"]
        for number, state in enumerate(row["seats"], 1)
        if state == "mine"
    ]
    assert mine == ticket.data["seats"]


async def test_free_seats_are_counted_and_fewer_after_a_sale(bench: Bench, cinemas: MapPlaces) -> None:
    show = await evening(cinemas)
    before = (await bench.say("seats", "tickets__seats", showing=show.id)).finished[0].data["free"]
    await bought(bench, show, 3)
    answer = await bench.say("seats", "tickets__seats", showing=show.id)
    assert answer.finished[0].data["free"] == before - 3
    assert "demonstration" in answer.text


def test_rows_are_told_apart_in_halls_trains_and_houses() -> None:
    assert [seating.row_of(s) for s in ("F12", "05-11C", "Stalls-A-3", "7")] == ["F", "05-11", "Stalls-A", "7"]


async def test_of_a_train_only_the_own_coach_is_drawn(bench: Bench) -> None:
    found = await bench.say("t", "tickets__search", kind="train", origin="Helsinki", destination="Tampere")
    first = found.finished[0].data[0]["id"]
    await bench.say("buy", "tickets__buy", showing=first, quantity=1)
    ticket, coach = (await bench.say("yes")).reply.cards
    [seat] = ticket.data["seats"]
    assert {row["row"].partition("-")[0] for row in coach.data["rows"]} == {seat.partition("-")[0]}


async def test_the_list_on_the_card_is_numbered_as_it_was_read_out(bench: Bench) -> None:
    answer = await bench.say("find", "tickets__search", at="2026-11-23T18:00:00+02:00")
    [card] = answer.reply.cards
    named = [row["id"] for row in answer.finished[0].data]
    assert [row["id"] for row in card.data["showings"]][: len(named)] == named
