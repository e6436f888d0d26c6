"""Which of the open follow-ups a user means: by its id, its words, its time, or because it rings right now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant import Item, Question, Recurrence, Say, ToolContext, ToolResult
from assistant.listener import to_listener
from assistant.moments import spoken_span, zone
from assistant.rhythms import spoken_end
from assistant.types import FollowUp, FollowUpState
from tools.alarms.ring import has_purpose, label_of
from tools.alarms.when import said_at

OURS = ("alarm", "timer", "reminder")
NAMES = {
    "alarm": Say(zh="闹钟", en="alarm"),
    "timer": Say(zh="计时", en="timer"),
    "reminder": Say(zh="提醒", en="reminder"),
    "check_in": Say(zh="问候", en="check-in"),
    "care": Say(zh="健康提醒", en="care reminder"),
    "briefing": Say(zh="简报", en="briefing"),
}
NOTHING = Say(zh="", en="")
_KIND_WORDS = {
    "alarm": ("alarm", "闹钟", "闹铃"),
    "timer": ("timer", "计时", "倒计时"),
    "reminder": ("reminder", "提醒"),
}
_NOISE = re.compile(
    r"\b(?:the|my|a|an|to|that|this|about|for|of|at|one|set|called|labeled|please|alarms?|timers?|reminders?)\b"
    r"|闹钟|闹铃|倒计时|计时器?|提醒|我|的|那个|这个|那条|个|关于|定时",
    re.IGNORECASE,
)
_RINGING = (FollowUpState.DELIVERED, FollowUpState.ESCALATED)
_STILL_RINGING = timedelta(hours=1)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<part>[ap]\.?m\.?\b)?(?!\d|\s*(?:minutes?|hours?|点|个))"
    r"|(?P<day>凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?(?P<oclock>\d{1,2})[点时](?:(?P<half>半)|(?P<fen>\d{1,2})分?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """How the user pointed at it; nothing given means "the one there is"."""

    which: str | None = None
    kind: str | None = None
    at: datetime | None = None
    what: str | None = None


def find(found: Sequence[FollowUp], wanted: Wanted, user_zone: str) -> tuple[FollowUp, ...]:
    """The open follow-ups that fit, soonest first."""
    rows = sorted((f for f in found if wanted.kind in (None, f.kind)), key=lambda f: (f.due_at, f.id))
    if wanted.which and (exact := [f for f in rows if wanted.which in (f.id, f.key)]):
        return tuple(exact)
    if wanted.at is not None:
        rows = _by_time(rows, wanted.at.astimezone(zone(user_zone)))
    for text in (wanted.what, wanted.which):
        if text:
            rows = _by_words(rows, text)
    return tuple(rows)


async def live(ctx: ToolContext) -> tuple[FollowUp, ...]:
    """What is still to come or rings right now; what rang hours ago and nobody answered is over for talking about."""
    return tuple(row for row in await ctx.follow_ups.open() if row.due_at > ctx.now or rings(row, ctx.now))


def ringing(found: Sequence[FollowUp], now: datetime) -> FollowUp | None:
    """What rings now: the last that began."""
    return max((f for f in found if rings(f, now)), key=_rang_at, default=None)


def rings(row: FollowUp, now: datetime) -> bool:
    loud = row.state in _RINGING or any(d.state in ("queued", "sent") for d in row.deliveries)
    return loud and row.state is not FollowUpState.SNOOZED and now - _rang_at(row) < _STILL_RINGING


def _rang_at(row: FollowUp) -> datetime:
    return max((d.delivered_at for d in row.deliveries), default=row.due_at)


def _by_time(rows: list[FollowUp], at: datetime) -> list[FollowUp]:
    """The same minute; else the same time on the clock; else that time on a twelve-hour clock."""

    def local(row: FollowUp) -> datetime:
        return row.due_at.astimezone(at.tzinfo)

    tests = (
        lambda t: abs(t - at) < timedelta(minutes=1),
        lambda t: (t.hour, t.minute) == (at.hour, at.minute),
        lambda t: (t.hour % 12, t.minute) == (at.hour % 12, at.minute),
    )
    return next((hit for test in tests if (hit := [f for f in rows if test(local(f))])), [])


def _by_words(rows: list[FollowUp], text: str) -> list[FollowUp]:
    """Those whose words hold the text's words, or whose time is said in it; "the alarm" names a kind and no words."""
    kinds = [k for k, names in _KIND_WORDS.items() if any(n in text.casefold() for n in names)]
    of_kind = [f for f in rows if f.kind in kinds] or rows
    bare = _NOISE.sub(" ", to_listener(text)).strip(" ，。,.?？")
    if not bare:
        return of_kind
    clock = _CLOCK.search(bare)
    # A bare number among other words is an amount ("2 bottles"), alone it is an hour.
    if clock and (clock["minute"] or clock["part"] or clock["oclock"] or clock[0].strip() == bare):
        return _by_clock(of_kind, clock)
    scored = [(_likeness(bare, f"{f.say.zh} {f.say.en}"), f) for f in rows]
    best = max((score for score, _ in scored), default=0.0)
    return [f for score, f in scored if score == best and best >= 0.5]


