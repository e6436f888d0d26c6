"""Ordering food: exact dishes for an exact price, once; what one cannot eat is left out, and every no has a way on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from unit.restaurants.eating import sit_down
from unit.restaurants.test_search import remember

from assistant.moments import zone
from assistant.ports import Place
from assistant.testing import Bench
from assistant.testing.talking import Answer
from assistant.types import ActionState, Money, Receipt, Say
from tools.places import MapPlaces
from tools.restaurants import menus
from tools.restaurants.kitchens import DemonstrationKitchens, UcpKitchens
from tools.restaurants.menus import Dish
from tools.ucp import Address, Basket, Wanted
from tools.web import ServiceDown, ServiceRubbish

EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=zone("Europe/Helsinki"))


@pytest.fixture(autouse=True)
def evening(bench: Bench) -> None:
    bench.clock.set(EVENING)


async def napoli(bench: Bench) -> Place:
    places: Any = next(iter(bench.toolbox.ports.values()))
    [found] = await places.find("Napoli", limit=1)
    return found  # type: ignore[no-any-return]


async def on_sale(bench: Bench) -> Dish:
    """A dish of which there are at least three portions."""
    return next(d for d in menus.cooked_at(await napoli(bench), EVENING) if (d.left or 0) >= 3)


async def ask(bench: Bench, **wish: Any) -> Answer:
    given = {"restaurant": "Napoli", "dish": (await on_sale(bench)).id, **wish}
    return await bench.say("order it", "restaurants__order", **given)


def kitchens(bench: Bench) -> Any:
    vendors: Any = bench.toolbox.providers["restaurants"]
    return vendors.kitchens


def swap(bench: Bench, other: object) -> None:
    vendors: Any = bench.toolbox.providers["restaurants"]
    bench.toolbox.providers["restaurants"] = replace(vendors, kitchens=other)


def ledger(bench: Bench) -> list[ActionState]:
    return [a.state for a in bench.actions]


async def test_a_menu_is_read_out_with_prices_and_says_what_it_is(bench: Bench) -> None:
    answer = await bench.say("menu", "restaurants__menu", restaurant="Napoli")
    dish = next(d for d in menus.cooked_at(await napoli(bench), EVENING) if d.available)
    assert dish.name.en in answer.text
    assert "demonstration" in answer.text
    assert [c.type for c in answer.reply.cards] == ["menu"]


async def test_without_a_house_those_that_take_orders_are_listed(bench: Bench) -> None:
    assert "Napoli" in (await bench.say("menu", "restaurants__menu")).text


async def test_the_question_names_dishes_house_way_price_and_that_it_is_a_demonstration(bench: Bench) -> None:
    dish = await on_sale(bench)
    asked = (await ask(bench, quantity=2)).asked
    assert asked is not None
    for words in (f"2 {dish.name.en}", "Napoli", "to collect", "the restaurant is not told", "6:25"):
        assert words in asked.question.en
    assert f"2份{dish.name.zh}" in asked.question.zh
    assert asked.terms.price == Money(amount=dish.price.amount * 2, currency="EUR")
    assert not bench.follow_ups


async def test_a_yes_orders_with_a_receipt_a_reminder_to_collect_and_a_word_afterwards(bench: Bench) -> None:
    await ask(bench)
    answer = await bench.say("yes")
    [action] = bench.actions
    assert action.state is ActionState.SUCCEEDED
    assert action.receipt is not None
    assert action.receipt.reference in answer.text
    assert sorted(f.kind for f in bench.follow_ups) == ["check_in", "reminder"]
    listed = await bench.say("what have I ordered", "restaurants__bookings")
    assert action.receipt.reference in listed.text


async def test_no_orders_nothing(bench: Bench) -> None:
    await ask(bench)
    await bench.say("no")
    assert ledger(bench) == [ActionState.CANCELLED]
    assert not bench.follow_ups


async def test_several_dishes_of_one_sentence_are_one_order(bench: Bench) -> None:
    first, second, *_ = [d for d in menus.cooked_at(await napoli(bench), EVENING) if (d.left or 0) >= 2]
    text = f"two {first.name.en}s and a {second.name.en}"
    asked = (await ask(bench, dish=second.id, text=text)).asked
    assert asked is not None
    assert asked.terms.details["dishes"] == [[first.id, 2], [second.id, 1]]


async def test_what_is_brought_home_costs_the_way_and_needs_an_address(bench: Bench) -> None:
    assert (await ask(bench, mode="deliver")).failed == ("home_unknown",)
    bench.user = replace(bench.user, home="Bulevardi 9")
    asked = (await ask(bench, mode="deliver")).asked
    assert asked is not None
    assert "brought to Bulevardi 9" in asked.question.en
    assert "€3.50 of it for delivery" in asked.question.en
    await bench.say("yes")
    assert [f.kind for f in bench.follow_ups] == ["check_in"]  # nobody has to collect it


def written(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in home.glob("kitchens.db*"))


async def test_a_demonstration_is_not_told_where_one_lives(bench: Bench) -> None:
    bench.user = replace(bench.user, home="Bulevardi 9", name="Ann Example")
    await ask(bench, mode="deliver")
    await bench.say("yes")
    kept = written(kitchens(bench).home)
    assert b"somewhere" in kept
    assert b"Bulevardi 9" not in kept
    assert b"Ann Example" not in kept


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": 400}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"dish": "fried unicorn"}, "dish_unknown"),
        ({"restaurant": "Zzyzx Palace"}, "restaurant_unknown"),
        ({"restaurant": None}, "which_restaurant"),
        ({"restaurant": "Ravintola"}, "which_restaurant"),
        ({"mode": "deliver"}, "home_unknown"),
    ],
)
async def test_what_cannot_be_is_said_in_both_languages_and_leaves_nothing(
    tmp_path: Path, town: MapPlaces, bench: Bench, wish: dict[str, Any], code: str
) -> None:
    dish = await on_sale(bench)
    for language, han in (("en", False), ("zh", True)):
        diner = sit_down(tmp_path, town, language=language)  # type: ignore[arg-type]
        diner.clock.set(EVENING)
        given = {"restaurant": "Napoli", "dish": dish.id, **wish}
        text = "点餐" if han else "order it"
        answer = await diner.say(text, "restaurants__order", **{k: v for k, v in given.items() if v is not None})
        assert answer.failed == (code,)
        assert any("\u4e00" <= c <= "\u9fff" for c in answer.text) is han
        assert not diner.actions


async def test_what_is_sold_out_is_named_with_something_else(bench: Bench) -> None:
    scarce = min(menus.cooked_at(await napoli(bench), EVENING), key=lambda d: d.left or 0)
    answer = await ask(bench, dish=scarce.id, quantity=(scarce.left or 0) + 1)
    assert answer.failed == ("sold_out",)
    assert f"Sold out: {scarce.name.en}." in answer.text
    assert "There is " in answer.text


async def test_another_guest_eats_the_last_portions_meanwhile(tmp_path: Path, town: MapPlaces, bench: Bench) -> None:
    dish = await on_sale(bench)
    bob = sit_down(tmp_path, town, name="bob")
    bob.clock.set(EVENING)
    await ask(bench, quantity=dish.left)
    await ask(bob, quantity=dish.left)
    await bob.say("yes")
    assert ledger(bob) == [ActionState.SUCCEEDED]
    answer = await bench.say("yes")
    assert "Ordered" not in answer.text
    assert ActionState.SUCCEEDED not in ledger(bench)
    assert not bench.follow_ups


async def test_a_closed_kitchen_offers_one_that_is_open(bench: Bench) -> None:
    bench.clock.set(EVENING.replace(hour=22, minute=30))  # Beibei closed at ten
    dish = menus.cooked_at(await napoli(bench), EVENING)[0]
    answer = await bench.say("order", "restaurants__order", restaurant="西贝莜面村", dish="米饭")
    assert answer.failed == ("closed",)
    assert "Open now:" in answer.text
    assert "Napoli" in answer.text
    assert dish.name.en not in answer.text


async def test_a_price_that_changed_before_the_yes_is_asked_anew(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (await ask(bench)).asked
    assert asked is not None
    _dearer(monkeypatch)
    again = await bench.say("yes")
    assert again.asked is not None
    assert again.asked.terms.price is not None
    assert again.asked.terms.price.amount > asked.terms.price.amount  # type: ignore[union-attr]
    assert not bench.follow_ups
    assert "Ordered" in (await bench.say("yes")).text


async def test_a_price_that_changes_between_the_yes_and_the_order_orders_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TurnsDearer(DemonstrationKitchens):
        async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
            _dearer(monkeypatch)
            return await DemonstrationKitchens.order(self, place, basket, agreed, key=key, now=now)

    swap(bench, TurnsDearer(kitchens(bench).home, kitchens(bench).open_at))
    await ask(bench)
    answer = await bench.say("yes")
    assert ledger(bench) == [ActionState.FAILED]
    assert "price has changed" in answer.text
    assert not bench.follow_ups


def _dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = menus.cooked_at

    def cooked_at(place: Place, now: datetime) -> tuple[Dish, ...]:
        return tuple(replace(d, price=replace(d.price, amount=d.price.amount + 1)) for d in before(place, now))

    monkeypatch.setattr(menus, "cooked_at", cooked_at)


async def test_food_is_not_called_back_and_the_number_to_call_is_said(bench: Bench) -> None:
    await ask(bench)
    await bench.say("yes")
    answer = await bench.say("cancel the food", "restaurants__cancel")
    assert answer.failed == ("too_late",)
    assert "+358 9 123" in answer.text
    assert len(bench.follow_ups) == 2


async def test_what_somebody_is_allergic_to_is_left_out_and_said(bench: Bench) -> None:
    await remember(bench, "diet:vegetarian", "I am a vegetarian")
    menu = await bench.say("menu", "restaurants__menu", restaurant="Napoli")
    assert "Left out for you" in menu.text
    assert "diavola" in menu.text.partition("Left out for you")[2]
    assert "diavola" not in menu.text.partition("Left out for you")[0]


async def test_an_order_against_an_allergy_is_warned_about_before_the_yes(bench: Bench) -> None:
    dish = await on_sale(bench)
    food = next(iter(dish.has or ()))
    await remember(bench, f"allergy:{food}", f"I am allergic to {food}")
    asked = (await ask(bench)).asked
    assert asked is not None
    assert f"Careful, {dish.name.en} is not for you" in asked.question.en
    assert "注意" in asked.question.zh


@pytest.mark.parametrize("failure", [ServiceDown, ServiceRubbish])
async def test_a_kitchen_that_does_not_answer_leaves_nothing_and_names_the_telephone(
    bench: Bench, failure: type[Exception]
) -> None:
    class Silent(DemonstrationKitchens):
        async def basket(
            self, place: Place, wanted: Sequence[Wanted], *, key: str, now: datetime, deliver_to: Address | None
        ) -> Basket:
            raise failure

    swap(bench, Silent(kitchens(bench).home, kitchens(bench).open_at))
    answer = await ask(bench)
    assert answer.failed[0].startswith("provider_")
    assert "+358 9 123" in answer.text
    assert not bench.actions


async def test_a_house_with_an_address_of_its_own_gets_the_order_itself(bench: Bench) -> None:
    """A real merchant (the same protocol, another shelf): its dishes, no talk of a demonstration, unknown contents."""
    place = await napoli(bench)
    inner = kitchens(bench)
    await inner.menu(place, EVENING)
    real = DemonstrationKitchens(inner.home / "real", inner.open_at)
    http: httpx.AsyncClient = real._shop(place, EVENING)._http
    address = real._shop(place, EVENING).address
    swap(bench, UcpKitchens(http, {"napoli": address}, "https://example.org/agent", inner))
    await remember(bench, "allergy:nuts", "I am allergic to nuts")
    menu = await bench.say("menu", "restaurants__menu", restaurant="Napoli")
    assert "demonstration" not in menu.text
    assert "please check yourself" in menu.text
    asked = (await ask(bench)).asked
    assert asked is not None
    assert "demonstration" not in asked.question.en
    answer = await bench.say("yes")
    assert "Ordered" in answer.text
    assert "demonstration" not in answer.text


async def test_an_order_whose_outcome_got_lost_can_be_looked_up(bench: Bench) -> None:
    class BreaksOff(DemonstrationKitchens):
        async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
            await DemonstrationKitchens.order(self, place, basket, agreed, key=key, now=now)
            raise ConnectionResetError

    breaking = BreaksOff(kitchens(bench).home, kitchens(bench).open_at)
    swap(bench, breaking)
    dish = await on_sale(bench)
    await ask(bench)
    await bench.say("yes")
    [action] = bench.actions
    assert action.state is ActionState.UNKNOWN
    wanted, place = (Wanted(dish.id),), await napoli(bench)
    found = await breaking.look_up(place, wanted, key=action.id, now=EVENING, deliver_to=None)
    assert found is not None
    assert await breaking.look_up(place, wanted, key="never", now=EVENING, deliver_to=None) is None


async def test_tomorrow_the_pots_are_full_again(bench: Bench) -> None:
    place = await napoli(bench)
    today, later = (menus.cooked_at(place, EVENING + timedelta(days=n)) for n in (0, 1))
    assert [d.left for d in today] != [d.left for d in later]
    assert {d.name for d in today} == {d.name for d in later} != {Say(zh="", en="")}
