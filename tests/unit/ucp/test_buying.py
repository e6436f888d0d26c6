"""Buying by UCP: what is agreed is what is paid, once; and every no has its name."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from unit.ucp.bakery import NOON, Bakery, euros
from unit.ucp.weather import Weather

from assistant.errors import EffectUnknown, ToolError
from tools.ucp import Address, NeedsBuyer, NotOnSale, PriceChanged, Shop, ShopClosed, SoldOut, Wanted, in_process
from tools.ucp.failures import BasketGone, Declined
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish

RYE = (Wanted("rye", 2),)
HOME = Address(street="Bulevardi 9", locality="Helsinki", country="FI", name="Ann")


async def test_what_is_on_sale_is_found_by_its_words(bakery: Bakery) -> None:
    assert [g.id for g in await bakery.shop().search()] == ["rye", "bun"]
    [bun] = await bakery.shop().search("cardamom")
    assert (bun.title, bun.price) == ("Cinnamon bun", euros("2.50"))


async def test_a_basket_tells_the_price_and_when_it_is_ready(bakery: Bakery) -> None:
    basket = await bakery.shop().open((*RYE, Wanted("bun")), key="k")
    assert basket.total == euros("8.90")
    assert basket.fee is None
    assert basket.ready == NOON + timedelta(minutes=15)


async def test_bringing_it_costs_what_is_said(bakery: Bakery) -> None:
    basket = await bakery.shop().open(RYE, key="k", deliver_to=HOME)
    assert (basket.total, basket.fee) == (euros("9.90"), euros("3.50"))
    assert basket.ready == NOON + timedelta(minutes=45)


async def test_an_order_has_a_label_and_can_be_looked_up(bakery: Bakery) -> None:
    shop = bakery.shop()
    order = await shop.buy(await shop.open(RYE, key="k"), key="k")
    assert len(order.label) == 6
    placed = await shop.order(order.id)
    assert [(line["item"]["id"], line["quantity"]["total"]) for line in placed["line_items"]] == [("rye", 2)]
    assert await shop.bought(RYE, key="k") == order


async def test_the_same_key_buys_once(bakery: Bakery) -> None:
    shop = bakery.shop()
    first = await shop.buy(await shop.open(RYE, key="k"), key="k")
    again = await shop.buy(await shop.open(RYE, key="k"), key="k")
    assert again.id == first.id
    [rye, _] = bakery.goods(NOON)
    assert bakery.merchant.book.sold("bakery", "rye", rye.batch) == 2


async def test_of_a_hundred_customers_three_get_the_three_loaves(bakery: Bakery) -> None:
    async def customer(number: int) -> str:
        shop = bakery.shop()
        try:
            await shop.buy(await shop.open((Wanted("rye"),), key=f"c{number}"), key=f"c{number}")
        except SoldOut:
            return "sold out"
        return "bread"

    came = await asyncio.gather(*(customer(n) for n in range(100)))
    assert came.count("bread") == 3
    assert came.count("sold out") == 97


async def test_what_is_sold_out_is_named(bakery: Bakery) -> None:
    with pytest.raises(SoldOut) as failure:
        await bakery.shop().open((Wanted("rye", 4),), key="k")
    assert failure.value.say.en == "Sold out: Rye bread."
    assert failure.value.say.zh == "Rye bread已经卖完了。"


async def test_tomorrow_there_is_bread_again(bakery: Bakery) -> None:
    shop = bakery.shop()
    await shop.buy(await shop.open((Wanted("rye", 3),), key="k"), key="k")
    bakery.now += timedelta(days=1)
    assert (await shop.open((Wanted("rye", 3),), key="next")).lines[0].quantity == 3


async def test_another_price_is_never_paid(bakery: Bakery) -> None:
    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    bakery.price = "4.00"
    with pytest.raises(PriceChanged):
        await shop.buy(basket, key="k")
    assert (await shop.look(basket.id)).order is None
    again = await shop.open(RYE, key="k")
    assert again.total == euros("8.00")
    assert (await shop.buy(again, key="k")).basket.total == euros("8.00")


async def test_a_price_that_changes_in_the_last_moment_is_not_charged_either(bakery: Bakery) -> None:
    def dearer(_: object) -> str:
        raise AssertionError("nothing may be charged")

    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    look = shop.look

    async def look_then_raise_the_price(one: str) -> object:
        seen = await look(one)
        bakery.price, bakery.till = "4.00", dearer
        return seen

    shop.look = look_then_raise_the_price  # type: ignore[assignment,method-assign]
    with pytest.raises(PriceChanged):
        await shop.buy(basket, key="k")


@pytest.mark.parametrize(
    ("wanted", "failure"),
    [((Wanted("cake"),), NotOnSale), ((Wanted("rye", 0),), ServiceRefused), ((), ServiceRefused)],
)
async def test_what_makes_no_sense_is_refused(bakery: Bakery, wanted: tuple[Wanted, ...], failure: type) -> None:
    with pytest.raises(failure):
        await bakery.shop().open(wanted, key="k")


async def test_a_closed_shop_takes_no_order(bakery: Bakery) -> None:
    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    bakery.is_closed = True
    with pytest.raises(ShopClosed):
        await shop.open(RYE, key="other")
    with pytest.raises(ShopClosed):
        await shop.buy(basket, key="k")


async def test_a_refused_payment_orders_nothing(bakery: Bakery) -> None:
    shop, bakery.till = bakery.shop(), lambda _: "declined"
    basket = await shop.open(RYE, key="k")
    with pytest.raises(Declined):
        await shop.buy(basket, key="k")
    assert await shop.bought(RYE, key="k") is None


async def test_where_the_buyer_is_needed_a_link_says_so(bakery: Bakery) -> None:
    shop, bakery.till = bakery.shop(), lambda _: "ask_buyer"
    basket = await shop.open(RYE, key="k")
    with pytest.raises(NeedsBuyer) as failure:
        await shop.buy(basket, key="k")
    assert f"https://bakery.invalid/checkout/{basket.id}" in failure.value.say.en


async def test_a_basket_is_given_up_and_then_gone(bakery: Bakery) -> None:
    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    assert (await shop.cancel(basket.id, key="k")).status == "canceled"
    with pytest.raises(BasketGone):
        await shop.buy(basket, key="k")


async def test_what_is_bought_cannot_be_given_up(bakery: Bakery) -> None:
    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    await shop.buy(basket, key="k")
    with pytest.raises(BasketGone):
        await shop.cancel(basket.id, key="other")


async def test_an_old_basket_is_no_longer_open(bakery: Bakery) -> None:
    shop = bakery.shop()
    basket = await shop.open(RYE, key="k")
    bakery.now += timedelta(minutes=31)
    with pytest.raises(BasketGone):
        await shop.buy(basket, key="k")


async def test_a_line_that_breaks_once_costs_no_second_loaf(bakery: Bakery) -> None:
    weather = Weather(bakery.merchant)
    shop = bakery.shop(weather.client())
    basket = await shop.open(RYE, key="k")
    weather.lose_answers = 1
    order = await shop.buy(basket, key="k")
    assert order.label
    assert bakery.merchant.book.sold("bakery", "rye", f"{NOON:%Y-%m-%d}") == 2


async def test_an_order_nobody_can_tell_about_is_unknown_and_can_be_learned_later(bakery: Bakery) -> None:
    weather = Weather(bakery.merchant)
    shop = bakery.shop(weather.client())
    basket = await shop.open(RYE, key="k")
    weather.lose_answers = 9
    with pytest.raises(EffectUnknown):
        await shop.buy(basket, key="k")
    weather.lose_answers = 0
    order = await shop.bought(RYE, key="k")
    assert order is not None
    assert order.basket.total == euros("6.40")


@pytest.mark.parametrize("down", [500, 503, 429])
async def test_a_shop_that_is_down_is_named_and_nothing_is_ordered(bakery: Bakery, down: int) -> None:
    shop = bakery.shop(Weather(bakery.merchant, status=down).client())
    with pytest.raises(ServiceDown):
        await shop.open(RYE, key="k")


@pytest.mark.parametrize(
    "rubbish", ["", "null", "[]", "{}", '{"id": 1}', "<html>", '{"ucp": 5}', '{"ucp": {"status": "error"}}']
)
async def test_rubbish_is_named(bakery: Bakery, rubbish: str) -> None:
    shop = bakery.shop(Weather(bakery.merchant, instead=rubbish).client())
    with pytest.raises((ServiceRubbish, ServiceRefused, NotOnSale)):
        await shop.open(RYE, key="k")


@pytest.mark.parametrize("address", ["http://bakery.example", "ftp://bakery.invalid", "bakery"])
async def test_a_basket_never_goes_over_an_open_line(bakery: Bakery, address: str) -> None:
    with pytest.raises(ToolError):
        await Shop(in_process(bakery.merchant), address).search()