def _likeness(wanted: str, said: str) -> float:
    """Share of the wanted words that are there; 吃药 also means 吃降压药, so Chinese may skip characters."""
    grams = _grams(wanted)
    share = len(grams & _grams(said)) / max(1, len(grams))
    han = "".join(re.findall(r"[\u3400-\u9fff]", wanted))
    return max(share, 0.6) if len(han) > 1 and re.search(".{0,6}".join(han), said) else share


def _by_clock(rows: list[FollowUp], said: re.Match[str]) -> list[FollowUp]:
    """Those at the time that is said; 6 may be either six o'clock unless a part of the day is named."""
    hour = int(said["hour"] or said["oclock"])
    minute = 30 if said["half"] else int(said["minute"] or said["fen"] or 0)
    twelve = [f for f in rows if (f.due_at.hour % 12, f.due_at.minute) == (hour % 12, minute)]
    part = (said["part"] or said["day"] or "").casefold()
    if not part:
        return twelve
    late = part.startswith("p") or part in ("下午", "晚上", "傍晚", "夜里")
    return [f for f in twelve if (f.due_at.hour >= 12) == late] or twelve


def _grams(text: str) -> frozenset[str]:
    """English words and pairs of Chinese characters."""
    words = re.findall(r"[a-z0-9']+", text.casefold())
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    return frozenset(words) | {r[i : i + 2] for r in runs for i in range(max(1, len(r) - 1))}


def item_of(ctx: ToolContext, row: FollowUp) -> Item:
    """The follow-up as a thing the next sentence may point at."""
    return item(ctx, row.id, row.kind, row.due_at, row.say, row.recurrence, row.timezone)


def item(
    ctx: ToolContext, name: str, kind: str, due: datetime, say: Say, recurrence: Recurrence | None, timezone: str | None
) -> Item:
    label = label_of(say)
    if kind == "timer":
        left = due - ctx.now
        shown = Say(zh=f"{label.zh}，还有{spoken_span(left, 'zh')}", en=f"{label.en}, {spoken_span(left, 'en')} left")
    else:
        when, end = said_at(ctx, due, recurrence, timezone), spoken_end(recurrence) if recurrence else NOTHING
        about = Say(zh=f"，{label.zh}", en=f": {label.en}") if has_purpose(say) else NOTHING
        shown = Say(zh=when.zh + end.zh + about.zh, en=when.en + end.en + about.en)
    return Item(
        id=name,
        kind=kind,
        label=shown,
        argument="which",
        data={"due_at": due.isoformat(), "recurrence": recurrence.rrule if recurrence else None},
    )


def ask_which(ctx: ToolContext, rows: Sequence[FollowUp]) -> ToolResult:
    """Several fit: name the first few and ask."""
    options = tuple(item_of(ctx, row) for row in rows)
    kinds = {row.kind for row in rows}
    noun = NAMES[kinds.pop()] if len(kinds) == 1 else Say(zh="个", en="one")
    zh = "，还是".join(o.label.zh.replace("，", "") for o in options[:3])
    en = ", or ".join(o.label.en for o in options[:3])
    zh_which = "哪一个" if noun.zh == "个" else f"哪个{noun.zh}"
    text = Say(zh=f"{zh_which}？{zh}？", en=f"Which {noun.en}: {en}?")
    return ToolResult(question=Question(text=text, parameter="which", options=options), items=options)
