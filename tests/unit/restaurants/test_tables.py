"""Booking, changing and cancelling a table: exact terms, a true ledger, nothing half-done, something else offered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from unit.restaurants.eating import sit_down

from assistant.errors import ToolError
from assistant.moments import zone
from assistant.testing import Bench
from assistant.testing.talking import Answer
from assistant.types import ActionState, Receipt
from tools.places import MapPlaces
from tools.restaurants.offline import DemonstrationTables, _others_have
from tools.web import ServiceDown, ServiceRubbish

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=zone("Europe/Helsinki"))


async def ask(bench: Bench, *, at: datetime = TONIGHT, people: int = 2, house: str = "Napoli") -> Answer:
    return await bench.say("book it", "restaurants__reserve", restaurant=house, at=at.isoformat(), party_size=people)


async def booked(bench: Bench, **wish: Any) -> Answer:
    await ask(bench, **wish)
    return await bench.say("yes")


def tables(bench: Bench) -> DemonstrationTables:
    vendors: Any = bench.toolbox.providers["restaurants"]
    found: DemonstrationTables = vendors.tables
    return found


def swap(bench: Bench, other: DemonstrationTables) -> None:
    """From now on another vendor has the tables."""
    vendors: Any = bench.toolbox.providers["restaurants"]
    bench.toolbox.providers["restaurants"] = replace(vendors, tables=other)


def ledger(bench: Bench) -> list[tuple[str, ActionState]]:
    return [(a.call.tool.partition("__")[2], a.state) for a in bench.actions]


def kept(bench: Bench) -> list[dict[str, Any]]:
    return [dict(r.data) for r in bench.store.rows(bench.user.id).records.values() if r.kind == "booking"]


def references(bench: Bench) -> set[str]:
    return {f.key.partition(":")[2] for f in bench.follow_ups}


async def test_the_question_names_house_people_time_and_that_it_is_a_demonstration(bench: Bench) -> None:
    asked = (await ask(bench)).asked
    assert asked is not None
    assert "Napoli" in asked.question.en
    assert "for 2" in asked.question.en
    assert "the restaurant is not told" in asked.question.en
    assert "不会通知餐厅" in asked.question.zh
    assert asked.terms.when == TONIGHT
    assert not kept(bench)


async def test_a_yes_books_with_a_receipt_a_reminder_to_leave_and_a_word_afterwards(bench: Bench) -> None:
    answer = await booked(bench)
    [action] = bench.actions
    assert action.state is ActionState.SUCCEEDED
    assert action.receipt is not None
    assert action.receipt.reference in answer.text
    assert [f.kind for f in bench.follow_ups] == ["reminder", "check_in"]
    assert bench.follow_ups[0].due_at < TONIGHT < bench.follow_ups[1].due_at


async def test_no_books_nothing(bench: Bench) -> None:
    await ask(bench)
    await bench.say("no")
    assert ledger(bench) == [("reserve", ActionState.CANCELLED)]
    assert not kept(bench)
    assert not bench.follow_ups


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"people": 0}, "party_size"),
        ({"people": 400}, "party_size"),
        ({"people": -3}, "party_size"),
        ({"at": TONIGHT - timedelta(days=1)}, "time_out_of_range"),
        ({"at": TONIGHT + timedelta(days=200)}, "time_out_of_range"),
        ({"at": TONIGHT.replace(hour=5) + timedelta(days=1)}, "closed"),
        ({"house": "Zzyzx Palace"}, "restaurant_unknown"),
        ({"house": "Ateneum"}, "restaurant_unknown"),
        ({"house": "Ravintola"}, "which_restaurant"),
    ],
)
async def test_what_cannot_be_is_said_in_both_languages_and_leaves_nothing(
    tmp_path: Path, town: MapPlaces, wish: dict[str, Any], code: str
) -> None:
    for language, han in (("en", False), ("zh", True)):
        bench = sit_down(tmp_path, town, language=language)  # type: ignore[arg-type]
        text = "订" if han else "book it"
        arguments = {"restaurant": "Napoli", "at": TONIGHT.isoformat(), "party_size": 2}
        names = {"people": "party_size", "house": "restaurant", "at": "at"}
        arguments |= {names[k]: v.isoformat() if k == "at" else v for k, v in wish.items()}
        answer = await bench.say(text, "restaurants__reserve", **arguments)
        assert answer.failed == (code,)
        assert any("\u4e00" <= c <= "\u9fff" for c in answer.text) is han
        assert not bench.actions
        assert not kept(bench)


async def test_two_of_one_name_are_told_apart_by_their_address(bench: Bench) -> None:
    text = (await ask(bench, house="Ravintola")).text
    assert "Aleksanterinkatu 1" in text
    assert "Bulevardi 9" in text


async def test_a_full_house_offers_other_times_that_can_be_had(bench: Bench) -> None:
    house, quarter = await _house(bench), timedelta(minutes=45)
    afternoons = [m.replace(hour=15, minute=30) + timedelta(days=1) for m in _evenings()]
    moment = next(m for m in afternoons if _others_have(house, 9, m) and not _others_have(house, 9, m + quarter))
    answer = await ask(bench, at=moment, people=10)
    assert answer.failed == ("full",)
    assert "Free:" in answer.text
    assert "4 pm" in answer.text
    assert not bench.actions


async def test_another_guest_takes_the_last_table_meanwhile(tmp_path: Path, town: MapPlaces) -> None:
    ann, bob = sit_down(tmp_path, town, name="ann"), sit_down(tmp_path, town, name="bob")
    moment = _free_for_ten(await _house(ann))
    await ask(ann, at=moment, people=10)
    assert (await ask(bob, at=moment, people=10)).failed == ("full",)
    ann.clock.advance(minutes=11)  # her hold runs out
    bob.clock.advance(minutes=11)
    assert "Booked" in (await booked(bob, at=moment, people=10)).text
    late = await ann.say("yes")
    assert not kept(ann)
    assert "Booked" not in late.text
    assert ActionState.SUCCEEDED not in [state for _, state in ledger(ann)]


async def test_of_a_thousand_guests_at_once_one_gets_the_last_table(tmp_path: Path, town: MapPlaces) -> None:
    vendor = DemonstrationTables(tmp_path, town.is_open)
    [napoli] = await town.find("Napoli", limit=1)
    moment = _free_for_ten(napoli.id)
    now = TONIGHT - timedelta(hours=8)

    async def guest(number: int) -> Receipt | str:
        try:
            offer = await vendor.hold(napoli, moment, 10, key=f"guest-{number}", now=now)
            return await vendor.book(napoli, offer.hold, now)
        except ToolError as error:
            return error.code

    came = await asyncio.gather(*(guest(n) for n in range(1000)))
    assert sum(isinstance(c, Receipt) for c in came) == 1
    assert {c for c in came if isinstance(c, str)} == {"full"}


async def test_other_terms_void_the_yes_and_are_asked_anew(bench: Bench) -> None:
    await ask(bench)
    vendor = tables(bench)
    before = vendor._offer

    class Dearer(DemonstrationTables):
        def _offer(self, *given: Any) -> Any:
            offer = before(*given)
            return replace(offer, late_fee=replace(offer.late_fee, amount=offer.late_fee.amount * 2))

    swap(bench, Dearer(vendor.home, vendor.open_at))
    again = await bench.say("yes")
    assert again.asked is not None
    assert not kept(bench)
    assert "Booked" in (await bench.say("yes")).text
    assert kept(bench)[0]["late_fee"]["amount"] == "20"


async def test_a_moved_table_takes_its_reminders_along(bench: Bench) -> None:
    await booked(bench)
    first = kept(bench)[0]["reference"]
    later = TONIGHT + timedelta(minutes=30)
    asked = (await bench.say("move it", "restaurants__change", at=later.isoformat())).asked
    assert asked is not None
    assert asked.terms.when == later
    assert kept(bench)[0]["at"] == TONIGHT.isoformat()
    assert "Changed" in (await bench.say("yes")).text
    [row] = kept(bench)
    assert (row["at"], row["people"]) == (later.isoformat(), 2)
    assert row["reference"] != first
    assert references(bench) == {row["reference"]}
    assert bench.follow_ups[-1].due_at == later + timedelta(hours=3)
    stock = tables(bench).stock
    assert [stock.find(r).state for r in (first, row["reference"])] == ["cancelled", "booked"]


async def test_the_own_table_can_be_kept_half_an_hour_longer_in_a_full_house(bench: Bench) -> None:
    moment = _free_for_ten(await _house(bench))
    await booked(bench, at=moment, people=10)  # the only table of ten
    later = moment + timedelta(minutes=30)
    assert (await bench.say("later", "restaurants__change", at=later.isoformat())).asked is not None
    await bench.say("yes")
    assert kept(bench)[0]["at"] == later.isoformat()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({}, "nothing_to_change"),
        ({"party_size": 2}, "nothing_to_change"),
        ({"party_size": 0}, "party_size"),
        ({"at": (TONIGHT.replace(hour=5) + timedelta(days=1)).isoformat()}, "closed"),
    ],
)
async def test_a_change_that_cannot_be_leaves_the_booking(bench: Bench, wish: dict[str, Any], code: str) -> None:
    await booked(bench)
    before = kept(bench)
    assert (await bench.say("change it", "restaurants__change", **wish)).failed == (code,)
    assert kept(bench) == before
    assert ledger(bench) == [("reserve", ActionState.SUCCEEDED)]


async def test_a_table_is_cancelled_free_of_charge_in_time_and_its_reminders_go(bench: Bench) -> None:
    await booked(bench)
    asked = (await bench.say("cancel it", "restaurants__cancel")).asked
    assert asked is not None
    assert asked.terms.fee is None
    await bench.say("yes")
    assert not kept(bench)
    assert not bench.follow_ups


async def test_late_cancelling_says_the_fee_before_the_yes(bench: Bench) -> None:
    await booked(bench)
    bench.clock.set(TONIGHT - timedelta(hours=1))
    answer = await bench.say("cancel it", "restaurants__cancel")
    assert "€10" in answer.text
    assert "€10" in (await bench.say("yes")).text


async def test_after_it_began_nothing_can_be_cancelled_or_changed(bench: Bench) -> None:
    await booked(bench)
    bench.clock.set(TONIGHT + timedelta(minutes=5))
    for tool, more in (("cancel", {}), ("change", {"party_size": 4})):
        answer = await bench.say("too late", f"restaurants__{tool}", **more)
        assert answer.failed == ("too_late",)
        assert "call the restaurant" in answer.text
        assert "+358 9 123" in answer.text
    assert len(kept(bench)) == 1


@pytest.mark.parametrize("failure", [ServiceDown, ServiceRubbish])
async def test_a_house_that_does_not_answer_leaves_nothing_and_its_telephone_is_named(
    bench: Bench, failure: type[ToolError]
) -> None:
    class Silent(DemonstrationTables):
        async def hold(self, *given: Any, **named: Any) -> Any:
            raise failure

    swap(bench, Silent(tables(bench).home, tables(bench).open_at))
    answer = await ask(bench)
    assert answer.failed == (failure.code,)
    assert "+358 9 123" in answer.text
    assert not bench.actions


async def test_for_a_crowd_the_telephone_is_named(bench: Bench) -> None:
    assert "+358 9 123" in (await ask(bench, people=400)).text


async def test_what_was_never_booked_cannot_be_cancelled(bench: Bench) -> None:
    assert (await bench.say("cancel it", "restaurants__cancel")).failed == ("booking_unknown",)


async def test_a_booking_can_be_looked_up_by_the_key_of_its_call(bench: Bench) -> None:
    await booked(bench)
    vendor = tables(bench)
    [action] = bench.actions
    found = await vendor.look_up(action.id)
    assert found is not None
    assert found.reference == kept(bench)[0]["reference"]
    assert await vendor.look_up("never") is None


async def _house(bench: Bench) -> str:
    places: Any = next(iter(bench.toolbox.ports.values()))
    return str((await places.find("Napoli", limit=1))[0].id)


def _free_for_ten(house: str) -> datetime:
    """An evening on which nobody else has the one table of ten."""
    return next(m for m in _evenings() if not _others_have(house, 9, m))


def _evenings() -> list[datetime]:
    return [TONIGHT + timedelta(days=n) for n in range(60)]


async def test_a_house_that_breaks_off_leaves_an_open_outcome_that_can_be_looked_up(bench: Bench) -> None:
    class BreaksOff(DemonstrationTables):
        async def book(self, place: Any, hold: str, now: datetime) -> Receipt:
            await DemonstrationTables.book(self, place, hold, now)
            raise ConnectionResetError

    breaking = BreaksOff(tables(bench).home, tables(bench).open_at)
    swap(bench, breaking)
    await ask(bench)
    answer = await bench.say("yes")
    [action] = bench.actions
    assert action.state is ActionState.UNKNOWN
    assert "Booked" not in answer.text
    assert not kept(bench)
    assert not bench.follow_ups
    assert await breaking.look_up(action.id) is not None
