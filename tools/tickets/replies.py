"""What the tickets capability says and shows, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant import Card, Money, Receipt, Say, ToolContext, ToolError
from assistant.approvals import money
from assistant.moments import spoken_clock
from assistant.types import Json, Record
from tools.tickets import seating
from tools.tickets.films import Film, genre_words
from tools.tickets.provider import Showing

_DEMO = Say(zh="演示票，现场不认", en="a demonstration ticket, not valid at the door")


def distinct(found: Sequence[Showing]) -> list[Showing]:
    """Each film once, at its first time, then the other times: a short report names different films."""
    first: dict[str, Showing] = {}
    for show in found:
        first.setdefault(show.title.en, show)
    return [*first.values(), *(s for s in found if first[s.title.en] is not s)]


def label(ctx: ToolContext, show: Showing) -> Say:
    local = show.start.astimezone(ctx.now.tzinfo)
    return Say(zh=f"{show.title.zh} {spoken_clock(local, 'zh')}", en=f"{show.title.en} at {spoken_clock(local, 'en')}")


def listing(ctx: ToolContext, shows: Sequence[Showing], *, genre: str | None, kind: str = "movie") -> Say:
    if not shows:
        plain = Say(zh="电影", en="film") if kind == "movie" else Say(zh="演出", en="performance")
        what = genre_words(genre) if genre else plain
        return Say(zh=f"那段时间没有{what.zh}的场次。", en=f"There is no {what.en} then.")
    zh, en = [], []
    for number, show in enumerate(shows):
        said_zh, said_en = ctx.spoken(show.start.astimezone(ctx.now.tzinfo))
        zh.append(f"第{'一二三'[number]}场《{show.title.zh}》，{said_zh}，{show.venue}，{money(show.price)}")
        en.append(f"{show.title.en}, {said_en}, {show.venue}, {money(show.price)}")
    order = ("One", "two", "three")
    return Say(
        zh="；".join(zh) + "。（演示排片）要哪一场？",
        en="; ".join(f"{order[i]}: {t}" for i, t in enumerate(en)) + ". (A demonstration programme.) Which one?",
    )


def not_showing(film: Film) -> Say:
    return Say(
        zh=f"《{film.title.zh}》那段时间没有场次。要看看别的时间或类似的片子吗？",
        en=f"{film.title.en} is not showing then. Shall I look at another time, or for something like it?",
    )


def row(show: Showing) -> Mapping[str, Json]:
    return {
        "id": show.id,
        "title": {"zh": show.title.zh, "en": show.title.en},
        "venue": show.venue,
        "start": show.start.isoformat(),
        "price": {"amount": str(show.price.amount), "currency": show.price.currency},
        "hall": show.hall,
        "minutes": show.minutes,
    }


def showtimes(ctx: ToolContext, shows: Sequence[Showing], demonstration: bool) -> Card:
    title = Say(zh="场次", en="Showtimes")
    text = Say(zh=f"{len(shows)}个场次", en=f"{len(shows)} showings")
    data = {"showings": [row(s) for s in shows], "demonstration": demonstration}
    return Card(type="showtimes", title=title, text=text, data=data)


def free(show: Showing, count: int) -> Say:
    if not count:
        return Say(zh=f"《{show.title.zh}》这一场卖完了。", en=f"That showing of {show.title.en} is sold out.")
    return Say(
        zh=f"《{show.title.zh}》这一场还有{count}个座位（演示座位）。要几张？",
        en=f"There are {count} seats left for {show.title.en} (demonstration seats). How many tickets?",
    )


def seats(show: Showing, chosen: Sequence[str], *, demonstration: bool) -> Say:
    count = len(chosen)
    zh = f"《{show.title.zh}》{count}张票，座位{'、'.join(chosen)}"
    plural = "" if count == 1 else "s"
    en = f"{count} ticket{plural} for {show.title.en}, seat{plural} {', '.join(chosen)}"
    if demonstration:
        zh, en = f"{zh}（{_DEMO.zh}）", f"{en} ({_DEMO.en})"
    return Say(zh=zh, en=en)


def bought(ctx: ToolContext, show: Showing, chosen: Sequence[str], receipt: Receipt, leave: datetime) -> Say:
    (zh, en), (leave_zh, leave_en) = ctx.spoken(show.start.astimezone(ctx.now.tzinfo)), ctx.spoken(leave)
    return Say(
        zh=f"买好了：《{show.title.zh}》，{zh}，{show.venue}{show.hall}号厅，座位{'、'.join(chosen)}，"
        f"取票号{receipt.reference}（演示票）。{leave_zh}提醒你出发。",
        en=f"Done: {show.title.en}, {en}, {show.venue}, hall {show.hall}, seats {', '.join(chosen)}, "
        f"code {receipt.reference} (a demonstration ticket). I will remind you to leave {leave_en}.",
    )


def ticket(ctx: ToolContext, show: Showing, chosen: Sequence[str], receipt: Receipt) -> Card:
    text = f"STEWARD:{receipt.reference}"
    data = {**row(show), "seats": list(chosen), "reference": receipt.reference, "code": text, "qr": seating.code(text)}
    return Card(type="ticket", title=show.title, text=label(ctx, show), data={**data, "demonstration": True})


def leave(show: Showing, chosen: Sequence[str]) -> Say:
    clock, places = f"{show.start:%H:%M}", "、".join(chosen)
    return Say(
        zh=f"该出发去{show.venue}了，《{show.title.zh}》{clock}开场，座位{places}。",
        en=f"Time to leave for {show.venue}: {show.title.en} starts at {clock}, seats {', '.join(chosen)}.",
    )


def after(show: Showing) -> Say:
    return Say(zh=f"《{show.title.zh}》好看吗？", en=f"How did you like {show.title.en}?")


def with_alternatives(ctx: ToolContext, error: ToolError, shows: Sequence[Showing]) -> ToolError:
    """The same failure with what would be possible."""
    if not shows:
        return error
    said = [ctx.spoken(s.start.astimezone(ctx.now.tzinfo)) for s in shows]
    zh, en = "、".join(z for z, _ in said), " or ".join(e for _, e in said)
    return ToolError(f"{error.say.en} There are seats {en}.", f"{error.say.zh}{zh}的场次还有票。", code=error.code)


def giving_back(order: Mapping[str, Json]) -> Say:
    count = len(order["seats"])
    return Say(
        zh=f"退掉《{order['title']['zh']}》的{count}张票", en=f"Give back {count} tickets for {order['title']['en']}"
    )


def refunded(title: Mapping[str, str], lost: Money | None) -> Say:
    if lost is not None:
        return Say(
            zh=f"《{title['zh']}》的票已退，因为临近开场，{money(lost)}不退。",
            en=f"The tickets for {title['en']} are given back; so close to the start, {money(lost)} is not refunded.",
        )
    return Say(zh=f"《{title['zh']}》的票已退，全额退款。", en=f"The tickets for {title['en']} are refunded in full.")


def several(kept: Sequence[Record]) -> ToolError:
    zh = "、".join(f"《{r.data['title']['zh']}》" for r in kept)
    en = ", ".join(str(r.data["title"]["en"]) for r in kept)
    return ToolError(f"You have tickets for {en}. Which ones?", f"你有{zh}的票，是哪一个？", code="which_order")


def my_orders(ctx: ToolContext, kept: Sequence[Record]) -> Say:
    if not kept:
        return Say(zh="你没有还没用的票。", en="You have no tickets.")
    zh, en = [], []
    for one in kept[:3]:
        moment = ctx.spoken(datetime.fromisoformat(str(one.data["start"])).astimezone(ctx.now.tzinfo))
        zh.append(f"《{one.data['title']['zh']}》，{moment[0]}，{len(one.data['seats'])}张")
        en.append(f"{one.data['title']['en']}, {moment[1]}, {len(one.data['seats'])} seats")
    return Say(zh="；".join(zh) + "。", en="; ".join(en) + ".")
