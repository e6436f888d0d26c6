"""An order of food on its way: which dishes at which house, brought or collected, for what; and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant import PutFollowUp, PutRecord, Receipt, Say, Terms, ToolContext, ToolError, ToolResult
from assistant.changes import Change
from assistant.moments import parse_instant
from assistant.ports import Place
from assistant.types import Record
from tools.restaurants import by_hand, food_replies, houses, needs, wish
from tools.restaurants.menus import Dish
from tools.ucp import Address, Basket, Wanted

_MOST = 50  # portions of one dish; more is catering
_AFTER = timedelta(hours=1)
_WHOLE = re.compile(r"^(?P<house>[^/]+)/(?P<dish>[^/]+)$")


class DishUnknown(ToolError):
    """That is not on the menu."""

    code = "dish_unknown"
    zh = "菜单上没有这个。"


class WrongNumber(ToolError):
    """I can order 1 to 50 portions; for more, please call the restaurant."""

    code = "quantity"
    zh = "一次可以点1到50份，再多请打电话给餐厅。"


class NoHouse(ToolError):
    """From which restaurant? Ask me for a menu first."""

    code = "which_restaurant"
    zh = "从哪家点？可以先说“看看菜单”。"


class HomeUnknown(ToolError):
    """I do not know your address. Tell me where you live in your profile, or collect it."""

    code = "home_unknown"
    zh = "我还不知道你的住址。请在个人资料里填写，或者选择自取。"


class Sent(ToolError):
    """The kitchen has that order already: it cannot be cancelled here. Please call the restaurant."""

    code = "too_late"
    zh = "订单已经交给厨房，这里退不了，请打电话给餐厅。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is wanted, where, and where it goes."""

    place: Place
    dishes: tuple[tuple[Dish, int], ...]
    to: Address | None
    warned: Say | None = None  # about what is in it

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        return tuple(Wanted(dish.id, number) for dish, number in self.dishes)


async def read(
    ctx: ToolContext, dish: str, quantity: int | None, restaurant: str | None, text: str | None, mode: str | None
) -> Order:
    """Raises NoHouse, RestaurantUnknown, DishUnknown, WrongNumber, HomeUnknown."""
    whole = _WHOLE.match(dish)
    place = await _house(ctx, whole["house"] if whole else None, restaurant)
    menu = await by_hand.asked(place, ctx.provider.kitchens.menu(place, ctx.now))
    chosen = _chosen(menu, whole["dish"] if whole else dish, quantity, text)
    if not all(1 <= number <= _MOST for _, number in chosen):
        raise WrongNumber()
    wishes = await needs.remembered(ctx)
    to = _home(ctx) if mode == "deliver" else None
    return Order(place=place, dishes=chosen, to=to, warned=food_replies.warning(chosen, wishes))


def _chosen(menu: Sequence[Dish], dish: str, quantity: int | None, text: str | None) -> tuple[tuple[Dish, int], ...]:
    """Several dishes as they were said in one sentence, else the one."""
    said = wish.named(f"{text or ''} {dish}" if text and dish not in text else text or dish, menu)
    if len(said) > 1:
        return tuple((one, 1 if number is None else number) for one, number in said)
    one = wish.meant(dish, menu) or (said[0][0] if said else None)
    if one is None:
        raise food_replies.not_on_menu(DishUnknown(), menu)
    counted = said[0][1] if said and said[0][0] is one else None
    return ((one, quantity if quantity is not None else 1 if counted is None else counted),)


async def _house(ctx: ToolContext, of_dish: str | None, restaurant: str | None) -> Place:
    if not (restaurant or of_dish):
        raise NoHouse()
    return await houses.restaurant(ctx, restaurant or str(of_dish))


def _home(ctx: ToolContext) -> Address:
    if not ctx.user.home:
        raise HomeUnknown()
    return Address(street=ctx.user.home, country=ctx.user.country, name=ctx.user.name)


async def offered(ctx: ToolContext, order: Order) -> Basket:
    """A basket of exactly that. What cannot be had comes back with what can."""
    kitchens, place = ctx.provider.kitchens, order.place
    asking = kitchens.basket(place, order.wanted, key=ctx.call_id, now=ctx.now, deliver_to=order.to)
    try:
        basket: Basket = await by_hand.asked(place, asking)
    except ToolError as error:
        if error.code == "sold_out":
            menu = await kitchens.menu(place, ctx.now)
            raise food_replies.sold_out(error, order.dishes, menu, await needs.remembered(ctx)) from error
        if error.code == "closed":
            raise food_replies.closed(place, await houses.open_now(ctx, but=place)) from error
        raise
    return basket


def terms(order: Order, basket: Basket, *, demonstration: bool) -> Terms:
    """What a yes to it means: the dishes, the price with the way there, and when it is ready."""
    return Terms(
        what=food_replies.question(order.place, order.dishes, order.to, basket, order.warned, demonstration),
        when=basket.ready,
        price=basket.total,
        valid_until=basket.expires,
        hold=basket.id,
        details={"dishes": [[dish.id, number] for dish, number in order.dishes], "brought": order.to is not None},
    )


async def ordered(ctx: ToolContext, order: Order, receipt: Receipt, agreed: Terms) -> ToolResult:
    """What is said and kept of food that is ordered."""
    ready, real = agreed.when or ctx.now, ctx.provider.kitchens.is_real(order.place)
    said = food_replies.ordered(ctx, order.place, order.dishes, order.to, receipt, ready, real=real)
    way = await houses.way(ctx, order.place)
    return ToolResult(say=said, receipt=receipt, changes=keep(ctx, order, receipt, agreed, way))


def keep(ctx: ToolContext, order: Order, receipt: Receipt, agreed: Terms, leave: timedelta) -> tuple[Change, ...]:
    """The row, the word to set out where it is collected, and the question afterwards."""
    ready = agreed.when or ctx.now
    key = receipt.reference
    after = PutFollowUp.check_in(key=f"after:{key}", due_at=ready + _AFTER, say=food_replies.after(order.place))
    kept: list[Change] = [PutRecord(kind="order", key=key, data=row(order, receipt, ready)), after]
    if order.to is None:
        due = max(ready - leave, ctx.now + timedelta(minutes=1))
        words = food_replies.collect(order.place, ready, receipt)
        kept.append(PutFollowUp.reminder(key=f"collect:{key}", due_at=due, say=words))
    return tuple(kept)


def row(order: Order, receipt: Receipt, ready: datetime) -> Mapping[str, Any]:
    return {
        "reference": receipt.reference,
        "place": order.place.id,
        "name": {"zh": order.place.name("zh"), "en": order.place.name("en")},
        "phone": order.place.phone,
        "ready": ready.isoformat(),
        "dishes": [{"zh": dish.name.zh, "en": dish.name.en, "number": number} for dish, number in order.dishes],
    }


async def on_the_way(ctx: ToolContext) -> list[Record]:
    """Orders that are not eaten yet, the newest first."""
    kept = [r for r in await ctx.records.all("order") if ctx.now < parse_instant(r.data["ready"]) + _AFTER]
    return sorted(kept, key=lambda r: str(r.data["ready"]), reverse=True)


async def must_not_cook(ctx: ToolContext) -> None:
    """Raises Sent when food is on its way: the protocol knows no way back once it is ordered."""
    if cooking := await on_the_way(ctx):
        raise by_hand.with_hand(Sent(), cooking[0].data["phone"])
