"""What the medical capability says and shows, in Chinese and English: calm, short, and never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant import Card, Receipt, Say, ToolContext, ToolError
from assistant.ports import Place
from assistant.types import Json, Record, User
from tools.medical.numbers import crisis_line, emergency_number, fire_number, poison_line
from tools.medical.provider import Slot
from tools.medical.triage import Advice, Emergency, doctor_words

_LIMITS = Say(zh="我不是医生，这不是诊断。", en="I am not a doctor, and this is not a diagnosis.")
OFFER = Say(zh="要我帮你找医生吗？", en="Shall I find one?")
_URGENCY = {
    "now": Say(
        zh="请现在就去看{doctor}，或去急诊。", en="Please see {doctor} right now, or go to an emergency department."
    ),
    "today": Say(zh="建议今天就看{doctor}。", en="You should see {doctor} today."),
    "week": Say(zh="建议这周去看{doctor}。", en="You should see {doctor} this week."),
    "self": Say(
        zh="可以先休息、多喝水、观察；如果加重或几天不好，去看{doctor}。",
        en="Rest, drink enough and watch it; if it gets worse or does not go away in a few days, see {doctor}.",
    ),
}
LATER = Say(zh="那时没有号，之后有。", en="Nothing is free then; later there is. ")
AFTER = Say(
    zh="看完医生了吗？医生怎么说，有医嘱可以告诉我，我来提醒。",
    en="Have you seen the doctor? Tell me the orders, and I will remind you.",
)
_DEMO = Say(zh="演示号源，诊所不会收到", en="a demonstration appointment; the practice is not told")


def doctor(kind: str) -> Say:
    return doctor_words(kind)


def emergency(user: User, found: Emergency) -> Say:
    """The number first, then what to do; nothing else is asked."""
    number = emergency_number(user)
    if found.help == "crisis":
        line = crisis_line(user)
        zh_line, en_line = (f"，也可以打心理援助热线{line}", f", or the crisis line {line}") if line else ("", "")
        return Say(
            zh=f"我很担心你。请现在就打{number}{zh_line}，或找一个你信任的人陪着你。你不用一个人扛。",
            en=f"I am worried about you. Please call {number} now{en_line}, or be with someone you trust. "
            "This is an emergency, and you do not have to face it alone.",
        )
    if found.help == "poison":
        line = poison_line(user)
        zh_line, en_line = (f"或中毒热线{line}", f" or poison help {line}") if line else ("", "")
        return Say(
            zh=f"这可能很危险，请立刻打{number}{zh_line}。不要催吐，留下包装或药瓶。",
            en=f"This may be an emergency: call {number}{en_line} now. Do not make yourself vomit; keep the package.",
        )
    if found.help == "fire":
        fire = fire_number(user)
        return Say(
            zh=f"马上出去，弯腰走，关上身后的门，打{fire}；有人受伤打{number}。",
            en=f"Get out now, stay low, close doors behind you and call {fire}. For the injured, {number}: "
            "this is an emergency.",
        )
    return Say(
        zh=f"这可能危及生命，请立刻打{number}。不要自己开车，身边有人就让他陪着。",
        en=f"This may be an emergency: call {number} now. Do not drive yourself; have somebody stay with you.",
    )


def is_it_now(user: User, found: Emergency) -> Say:
    """One short question where words may mean an emergency; the number is in it, in case nobody answers."""
    number = emergency_number(user)
    if found.help == "crisis":
        return Say(
            zh=f"你是不是有伤害自己的念头？要是现在就有危险，马上打{number}。",
            en=f"Are you thinking of hurting yourself? If you are in danger now, call {number}.",
        )
    return Say(
        zh=f"现在正在发生吗，严重吗？要是的话，马上打{number}。",
        en=f"Is it happening right now, and is it bad? If so, call {number} at once.",
    )


def heard(user: User, advice: Advice) -> Say:
    """A kind word; where nothing was recognised, the number too: the rules do not know every emergency."""
    if advice.known:
        return Say(zh="听起来不好受。", en="I am sorry to hear that.")
    number = emergency_number(user)
    return Say(
        zh=f"我想多了解一点。要是情况危急，请马上打{number}。",
        en=f"Tell me more. If it feels life-threatening, call {number} now.",
    )


def advice(found: Advice) -> Say:
    """Urgency, kind of doctor, and the limits."""
    who = doctor_words(found.doctor)
    said = _URGENCY[found.urgency]
    return Say(zh=said.zh.format(doctor=who.zh), en=said.en.format(doctor=who.en)) + _LIMITS


def label(ctx: ToolContext, slot: Slot) -> Say:
    zh, en = ctx.spoken(slot.start.astimezone(ctx.now.tzinfo))
    return Say(zh=f"{slot.place.name('zh')} {zh}", en=f"{slot.place.name('en')}, {en}")


def slots(ctx: ToolContext, found: Sequence[Slot], kind: str, nearest: Place) -> Say:
    """The first three; of a demonstration it says so."""
    who = doctor_words(kind)
    if not found:
        phone = nearest.phone
        return Say(
            zh=f"那段时间{who.zh}没有号了。最近的是{nearest.name('zh')}" + (f"，电话{phone}。" if phone else "。"),
            en=f"No appointment with {who.en} is free then. The nearest is {nearest.name('en')}"
            + (f", telephone {phone}." if phone else "."),
        )
    labels = [label(ctx, s) for s in found]
    demo = ("（演示号源）", " (Demonstration appointments.)") if ctx.provider.clinic.demonstration else ("", "")
    order = ("One", "two", "three")
    return Say(
        zh="；".join(f"第{'一二三'[i]}个：{said.zh}" for i, said in enumerate(labels)) + f"。{demo[0]}要哪一个？",
        en="; ".join(f"{order[i]}: {said.en}" for i, said in enumerate(labels)) + f".{demo[1]} Which one?",
    )


def card(ctx: ToolContext, found: Sequence[Slot], kind: str) -> Card:
    rows = [
        {"id": s.id, "place": s.place.name(), "start": s.start.isoformat(), "address": s.place.address} for s in found
    ]
    title = doctor_words(kind)
    text = Say(zh=f"{len(rows)}个可选时间", en=f"{len(rows)} free times")
    return Card(
        type="slots",
        title=title,
        text=text,
        data={"slots": rows, "demonstration": bool(ctx.provider.clinic.demonstration)},
    )


def appointment(slot: Slot, *, demonstration: bool) -> Say:
    who = doctor_words(slot.kind)
    zh, en = f"预约{who.zh}", f"An appointment with {who.en}"
    return Say(zh=f"{zh}（{_DEMO.zh}）", en=f"{en} ({_DEMO.en})") if demonstration else Say(zh=zh, en=en)


def moving(ctx: ToolContext, old: Mapping[str, Json], slot: Slot, *, demonstration: bool) -> Say:
    """The old time and the new one are in the terms' words and time."""
    zh, en = ctx.spoken(datetime.fromisoformat(str(old["start"])).astimezone(ctx.now.tzinfo))
    told = Say(zh=f"把{zh}的预约改期", en=f"Move the appointment of {en}")
    return Say(zh=f"{told.zh}（{_DEMO.zh}）", en=f"{told.en} ({_DEMO.en})") if demonstration else told


