"""What a channel is given to say: short words in the user's language; private ones never leave the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types import Delivery, Language, Say

_TITLE = Say(zh="管家", en="Steward")
_HIDDEN = Say(zh="有一条提醒到点了。", en="A reminder is due.")
_TEST = Say(zh="这是一条测试消息：以后提醒会发到这里。", en="A test message: your reminders will come here.")
_FOR = Say(
    zh="{name}请我在没有回应时告诉你：有一条提醒一直没人理，请看看{name}是否安好。",
    en="{name} asked me to tell you when a reminder stays unanswered. One has; please see whether {name} is well.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """`tag` is the slot: whoever gets the same one twice shows it once. `id` names the delivery, for de-duplication."""

    id: str
    tag: str
    title: str
    body: str
    kind: str = "test"
    follow_up_id: str = ""
    language: Language = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """accepted: the service took it, which is not yet "seen". gone: this receiver exists no more."""

    state: Literal["accepted", "failed", "gone"]
    detail: str = ""
    again: bool = False  # worth trying again later


def message_of(delivery: Delivery, language: Language, *, private: bool, person: str | None, name: str) -> Message:
    if person is not None:
        body = _FOR.to(language).format(name=name)
    elif private:
        body = _HIDDEN.to(language)
    else:
        late = f" {delivery.why.to(language)}" if delivery.why else ""
        body = delivery.say.to(language) + late
    return Message(
        id=delivery.id,
        tag=delivery.slot_id,
        title=_TITLE.to(language),
        body=body,
        kind=delivery.kind,
        follow_up_id=delivery.follow_up_id,
        language=language,
    )


def trial(language: Language, number: str) -> Message:
    """The test message of a new channel."""
    return Message(
        id=number, tag=f"test:{number}", title=_TITLE.to(language), body=_TEST.to(language), language=language
    )
