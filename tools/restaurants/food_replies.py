"""What is said and shown about menus and orders, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant import Card, Item, Receipt, Say, ToolContext, ToolError
from assistant.approvals import money
from assistant.ports import Place
from assistant.types import Record
from tools.restaurants.menus import Dish

if TYPE_CHECKING:
    from tools.restaurants.needs import Needs
    from tools.ucp import Address, Basket

_DEMO = Say(zh="演示订单，餐厅不会收到", en="a demonstration order; the restaurant is not told")
_SOME = 4  # dishes that are read aloud
Chosen = Sequence[tuple[Dish, int]]


def menu(place: Place, dishes: Sequence[Dish], needs: Needs, *, demonstration: bool) -> Say:
    """A few dishes with prices; what somebody must not eat is left out, and that is said."""
    fitting = [d for d in dishes if d.available and not needs.forbid(d)]
    zh = "、".join(f"{d.name.zh}{money(d.price)}" for d in fitting[:_SOME])
    en = ", ".join(f"{d.name.en} {money(d.price)}" for d in fitting[:_SOME])
    if not fitting:
        return Say(
            zh=f"{place.name('zh')}没有适合你的菜了。", en=f"{place.name('en')} has nothing left that suits you."
        )
    said = Say(zh=f"{place.name('zh')}有{zh}。", en=f"{place.name('en')} has {en}.")
    if len(fitting) > _SOME:
        said = said + Say(zh=f"还有{len(fitting) - _SOME}样。", en=f"And {len(fitting) - _SOME} more.")
    if demonstration:
        said = said + Say(zh="这是演示菜单。", en="It is a demonstration menu.")
    left_out = [d for d in dishes if needs.forbid(d)]
    if left_out:
        named = Say(zh="、".join(d.name.zh for d in left_out[:3]), en=", ".join(d.name.en for d in left_out[:3]))
        said = said + Say(zh=f"没有算上你不能吃的：{named.zh}。", en=f"Left out for you: {named.en}.")
    elif needs.avoid and any(d.has is None for d in dishes):
        said = said + _UNKNOWN
    return said + Say(zh="要点什么？", en="What would you like?")


_UNKNOWN = Say(zh="店家没有写明成分，请自己确认。", en="They do not say what is in it; please check yourself.")


def items(place: Place, dishes: Sequence[Dish]) -> tuple[Item, ...]:
    """The dishes as they were read out; behind them their short names, so that "the second one" still counts right."""
    short = [(dish, Say(zh=name, en=name)) for dish in dishes for name in _short_names(dish)]
    return tuple(_item(place, dish, label) for dish, label in (*((d, d.name) for d in dishes), *short))


def _short_names(dish: Dish) -> tuple[str, ...]:
    """What people say for it, one or several of it."""
    english = [n for n in (dish.name.en, *dish.also) if n.isascii()]
    return (*dish.also, *(f"{n}s" for n in english))


def _item(place: Place, dish: Dish, label: Say) -> Item:
    data = {"price": {"amount": str(dish.price.amount), "currency": dish.price.currency}}
    return Item(id=f"{place.id}/{dish.id}", kind="dish", label=label, argument="dish", data=data)


def card(place: Place, dishes: Sequence[Dish], needs: Needs, *, demonstration: bool) -> Card:
    rows = [
        {
            "id": f"{place.id}/{d.id}",
            "name": {"zh": d.name.zh, "en": d.name.en},
            "price": money(d.price),
            "available": d.available,
            "avoid": needs.forbid(d),
            "say": {"zh": f"点一份{d.name.zh}", "en": f"order one {d.name.en}"},
        }
        for d in dishes
    ]
    title = Say(zh=place.name("zh"), en=place.name("en"))
    return Card(type="menu", title=title, text=_spoken(dishes), data={"dishes": rows, "demonstration": demonstration})


def _spoken(dishes: Sequence[Dish]) -> Say:
    on_sale = [d for d in dishes if d.available]
    zh = "、".join(f"{d.name.zh}{money(d.price)}" for d in on_sale)
    return Say(zh=zh, en=", ".join(f"{d.name.en} {money(d.price)}" for d in on_sale))


def warning(chosen: Chosen, needs: Needs) -> Say | None:
    """What of it the user said they do not eat; or that nobody knows."""
    wrong = [d for d, _ in chosen if needs.forbid(d)]
    if wrong:
        zh, en = "、".join(d.name.zh for d in wrong), ", ".join(d.name.en for d in wrong)
        told = needs.say or Say(zh="", en="")
        return Say(zh=f"注意，{zh}不适合你。{told.zh}", en=f"Careful, {en} is not for you. {told.en}")
    if needs.avoid and any(d.has is None for d, _ in chosen):
        return _UNKNOWN
    return None


def dishes(chosen: Chosen) -> Say:
    zh = "、".join(f"{number}份{d.name.zh}" for d, number in chosen)
    return Say(zh=zh, en=", ".join(f"{number} {d.name.en}" for d, number in chosen))


def question(
    place: Place, chosen: Chosen, to: Address | None, basket: Basket, warned: Say | None, demonstration: bool
) -> Say:
    what = dishes(chosen)
    fee = (
        Say(zh=f"，含配送费{money(basket.fee)}", en=f", {money(basket.fee)} of it for delivery") if basket.fee else None
    )
    way = Say(zh=f"送到{to.street}", en=f"brought to {to.street}") if to else Say(zh="自取", en="to collect")
    zh, en = f"在{place.name('zh')}点{what.zh}，{way.zh}", f"Order {what.en} from {place.name('en')}, {way.en}"
    if fee:
        zh, en = f"{zh}{fee.zh}", f"{en}{fee.en}"
    if demonstration:
        zh, en = f"{zh}（{_DEMO.zh}）", f"{en} ({_DEMO.en})"
    return warned + Say(zh=zh, en=en) if warned else Say(zh=zh, en=en)


def ordered(
    ctx: ToolContext, place: Place, chosen: Chosen, to: Address | None, receipt: Receipt, ready: datetime, *, real: bool
) -> Say:
    what, (zh_ready, en_ready) = dishes(chosen), ctx.spoken(ready)
    way = Say(zh=f"大约{zh_ready}送到", en=f"It comes about {en_ready}.")
    if to is None:
        way = Say(zh=f"{zh_ready}可以取", en=f"It is ready {en_ready}. I will remind you to collect it.")
    demo = Say(zh="" if real else "（演示订单）", en="" if real else " (a demonstration order)")
    return Say(
        zh=f"下单了：{place.name('zh')}，{what.zh}，单号{receipt.reference}{demo.zh}。{way.zh}"
        f"{'，到时提醒你去取' if to is None else ''}。付款在收货时。",
        en=f"Ordered from {place.name('en')}: {what.en}, number {receipt.reference}{demo.en}. {way.en} "
        "You pay when you get it.",
    )


def collect(place: Place, ready: datetime, receipt: Receipt) -> Say:
    return Say(
        zh=f"该去{place.name('zh')}取餐了，{ready:%H:%M}做好，单号{receipt.reference}。",
        en=f"Time to collect your food at {place.name('en')}: ready at {ready:%H:%M}, number {receipt.reference}.",
    )


def after(place: Place) -> Say:
    return Say(zh=f"{place.name('zh')}的外卖怎么样？", en=f"How was the food from {place.name('en')}?")


def not_on_menu(error: ToolError, dishes: Sequence[Dish]) -> ToolError:
    some = [d for d in dishes if d.available][:_SOME]
    zh, en = "、".join(d.name.zh for d in some), ", ".join(d.name.en for d in some)
    return ToolError(f"{error.say.en} They have {en}.", f"{error.say.zh}他们有{zh}。", code=error.code)


def sold_out(error: ToolError, chosen: Chosen, dishes: Sequence[Dish], needs: Needs) -> ToolError:
    """What is gone in the user's language, and something else that is there and suits."""
    wanted, on_sale = {d.id: d for d, _ in chosen}, {d.id for d in dishes if d.available}
    gone = [d for d in wanted.values() if d.id not in on_sale or (d.left is not None and _number(chosen, d) > d.left)]
    gone = gone or list(wanted.values())
    other = [d for d in dishes if d.available and d.id not in wanted and not needs.forbid(d)][:2]
    zh, en = f"{'、'.join(d.name.zh for d in gone)}不够了。", f"Sold out: {', '.join(d.name.en for d in gone)}."
    if other:
        zh += f"还有{'、'.join(d.name.zh for d in other)}。"
        en += f" There is {' or '.join(d.name.en for d in other)}."
    return ToolError(en, zh, code=error.code)


