"""What the restaurants capability says and shows, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant import Card, Item, Money, Receipt, Say, ToolContext, ToolError
from assistant.approvals import money
from assistant.ports import Place
from assistant.types import Json, Record

_DEMO = Say(zh="演示订位，不会通知餐厅", en="a demonstration booking; the restaurant is not told")


def _far(place: Place) -> Say:
    if place.metres is None:
        return Say(zh="", en="")
    if place.metres < 1000:
        near = max(10, round(place.metres / 10) * 10)
        return Say(zh=f"{near}米", en=f"{near} metres away")
    return Say(zh=f"{place.metres / 1000:.1f}公里", en=f"{place.metres / 1000:.1f} kilometres away")


def listing(found: Sequence[Place], reasons: Mapping[str, Say], cuisine: str | None, at: datetime | None) -> Say:
    """Three by name, each with what speaks for it, so that "the second one" is easy to say."""
    if not found:
        what = Say(zh=cuisine or "餐厅", en=f"{cuisine} restaurant" if cuisine else "restaurant")
        then = Say(zh="那个时间" if at else "附近", en="at that time" if at else "nearby")
        return Say(zh=f"{then.zh}没有找到合适的{what.zh}。", en=f"I found no {what.en} {then.en}.")
    zh, en = [], []
    for number, place in enumerate(found):
        why = reasons.get(place.id, _far(place))
        zh.append(f"第{'一二三'[number]}家{place.name('zh')}，{why.zh}")
        en.append(f"{place.name('en')}, {why.en}")
    order = ("One", "Two", "Three")
    spoken = "; ".join(f"{order[i].lower() if i else order[i]}: {text}" for i, text in enumerate(en))
    return Say(zh="；".join(zh) + "。要哪一家？", en=f"{spoken}. Which one?")


def reason(place: Place, is_open: bool | None, *, suits: bool, table: bool, plate: Money | None) -> Say:
    """Why this one: how near, whether it is open, a free table, the way one eats, what a plate costs."""
    far = _far(place)
    told = [
        (True, far),
        (is_open is True and not table, Say(zh="营业中", en="open now")),
        (is_open is False, Say(zh="现在关门", en="closed now")),
        (table, Say(zh="有空桌", en="a table is free")),
        (suits, Say(zh="适合你的饮食", en="it suits how you eat")),
    ]
    if plate is not None:
        told.append((True, Say(zh=f"一道菜约{money(plate)}", en=f"about {money(plate)} a dish")))
    said = [words for holds, words in told if holds and words.zh]
    return Say(zh="，".join(w.zh for w in said), en=", ".join(w.en for w in said))


def of_demonstration(*, prices: bool, tables: bool) -> Say | None:
    """What of a list rests on the demonstration."""
    if not (prices or tables):
        return None
    zh = "价格和空桌" if prices and tables else "价格" if prices else "空桌"
    en = "Prices and tables are" if prices and tables else "Prices are" if prices else "Free tables are"
    return Say(zh=f"{zh}是演示数据。", en=f"{en} demonstration data.")


def item(place: Place, is_open: bool | None) -> Item:
    return Item(
        id=place.id,
        kind="restaurant",
        label=Say(zh=place.name("zh"), en=place.name("en")),
        argument="restaurant",
        data={"metres": place.metres, "open": is_open, "cuisine": list(place.cuisine)},
    )


def card(place: Place, is_open: bool | None, attribution: str) -> Card:
    data: dict[str, Json] = {
        "id": place.id,
        "at": [place.latitude, place.longitude],
        "cuisine": list(place.cuisine),
        "open": is_open,
        "hours": place.hours,
        "phone": place.phone,
        "website": place.website,
        "metres": round(place.metres) if place.metres is not None else None,
        "attribution": attribution,
    }
    actions = (
        {
            "label": {"zh": "订座", "en": "Book a table"},
            "say": {"zh": f"订{place.name('zh')}", "en": f"book {place.name('en')}"},
        },
    )
    title = Say(zh=place.name("zh"), en=place.name("en"))
    return Card(type="place", title=title, text=Say(zh=place.address, en=place.address), data=data, actions=actions)


def details(place: Place, is_open: bool | None) -> Say:
    zh, en = [place.name("zh")], [place.name("en")]
    if is_open is not None:
        zh.append("正在营业" if is_open else "现在关门")
        en.append("open now" if is_open else "closed now")
    if place.address:
        zh.append(f"在{place.address}")
        en.append(f"at {place.address}")
    if place.phone:
        zh.append(f"电话{place.phone}")
        en.append(f"telephone {place.phone}")
    if len(zh) == 1:
        zh.append("地图上没有更多信息")
        en.append("the map says no more about it")
    return Say(zh="，".join(zh) + "。", en=", ".join(en) + ".")


def table(place: Place, people: int, *, demonstration: bool) -> Say:
    zh, en = f"{place.name('zh')}，{people}个人", f"A table for {people} at {place.name('en')}"
    if demonstration:
        zh, en = f"{zh}（{_DEMO.zh}）", f"{en} ({_DEMO.en})"
    return Say(zh=f"订{zh}", en=en)


def booked(ctx: ToolContext, place: Place, at: datetime, people: int, receipt: Receipt, leave: datetime) -> Say:
    (zh, en), (leave_zh, leave_en) = ctx.spoken(at), ctx.spoken(leave)
    return Say(
        zh=f"订好了：{place.name('zh')}，{zh}，{people}个人，预订号{receipt.reference}（演示订位）。{leave_zh}提醒你出发。",
        en=f"Booked: {place.name('en')}, {en}, for {people}, reference {receipt.reference} (a demonstration booking). "
        f"I will remind you to leave {leave_en}.",
    )


def leave(place: Place, at: datetime) -> Say:
    clock = f"{at:%H:%M}"
    return Say(
        zh=f"该出发去{place.name('zh')}了，订的是{clock}。",
        en=f"Time to leave for {place.name('en')}: your table is at {clock}.",
    )


def after(place: Place) -> Say:
    return Say(zh=f"{place.name('zh')}吃得怎么样？", en=f"How was {place.name('en')}?")


def with_alternatives(ctx: ToolContext, error: ToolError, times: Sequence[datetime]) -> ToolError:
    """The same failure with what would be possible."""
    if not times:
        return error
    zh = "、".join(ctx.spoken(t)[0] for t in times)
    en = " or ".join(ctx.spoken(t)[1] for t in times)
    return ToolError(f"{error.say.en} Free: {en}.", f"{error.say.zh}{zh}有空桌。", code=error.code)


def giving_up(name: Mapping[str, str], people: int) -> Say:
    return Say(zh=f"取消{name['zh']}的{people}人桌", en=f"Cancel the table for {people} at {name['en']}")


def cancelled(name: Mapping[str, str], fee: Money | None) -> Say:
    zh, en = f"已取消{name['zh']}的订座", f"The table at {name['en']} is cancelled"
    if fee is not None:
        zh, en = f"{zh}，取消费{money(fee)}", f"{en}; the late fee is {money(fee)}"
    return Say(zh=f"{zh}。", en=f"{en}.")


def several(ctx: ToolContext, kept: Sequence[Record]) -> ToolError:
    zh = "，".join(f"{r.data['name']['zh']}" for r in kept)
    en = ", ".join(f"{r.data['name']['en']}" for r in kept)
    return ToolError(
        f"You have several bookings: {en}. Which one?", f"你有几个预订：{zh}。是哪一个？", code="which_booking"
    )


def two_of_one_name(houses: Sequence[Place]) -> ToolError:
    """Asks which, by what tells them apart: the address, else how far each is."""
    zh = "，".join(p.address or _far(p).zh for p in houses)
    en = "; ".join(p.address or _far(p).en for p in houses)
    name = houses[0]
    return ToolError(
        f"There are {len(houses)} called {name.name('en')}: {en}. Which one? Ask me to find it, then choose.",
        f"有{len(houses)}家{name.name('zh')}：{zh}。先让我找一下，再选一家。",
        code="which_restaurant",
    )


def changing(name: Mapping[str, str], people: int, *, demonstration: bool) -> Say:
    zh, en = f"改订{name['zh']}，{people}个人", f"Change the table at {name['en']}, now for {people}"
    if demonstration:
        zh, en = f"{zh}（{_DEMO.zh}）", f"{en} ({_DEMO.en})"
    return Say(zh=zh, en=en)


def changed(ctx: ToolContext, place: Place, at: datetime, people: int, receipt: Receipt) -> Say:
    zh, en = ctx.spoken(at)
    return Say(
        zh=f"改好了：{place.name('zh')}，{zh}，{people}个人，新的预订号{receipt.reference}（演示订位）。",
        en=f"Changed: {place.name('en')}, {en}, for {people}, new reference {receipt.reference} "
        "(a demonstration booking).",
    )


def my_bookings(ctx: ToolContext, kept: Sequence[Record]) -> Say:
    if not kept:
        return Say(zh="没有即将到来的订座。", en="You have no tables booked.")
    zh, en = [], []
    for row in kept[:3]:
        moment = ctx.spoken(datetime.fromisoformat(str(row.data["at"])).astimezone(ctx.now.tzinfo))
        zh.append(f"{moment[0]}{row.data['name']['zh']}，{row.data['people']}个人")
        en.append(f"{moment[1]}: {row.data['name']['en']}, for {row.data['people']}")
    return Say(zh="；".join(zh) + "。", en="; ".join(en) + ".")
