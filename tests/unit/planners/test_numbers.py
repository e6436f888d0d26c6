"""Numbers are read in both scripts, and what they count: people, places in a list, money, things."""

from decimal import Decimal

import pytest

from assistant.planners.local.numbers import read_money, read_numbers, read_ordinal, read_people, read_quantity


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("二十三", [23]),
        ("两百五十", [250]),
        ("一百二", [120]),
        ("一百零二", [102]),
        ("三千零五十", [3050]),
        ("一万两千", [12000]),
        ("二〇二七年", [2027]),
        ("三点五公里", [Decimal("3.5")]),
        ("twenty-five", [25]),
        ("one hundred and thirty", [130]),
        ("two thousand and seventeen", [2017]),
        ("1,200 yuan", [1200]),
        ("2.5 hours", [Decimal("2.5")]),
        ("3 people and two kids", [3, 2]),
        ("第二家", [2]),
        ("the cheaper one", []),
        ("this one please", []),
        ("one of them", []),
        ("我一直在等，一起去吧", []),
        ("两三天", []),
        ("version 2.0.1", []),
    ],
)
def test_numbers(text: str, values: list[int | Decimal]) -> None:
    assert [mention.value for mention in read_numbers(text)] == values


@pytest.mark.parametrize("text", ["订 三 张票 for 4 people", "二十三块 and twenty-five"])
def test_a_number_knows_where_it_stood(text: str) -> None:
    for mention in read_numbers(text):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("两个人", 2),
        ("订第二家，今晚七点，两个人", 2),
        ("预订第一家明天中午十二点半四个人", 4),
        ("我们一家四口", 4),
        ("我们俩", 2),
        ("六位", 6),
        ("两个大人一个小孩", 3),
        ("就我一个人", 1),
        ("8人桌", 8),
        ("for three people", 3),
        ("a table for two", 2),
        ("book the first one for three people at eight tonight", 3),
        ("reserve a table for two at a sushi place tomorrow at 7pm", 2),
        ("dinner for four tomorrow at 6", 4),
        ("party of twelve", 12),
        ("the two of us", 2),
        ("two of us", 2),
        ("me and three friends", 4),
        ("two adults and one child", 3),
        ("just me", 1),
        ("a table for eight thirty", None),
        ("a table for 7 pm", None),
        ("第二个人", None),
        ("明天下午三点", None),
        ("two tickets", None),
        ("一人民币", None),
    ],
)
def test_people(text: str, people: int | None) -> None:
    assert read_people(text) == people


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("第二家", 2),
        ("买第一场的两张票", 1),
        ("最后一个", -1),
        ("倒数第二个", -2),
        ("第十一个", 11),
        ("the first one", 1),
        ("second", 2),
        ("the last one", -1),
        ("the 3rd please", 3),
        ("option two", 2),
        ("number 3", 3),
        ("a second opinion", None),
        ("on the 5th", None),
        ("March 3rd", None),
        ("第一次来", None),
        ("明天三点", None),
    ],
)
def test_which_of_a_list(text: str, index: int | None) -> None:
    assert read_ordinal(text) == index


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("一百块", ("100", "CNY")),
        ("三块五", ("3.5", "CNY")),
        ("两万元", ("20000", "CNY")),
        ("人均200元以内", ("200", "CNY")),
        ("¥88", ("88", "CNY")),
        ("$20", ("20", "USD")),
        ("under $1,500.50", ("1500.50", "USD")),
        ("15 euros", ("15", "EUR")),
        ("twenty pounds", ("20", "GBP")),
        ("五十美元", ("50", "USD")),
        ("100 RMB", ("100", "CNY")),
        ("两张票", None),
        ("at 8", None),
    ],
)
def test_money_has_a_currency(text: str, money: tuple[str, str] | None) -> None:
    assert read_money(text) == (None if money is None else (Decimal(money[0]), money[1]))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("两张票", 2),
        ("买第一场的两张票", 2),
        ("来三份宫保鸡丁", 3),
        ("3 tickets", 3),
        ("two movie tickets", 2),
        ("a couple of tickets", 2),
        ("一盒阿司匹林", 1),
        ("第三部", None),
        ("明天", None),
    ],
)
def test_quantity(text: str, count: int | None) -> None:
    assert read_quantity(text) == count
