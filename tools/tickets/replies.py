"""What the tickets capability says and shows, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from assistant import Card, Money, Receipt, Say, ToolContext, ToolError
from assistant.approvals import money
from assistant.moments import spoken_clock
from assistant.types import Json, Record
from tools.tickets import seating
from tools.tickets.films import Film, genre_words
from tools.tickets.provider import Showing

_DEMO = Say(zh="演示票，现场不认", en="a demonstration ticket, not valid at the door")
_DEMO_TRAIN = Say(zh="演示车票，不能乘车", en="a demonstration ticket, not valid on any train")
_ORDER = ("One", "two", "three")
_PLAIN = {
    "movie": Say(zh="电影", en="film"),
    "event": Say(zh="演出", en="performance"),
    "train": Say(zh="列车", en="train"),
}
_NOTES = {
    "movie": ("（演示排片）", "(A demonstration programme.) "),
    "train": ("（演示车次）", "(A demonstration timetable.) "),
}


def named(title: Say | Mapping[str, str], kind: str) -> str:
    """A title in a Chinese sentence: works stand in their marks, trains do not."""
    zh = title.zh if isinstance(title, Say) else title["zh"]
    return zh if kind == "train" else f"《{zh}》"


def distinct(found: Sequence[Showing]) -> list[Showing]:
    """Each film once, at its first time, then the other times: a short report names different films."""
    first: dict[str, Showing] = {}
    for show in found:
        first.setdefault(show.title.en, show)
    return [*first.values(), *(s for s in found if first[s.title.en] is not s)]


def label(ctx: ToolContext, show: Showing) -> Say:
    local = show.start.astimezone(ctx.now.tzinfo)
    return Say(zh=f"{show.title.zh} {spoken_clock(local, 'zh')}", en=f"{show.title.en} at {spoken_clock(local, 'en')}")


def listing(
    ctx: ToolContext, shows: Sequence[Showing], *, genre: str | None, kind: str = "movie", demonstration: bool = True
) -> Say:
    if not shows:
        what = genre_words(genre) if genre else _PLAIN.get(kind, _PLAIN["event"])
        return Say(zh=f"那段时间没有{what.zh}的场次。", en=f"There is no {what.en} then.")
    zh, en = [], []
    for number, show in enumerate(shows):
        said = _line(ctx, show)
        counted = "趟" if show.kind == "train" else "场"
        zh.append(f"第{'一二三'[number]}{counted}{said.zh}")
        en.append(f"{_ORDER[number]}: {said.en}")
    zh_note, en_note = _NOTES.get(kind, _NOTES["movie"]) if demonstration else ("", "")
    which = "要哪一趟？" if kind == "train" else "要哪一场？"
    return Say(zh="；".join(zh) + f"。{zh_note}{which}", en="; ".join(en) + f". {en_note}Which one?")


def _line(ctx: ToolContext, show: Showing) -> Say:
    zh, en = ctx.spoken(show.start.astimezone(ctx.now.tzinfo))
    price = money(show.price)
    if show.kind == "train":
        zh_long, en_long = _length(show.minutes)
        return Say(
            zh=f"{show.title.zh}，{zh}，{zh_long}，{price}",
            en=f"{show.title.en}, {en}, {en_long}, {price}",
        )
    return Say(
        zh=f"{named(show.title, show.kind)}，{zh}，{show.venue}，{price}",
        en=f"{show.title.en}, {en}, {show.venue}, {price}",
    )


def _length(minutes: int) -> tuple[str, str]:
    hours, rest = divmod(minutes, 60)
    zh = (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest else "")
    en = " ".join(p for p in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if p)
    return zh, en


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


def free(show: Showing, count: int, *, demonstration: bool = True) -> Say:
    if not count:
        return Say(
            zh=f"{named(show.title, show.kind)}这一场卖完了。", en=f"That showing of {show.title.en} is sold out."
        )
    zh_note, en_note = ("（演示座位）", " (demonstration seats)") if demonstration else ("", "")
    return Say(
        zh=f"{named(show.title, show.kind)}这一场还有{count}个座位{zh_note}。要几张？",
        en=f"There are {count} seats left for {show.title.en}{en_note}. How many tickets?",
    )


def seats(show: Showing, chosen: Sequence[str], *, demonstration: bool) -> Say:
    """What is bought: how many, of what, where one sits."""
    count, placed = len(chosen), any(chosen) and show.seated
    zh = f"{named(show.title, show.kind)}{count}张票" + (f"，座位{'、'.join(chosen)}" if placed else "")
    plural = "" if count == 1 else "s"
    en = f"{count} ticket{plural} for {show.title.en}" + (f", seat{plural} {', '.join(chosen)}" if placed else "")
    return _marked(Say(zh=zh, en=en), show.kind, demonstration)


def changing(
    ctx: ToolContext,
    order: Mapping[str, Json],
    show: Showing,
    chosen: Sequence[str],
    difference: Decimal,
    gap: Money,
    *,
    demonstration: bool,
) -> Say:
    """What is given for what, and who owes whom."""
    was_zh, was_en = ctx.spoken(datetime.fromisoformat(str(order["start"])).astimezone(ctx.now.tzinfo))
    settled = Say(zh="票价不变", en="for the same price")
    if difference:
        settled = Say(zh=f"退差价{money(gap)}", en=f"with {money(gap)} back")
        if difference > 0:
            settled = Say(zh="要补差价", en="for the difference in price")
    seated = show.seated
    said = Say(
        zh=f"把{named(order['title'], str(order['kind']))}{was_zh}的{len(order['seats'])}张票改成"
        f"{named(show.title, show.kind)}{len(chosen)}张"
        + (f"，座位{'、'.join(chosen)}" if seated else "")
        + f"，{settled.zh}",
        en=f"Change {len(order['seats'])} tickets for {order['title']['en']} {was_en} to {len(chosen)} for "
        f"{show.title.en}" + (f", seats {', '.join(chosen)}" if seated else "") + f", {settled.en}",
    )
    return _marked(said, show.kind, demonstration)


def _marked(said: Say, kind: str, demonstration: bool) -> Say:
    demo = _DEMO_TRAIN if kind == "train" else _DEMO
    return Say(zh=f"{said.zh}（{demo.zh}）", en=f"{said.en} ({demo.en})") if demonstration else said


def bought(
    ctx: ToolContext, show: Showing, chosen: Sequence[str], receipt: Receipt, leave: datetime, *, demonstration: bool
) -> Say:
    return _done(ctx, show, chosen, receipt, leave, Say(zh="买好了：", en="Done: "), demonstration)


def changed(
    ctx: ToolContext, show: Showing, chosen: Sequence[str], receipt: Receipt, leave: datetime, *, demonstration: bool
) -> Say:
    return _done(ctx, show, chosen, receipt, leave, Say(zh="改好了：", en="Changed: "), demonstration)


def _done(
    ctx: ToolContext,
    show: Showing,
    chosen: Sequence[str],
    receipt: Receipt,
    leave: datetime,
    lead: Say,
    demonstration: bool,
) -> Say:
    (zh, en), (leave_zh, leave_en) = ctx.spoken(show.start.astimezone(ctx.now.tzinfo)), ctx.spoken(leave)
    note_zh, note_en = ("（演示票）", " (a demonstration ticket)") if demonstration else ("", "")
    where = [show.venue, f"{show.hall}号厅" if show.hall else ""] if show.kind != "train" else []
    place = [show.venue, f"hall {show.hall}" if show.hall else ""] if show.kind != "train" else []
    sit_zh = f"座位{'、'.join(chosen)}" if show.seated else f"{len(chosen)}张"
    sit_en = f"seats {', '.join(chosen)}" if show.seated else f"{len(chosen)} tickets"
    pay_zh, pay_en = _to_pay(receipt)
    parts_zh = [named(show.title, show.kind), zh, "".join(where), sit_zh, f"取票号{receipt.reference}{note_zh}"]
    parts_en = [show.title.en, en, *place, sit_en, f"code {receipt.reference}{note_en}"]
    return Say(
        zh=lead.zh + "，".join(p for p in parts_zh if p) + f"。{pay_zh}{leave_zh}提醒你出发。",
        en=lead.en + ", ".join(p for p in parts_en if p) + f". {pay_en}I will remind you to leave {leave_en}.",
    )


def _to_pay(receipt: Receipt) -> tuple[str, str]:
    """A house that is paid later says where."""
    if not receipt.data.get("pay_at"):
        return "", ""
    return "还没有付款，付款链接在票上。", "It is not paid yet; the link to pay is on the ticket. "


def ticket(ctx: ToolContext, show: Showing, chosen: Sequence[str], receipt: Receipt, *, demonstration: bool) -> Card:
    text = str(receipt.data.get("code") or f"STEWARD:{receipt.reference}")
    data = {**row(show), "seats": list(chosen), "reference": receipt.reference, "code": text, "qr": seating.code(text)}
    data |= {"demonstration": demonstration, "pay_at": receipt.data.get("pay_at")}
    return Card(type="ticket", title=show.title, text=label(ctx, show), data=data)


def leave(show: Showing, chosen: Sequence[str]) -> Say:
    clock, zh, en = f"{show.start:%H:%M}", "", ""
    if show.seated:
        zh, en = f"，座位{'、'.join(chosen)}", f", seats {', '.join(chosen)}"
    if show.kind == "train":
        return Say(
            zh=f"该出发去车站了，{show.title.zh}{clock}开车{zh}。",
            en=f"Time to leave for the station: {show.title.en} departs at {clock}{en}.",
        )
    return Say(
        zh=f"该出发去{show.venue}了，{named(show.title, show.kind)}{clock}开场{zh}。",
        en=f"Time to leave for {show.venue}: {show.title.en} starts at {clock}{en}.",
    )


def after(show: Showing) -> Say:
    if show.kind == "train":
        return Say(zh="路上顺利吗？", en="Did you have a good journey?")
    return Say(zh=f"{named(show.title, show.kind)}好看吗？", en=f"How did you like {show.title.en}?")


def with_alternatives(ctx: ToolContext, error: ToolError, shows: Sequence[Showing]) -> ToolError:
    """The same failure with what would be possible."""
    if not shows:
        return error
    zh, en = _times(ctx, shows)
    return ToolError(f"{error.say.en} There are seats {en}.", f"{error.say.zh}{zh}的场次还有票。", code=error.code)


def which_other(ctx: ToolContext, order: Mapping[str, Json], shows: Sequence[Showing]) -> ToolError:
    """Nobody said to which other time; or there is none like that."""
    title_zh, title_en = named(order["title"], str(order["kind"])), str(order["title"]["en"])
    if not shows:
        return ToolError(
            f"There is no other time of {title_en} then.", f"那段时间没有{title_zh}别的场次。", code="no_other_time"
        )
    zh, en = _times(ctx, shows)
    return ToolError(
        f"To which time shall I change {title_en}? There is one {en}.",
        f"{title_zh}改到几点？{zh}有场次。",
        code="which_showing",
    )


def _times(ctx: ToolContext, shows: Sequence[Showing]) -> tuple[str, str]:
    said = [ctx.spoken(s.start.astimezone(ctx.now.tzinfo)) for s in shows]
    return "、".join(z for z, _ in said), " or ".join(e for _, e in said)


def giving_back(order: Mapping[str, Json]) -> Say:
    count, title = len(order["seats"]), named(order["title"], str(order.get("kind", "movie")))
    plural = "" if count == 1 else "s"
    return Say(zh=f"退掉{title}的{count}张票", en=f"Give back {count} ticket{plural} for {order['title']['en']}")


def refunded(order: Mapping[str, Json], lost: Money | None) -> Say:
    zh, en = named(order["title"], str(order.get("kind", "movie"))), str(order["title"]["en"])
    if lost is not None:
        return Say(
            zh=f"{zh}的票已退，因为临近开始，{money(lost)}不退。",
            en=f"The tickets for {en} are given back; so close to the start, {money(lost)} is not refunded.",
        )
    return Say(zh=f"{zh}的票已退，全额退款。", en=f"The tickets for {en} are refunded in full.")


def several(kept: Sequence[Record]) -> ToolError:
    zh = "、".join(named(r.data["title"], str(r.data.get("kind", "movie"))) for r in kept)
    en = ", ".join(str(r.data["title"]["en"]) for r in kept)
    return ToolError(f"You have tickets for {en}. Which ones?", f"你有{zh}的票，是哪一个？", code="which_order")


def my_orders(ctx: ToolContext, kept: Sequence[Record]) -> Say:
    if not kept:
        return Say(zh="你没有还没用的票。", en="You have no tickets.")
    zh, en = [], []
    for one in kept[:3]:
        moment = ctx.spoken(datetime.fromisoformat(str(one.data["start"])).astimezone(ctx.now.tzinfo))
        zh.append(
            f"{named(one.data['title'], str(one.data.get('kind', 'movie')))}，{moment[0]}，{len(one.data['seats'])}张"
        )
        en.append(f"{one.data['title']['en']}, {moment[1]}, {len(one.data['seats'])} seats")
    return Say(zh="；".join(zh) + "。", en="; ".join(en) + ".")
