"""When the assistant may speak first: quiet hours, a budget per day and topic, and what answers teach. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Literal

from assistant.moments import at_wall, spoken_clock, zone
from assistant.types import Policy, Say

Answer = Literal["taken", "not_now", "less", "declined", "ignored", "off", "on"]
OPENINGS = ("check_in",)  # kinds by which the assistant begins a conversation nobody asked for
ASKED_FOR = ("alarm", "timer", "reminder", "care")  # kinds whose time the user chose: they ring at night, too
PATIENCE = 3  # times ignored or declined, then a topic is left alone
_NOT_NOW = timedelta(hours=3)
_REST = timedelta(days=30)
# A little under whole days: who asks at three each afternoon must not lose a day because the last one was a bit late.
_GAPS = (timedelta(), timedelta(hours=20), timedelta(days=2, hours=20))
_NAMES = {
    "medical": Say(zh="健康", en="health"),
    "alarms": Say(zh="提醒", en="reminders"),
    "calendar": Say(zh="日程", en="your calendar"),
    "briefing": Say(zh="简报", en="briefings"),
    "commitments": Say(zh="你答应过的事", en="what you promised"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """Wall times in the user's own zone; `start` equal to `end` means never quiet. `exceptions` ring all the same."""

    start: str = "22:00"
    end: str = "07:00"
    exceptions: tuple[str, ...] = ASKED_FOR


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """What answers have taught about one topic. `score` counts refusals that nobody took back."""

    name: str
    score: int = 0
    off: bool = False
    until: datetime | None = None  # left alone until then
    last: datetime | None = None  # last opening
    used: int = 0  # openings today
    waiting: bool = False  # the last opening has had no answer yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Initiative:
    quiet: Quiet = field(default_factory=Quiet)
    per_day: int = 5
    per_topic: int = 2
    day: str = ""  # the local date that `used` counts
    used: int = 0
    topics: tuple[Topic, ...] = ()

    def topic(self, name: str) -> Topic:
        return next((t for t in self.topics if t.name == name), Topic(name=name))

    def with_topic(self, topic: Topic) -> Initiative:
        others = tuple(t for t in self.topics if t.name != topic.name)
        return replace(self, topics=(*others, topic))

    def on(self, day: str) -> Initiative:
        """The same with today's counters."""
        if day == self.day:
            return self
        return replace(self, day=day, used=0, topics=tuple(replace(t, used=0) for t in self.topics))


def topic_of(plugin: str, kind: str) -> str:
    """Openings are counted per plugin; a briefing is one topic whoever made it."""
    return "briefing" if kind == "briefing" else plugin


def topic_name(topic: str) -> Say:
    return _NAMES.get(topic, Say(zh=topic, en=topic))


def quiet_until(state: Initiative, kind: str, policy: Policy, now: datetime, timezone: str) -> datetime | None:
    """When the quiet hours that hold this kind back are over; None when it may ring now."""
    quiet = state.quiet
    held = policy.quiet_hours or kind not in quiet.exceptions
    if not held or quiet.start == quiet.end:
        return None
    local = now.astimezone(zone(timezone))
    clock = f"{local:%H:%M}"
    if quiet.start < quiet.end:
        inside = quiet.start <= clock < quiet.end
    else:
        inside = clock >= quiet.start or clock < quiet.end
    if not inside:
        return None
    day = local.date() + timedelta(days=int(clock >= quiet.end))
    return at_wall(datetime.combine(day, time.fromisoformat(quiet.end)), timezone)


def refusal(state: Initiative, topic: str, now: datetime, timezone: str) -> Say | None:
    """Why the assistant keeps this opening to itself; None when it may speak."""
    state = state.on(_day(now, timezone))
    about = state.topic(topic)
    name = topic_name(topic)
    if about.off:
        return Say(zh=f"你关掉了“{name.zh}”。", en=f"You turned off {name.en}.")
    if about.score >= PATIENCE and about.until is not None and now < about.until:
        return Say(zh=f"“{name.zh}”几次都没人理，我先不提了。", en=f"Nobody answered about {name.en}, so I stopped.")
    if about.until is not None and now < about.until:
        return Say(zh="你说过现在别说。", en="You said not now.")
    if about.last is not None and now - about.last < _GAPS[min(about.score, 2)]:
        return Say(zh=f"关于“{name.zh}”，你想少听一些。", en=f"You wanted to hear less about {name.en}.")
    if about.used >= state.per_topic or state.used >= state.per_day:
        return Say(zh="今天主动说的话已经够多了。", en="I have spoken up often enough today.")
    return None


def overlooked(state: Initiative, topic: str, now: datetime) -> Initiative:
    """Before the next opening: one that was never answered counts as ignored."""
    return heard(state, topic, "ignored", now) if state.topic(topic).waiting else state


def opened(state: Initiative, topic: str, now: datetime, timezone: str) -> Initiative:
    state = state.on(_day(now, timezone))
    about = replace(state.topic(topic), last=now, used=state.topic(topic).used + 1, waiting=True)
    return replace(state, used=state.used + 1).with_topic(about)


def heard(state: Initiative, topic: str, answer: Answer, now: datetime) -> Initiative:
    """What one answer, or none at all, teaches about its topic."""
    about = replace(state.topic(topic), waiting=False)
    if answer in ("off", "on"):
        return state.with_topic(replace(about, off=answer == "off", score=0, until=None))
    if answer == "taken":
        return state.with_topic(replace(about, score=max(0, about.score - 1), until=None))
    if answer == "not_now":
        return state.with_topic(replace(about, until=now + _NOT_NOW))
    score = about.score + 1
    return state.with_topic(replace(about, score=score, until=now + _REST if score >= PATIENCE else about.until))


def late_words(kind: str, late_seconds: int, due: datetime) -> Say | None:
    """What a ring that comes late says about it; `due` in its own zone. None when it is in time."""
    if late_seconds < 60:
        return None
    zh, en = spoken_clock(due, "zh"), spoken_clock(due, "en")
    if kind == "care":
        return Say(zh=f"本来是{zh}的。你已经吃了吗？", en=f"This was for {en}. Did you take it already?")
    return Say(zh=f"本来是{zh}的，现在才能告诉你。", en=f"This was due at {en}; I could not tell you before.")


def _day(now: datetime, timezone: str) -> str:
    return now.astimezone(zone(timezone)).date().isoformat()