def _number(chosen: Chosen, dish: Dish) -> int:
    return sum(number for one, number in chosen if one.id == dish.id)


def closed(place: Place, others: Sequence[Place]) -> ToolError:
    zh, en = f"{place.name('zh')}现在不营业。", f"{place.name('en')} is closed now."
    if others:
        zh += f"现在开着的有{'、'.join(p.name('zh') for p in others)}。"
        en += f" Open now: {' and '.join(p.name('en') for p in others)}."
    return ToolError(en, zh, code="closed")


def my_orders(ctx: ToolContext, kept: Sequence[Record]) -> Say:
    said = [_order(ctx, row.data) for row in kept[:2]]
    return Say(zh="；".join(s.zh for s in said) + "。", en="; ".join(s.en for s in said) + ".")


def _order(ctx: ToolContext, row: Mapping[str, Any]) -> Say:
    zh_ready, en_ready = ctx.spoken(datetime.fromisoformat(row["ready"]).astimezone(ctx.now.tzinfo))
    zh = "、".join(f"{d['number']}份{d['zh']}" for d in row["dishes"])
    en = ", ".join(f"{d['number']} {d['en']}" for d in row["dishes"])
    return Say(
        zh=f"外卖：{row['name']['zh']}，{zh}，{zh_ready}好，单号{row['reference']}",
        en=f"Food from {row['name']['en']}: {en}, ready {en_ready}, number {row['reference']}",
    )
