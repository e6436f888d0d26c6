"""Buying and selling by the Universal Commerce Protocol (ucp.dev, 2026-04-08): a client for any shop, a shop of ours.

Buying, from any UCP merchant::

    shop = Shop(http, "https://kitchen.example", language="en")     # reads /.well-known/ucp at the first question
    goods = await shop.search("pizza")                              # tuple[Goods, ...]
    wish = (Wanted(goods[0].id, 2),)
    basket = await shop.open(wish, key=ctx.call_id)                 # Basket; the same key gives the same basket again
    basket = await shop.look(basket.id)                             # as it stands now: price, what is sold out
    order = await shop.buy(basket, key=ctx.call_id)                 # Order; pays at the counter or on delivery
    await shop.cancel(basket.id, key=ctx.call_id)                   # as long as nothing is bought
    order = await shop.bought(key=ctx.call_id, wanted=wish)         # for an outcome nobody recorded: Order or None

`open` takes `deliver_to=Address(...)`; without it the goods are collected. Failures are `ToolError`s with stable codes:
SoldOut, PriceChanged, NotOnSale, ShopClosed, Declined, NeedsBuyer (a link to finish by hand), and of `tools.web`
ServiceDown, ServiceRubbish, ServiceRefused. An order whose outcome cannot be learned raises the core's EffectUnknown.

Selling, without a port of its own::

    merchant = Merchant(name="Napoli", shelf=shelf, book=Book(home / "orders.db"), origin="https://n1.invalid",
                        clock=lambda: now)
    shop = Shop(in_process(merchant), merchant.origin)              # or serve `door(merchant)`, an ASGI application

A `Shelf` says what is on sale and how it reaches the buyer (`Way`); the merchant keeps baskets, counts what is sold,
refuses what is gone, and never sells for another price than the one last shown.
"""

from tools.ucp.book import Book
from tools.ucp.door import door, in_process
from tools.ucp.failures import Declined, NeedsBuyer, NotOnSale, PriceChanged, ShopClosed, SoldOut
from tools.ucp.merchant import Merchant
from tools.ucp.nouns import Address, Basket, Goods, Line, Order, Shelf, Wanted, Way
from tools.ucp.shop import Shop

__all__ = [
    "Address",
    "Basket",
    "Book",
    "Declined",
    "Goods",
    "Line",
    "Merchant",
    "NeedsBuyer",
    "NotOnSale",
    "Order",
    "PriceChanged",
    "Shelf",
    "Shop",
    "ShopClosed",
    "SoldOut",
    "Wanted",
    "Way",
    "door",
    "in_process",
]