def not_then(ctx: ToolContext, at: datetime, near: Sequence[datetime]) -> ToolError:
    """That time is not free; the nearest ones are named."""
    zh, en = ctx.spoken(at)
    times = [ctx.spoken(moment.astimezone(ctx.now.tzinfo)) for moment in near]
    zh_other = f"，{'或'.join(t[0] for t in times)}可以" if times else ""
    en_other = f"; {' or '.join(t[1] for t in times)} would do" if times else ""
    return ToolError(f"{en} is not free there{en_other}.", f"{zh}那里没有号{zh_other}。", code="slot_gone")


def booked(ctx: ToolContext, slot: Slot, receipt: Receipt, leave: datetime, *, demonstration: bool) -> Say:
    (zh, en), (leave_zh, leave_en) = ctx.spoken(slot.start.astimezone(ctx.now.tzinfo)), ctx.spoken(leave)
    zh_demo, en_demo = ("（演示号源）", " (a demonstration appointment)") if demonstration else ("", "")
    return Say(
        zh=f"约好了：{slot.place.name('zh')}，{zh}，预约号{receipt.reference}{zh_demo}。{leave_zh}提醒你出发。",
        en=f"Booked: {slot.place.name('en')}, {en}, reference {receipt.reference}{en_demo}. "
        f"I will remind you to leave {leave_en}.",
    )


def leave(slot: Slot) -> Say:
    clock = f"{slot.start:%H:%M}"
    return Say(
        zh=f"该出发去{slot.place.name('zh')}了，{clock}的预约。",
        en=f"Time to leave for {slot.place.name('en')}: your appointment is at {clock}.",
    )


def giving_up(kept: Mapping[str, Json]) -> Say:
    return Say(zh=f"取消{kept['place']['zh']}的预约", en=f"Cancel the appointment at {kept['place']['en']}")


def cancelled(kept: Mapping[str, Json]) -> Say:
    return Say(zh=f"已取消{kept['place']['zh']}的预约。", en=f"The appointment at {kept['place']['en']} is cancelled.")


def several(ctx: ToolContext, kept: Sequence[Record]) -> ToolError:
    zh = "，".join(_when(ctx, r)[0] for r in kept)
    en = ", ".join(_when(ctx, r)[1] for r in kept)
    return ToolError(
        f"You have several appointments: {en}. Which one?", f"你有几个预约：{zh}。是哪一个？", code="which_booking"
    )


def my_appointments(ctx: ToolContext, kept: Sequence[Record]) -> Say:
    if not kept:
        return Say(zh="没有预约医生。", en="You have no appointments with a doctor.")
    return Say(
        zh="；".join(_when(ctx, r)[0] for r in kept[:3]) + "。", en="; ".join(_when(ctx, r)[1] for r in kept[:3]) + "."
    )


def _when(ctx: ToolContext, record: Record) -> tuple[str, str]:
    moment = datetime.fromisoformat(str(record.data["start"])).astimezone(ctx.now.tzinfo)
    zh, en = ctx.spoken(moment)
    return f"{record.data['place']['zh']}，{zh}", f"{record.data['place']['en']}, {en}"
