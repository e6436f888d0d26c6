"""What is said about dishes and about what one does not eat, understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.ports import Place
from assistant.types import Fact
from tools.restaurants import menus, needs, wish

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def menu(cuisine: str) -> tuple[menus.Dish, ...]:
    place = Place(id="n1", names={"": "House"}, latitude=60.0, longitude=25.0, cuisine=(cuisine,), kind="restaurant")
    return menus.cooked_at(place, NOON)


@pytest.mark.parametrize(
    ("cuisine", "text", "expected"),
    [
        ("chinese", "来两份宫保鸡丁和一碗米饭", [("kungpao", 2), ("rice", 1)]),
        ("chinese", "点餐，宫保鸡丁一份，米饭3碗", [("kungpao", 1), ("rice", 3)]),
        ("chinese", "给我十个饺子", [("dumplings", 10)]),
        ("chinese", "麻婆豆腐", [("mapo", None)]),
        ("pizza", "two margheritas and a tiramisu", [("margherita", 2), ("tiramisu", 1)]),
        ("pizza", "I'd like the diavola pizza", [("diavola", None)]),
        ("pizza", "3 x funghi, 1 caprese", [("funghi", 3), ("caprese", 1)]),
        ("pizza", "a pepperoni", []),
        ("burger", "a veggie burger and two colas", [("veggieburger", 1), ("cola", 2)]),
        ("burger", "a veggie burger and a burger", [("veggieburger", 1), ("burger", 1)]),
    ],
)
def test_dishes_and_numbers_are_heard(cuisine: str, text: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(dish.id, number) for dish, number in wish.named(text, menu(cuisine))] == expected


@pytest.mark.parametrize(
    ("words", "dish"), [("margarita", "margherita"), ("diavola", "diavola"), ("tiramisu", "tiramisu"), ("sushi", None)]
)
def test_a_slip_of_the_ear_is_forgiven_and_another_dish_is_not(words: str, dish: str | None) -> None:
    found = wish.meant(words, menu("pizza"))
    assert (found.id if found else None) == dish


def fact(subject: str, text: str) -> Fact:
    return Fact(id="f", user_id="u", subject=subject, text=text, observed_at=NOON, valid_from=NOON)


@pytest.mark.parametrize(
    ("subject", "text", "avoided"),
    [
        ("allergy:peanuts", "I am allergic to peanuts", {"peanut"}),
        ("allergy:peanuts", "I am not allergic to peanuts", set()),
        ("diet:pork", "I don't eat pork", {"pork"}),
        ("diet:pork", "I can eat pork now", set()),
        ("diet:vegetarian", "I am a vegetarian", {"beef", "pork", "lamb", "chicken", "fish", "shellfish"}),
        ("diet:gluten free", "I am gluten free", {"gluten"}),
        ("allergy:花生", "我对花生过敏", {"peanut"}),
        ("allergy:花生", "我对花生已经不过敏了", set()),
        ("allergy:鸡蛋", "我对鸡蛋过敏", {"egg"}),
        ("diet:辣", "我不吃辣", {"spicy"}),
        ("diet:辣", "我现在能吃辣了", set()),
        ("diet:清真", "我只能吃清真", {"pork", "alcohol"}),
        ("diet:吃素", "我吃素", {"beef", "pork", "lamb", "chicken", "fish", "shellfish"}),
    ],
)
def test_what_one_said_decides_what_is_avoided(subject: str, text: str, avoided: set[str]) -> None:
    assert needs.read([fact(subject, text)]).avoid == avoided


def test_a_vegetarian_house_comes_first_for_a_vegetarian() -> None:
    def house(number: int, cuisine: str) -> Place:
        return Place(id=f"n{number}", names={"": "House"}, latitude=60, longitude=25, cuisine=(cuisine,))

    told = needs.read([fact("diet:vegetarian", "I am a vegetarian")])
    assert [p.id for p in needs.fitting_first([house(1, "italian"), house(2, "vegetarian")], told)] == ["n2", "n1"]
