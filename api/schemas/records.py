"""Follow-ups, facts and conversations on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from api.schemas.base import Filled, In, Instant, Out, SaySchema, Text, Timezone

Category = Literal["profile", "person", "place", "preference", "habit", "health", "work", "other"]


def _rule(text: str) -> str:
    text = text.removeprefix("RRULE:").strip().upper()
    if "FREQ=" not in text or "\n" in text or "DTSTART" in text:
        raise ValueError("an RFC 5545 rule such as FREQ=DAILY is needed")
    try:
        rrulestr(text)
    except Exception as error:
        raise ValueError("an RFC 5545 rule such as FREQ=DAILY is needed") from error
    if "FREQ=SECONDLY" in text or "FREQ=MINUTELY" in text:
        raise ValueError("comes back more often than hourly")
    return text


Rule = Annotated[Text, Field(min_length=6, max_length=300), AfterValidator(_rule)]


class RecurrenceIn(BaseModel):
    """`rrule` without DTSTART; `calendar` such as CN-workday leaves out other days."""

    model_config = ConfigDict(extra="forbid")
    rrule: Rule
    calendar: Annotated[Text, Field(max_length=32, pattern=r"^[A-Z]{2}-[a-z]+$")] | None = None
    exdates: Annotated[list[date], Field(max_length=366)] = Field(default_factory=list)


class FollowUpIn(In):
    """An alarm, timer or reminder set by hand."""

    kind: Literal["alarm", "timer", "reminder", "check_in"] = "reminder"
    due_at: Instant
    say: SaySchema | Annotated[Filled, Field(max_length=2000)]
    timezone: Timezone | None = None
    recurrence: RecurrenceIn | Rule | None = None
    key: Annotated[Filled, Field(max_length=200)] | None = None


class FollowUpPatch(In):
    """Only what is named changes; `recurrence: null` makes it one-off."""

    due_at: Instant | None = None
    say: SaySchema | Annotated[Filled, Field(max_length=2000)] | None = None
    timezone: Timezone | None = None
    recurrence: RecurrenceIn | Rule | None = None


class SnoozeIn(In):
    minutes: Annotated[int, Field(ge=1, le=24 * 60, strict=True)] = 10


class FollowUpOut(Out):
    id: str
    key: str
    kind: str
    due_at: str
    timezone: str
    recurrence: JsonValue
    say: SaySchema
    state: str
    slot_id: str
    deliveries: list[dict[str, JsonValue]]


class FactIn(In):
    text: Annotated[Filled, Field(max_length=2000)]
    subject: Annotated[Text, Field(max_length=200)] = ""
    category: Category = "other"
    sensitive: bool = False


class FactPatch(In):
    text: Annotated[Filled, Field(max_length=2000)] | None = None
    subject: Annotated[Text, Field(max_length=200)] | None = None
    category: Category | None = None
    sensitive: bool | None = None


class FactOut(Out):
    id: str
    text: str
    category: str
    status: str
    observed_at: str
    source: JsonValue


class ConsentIn(In):
    """Whether facts of this kind may be learned without being told."""

    category: Category
    kept: Annotated[bool, Field(strict=True)]


class ConsentOut(Out):
    """`kept` is null while nobody was asked: health is not learned then, everything else is."""

    category: Category
    kept: bool | None


class SaidOut(Out):
    """A line of a past conversation."""

    turn_id: str
    conversation_id: str
    role: Literal["user", "assistant"]
    text: str
    at: str


class ConversationHead(Out):
    id: str
    title: str
    started_at: str
    updated_at: str


class ConversationOut(Out):
    id: str
    turns: list[dict[str, JsonValue]]
