"""Quiet hours, budgets, channels, standing wishes and grants on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.schemas.base import Filled, In, Instant, Out, SaySchema, Text

WallTime = Annotated[Text, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
KindName = Annotated[Text, Field(pattern=r"^[a-z_]{1,20}$")]
TopicName = Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FeedbackAnswer = Literal["not_now", "less", "declined", "off", "on"]


class QuietPatch(In):
    """Wall times in the user's own zone; the same twice means never quiet. `exceptions` ring all the same."""

    start: WallTime | None = None
    end: WallTime | None = None
    exceptions: Annotated[list[KindName], Field(max_length=12)] | None = None


class InitiativePatch(In):
    quiet_hours: QuietPatch | None = None
    per_day: Annotated[int, Field(ge=0, le=50, strict=True)] | None = None
    per_topic: Annotated[int, Field(ge=0, le=50, strict=True)] | None = None


class FeedbackIn(In):
    """An answer to an opening. Name the follow-up it came from, or its topic."""

    answer: FeedbackAnswer
    follow_up_id: Annotated[Text, Field(max_length=100)] | None = None
    topic: TopicName | None = None


class QuietOut(Out):
    start: str
    end: str
    exceptions: list[str]
    until: str | None


class InitiativeOut(Out):
    quiet_hours: QuietOut
    per_day: int
    per_topic: int
    used_today: int
    topics: list[dict[str, JsonValue]]


class ChannelIn(In):
    """A way to reach me. `after_minutes` later is an escalation: it is used only when nobody has answered by then.

    `person` names somebody else; that needs `consent`: their own yes, told in the user's words.
    """

    kind: Literal["email", "webhook", "apprise"]
    address: Annotated[Filled, Field(max_length=2000)]
    name: Annotated[Text, Field(max_length=100)] = ""
    kinds: Annotated[list[KindName], Field(max_length=12)] = Field(default_factory=list)
    after_minutes: Annotated[int, Field(ge=0, le=24 * 60, strict=True)] = 0
    person: Annotated[Filled, Field(max_length=100)] | None = None
    consent: Annotated[Filled, Field(max_length=500)] | None = None


class ChannelOut(Out):
    id: str
    kind: str
    name: str
    after_minutes: int
    kinds: list[str]
    person: str | None
    last: dict[str, JsonValue] | None


class TestedOut(Out):
    """`accepted`: the service took the message. Whether anybody saw it, it does not say."""

    state: Literal["accepted", "failed", "gone"]
    detail: str


class PushKeys(In):
    p256dh: Annotated[Text, Field(min_length=40, max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]
    auth: Annotated[Text, Field(min_length=16, max_length=100, pattern=r"^[A-Za-z0-9_=-]+$")]


class PushIn(In):
    """What the browser's `PushSubscription.toJSON()` says."""

    endpoint: Annotated[Filled, Field(max_length=2000, pattern=r"^https?://")]
    keys: PushKeys
    expirationTime: JsonValue = None  # the browser's own name
    name: Annotated[Text, Field(max_length=100)] = ""


class PushOut(Out):
    id: str
    name: str


class PushPage(Out):
    items: list[PushOut]
    next: str | None
    public_key: str


class GrantIn(In):
    """A standing yes: calls of these tools up to that price each, without asking."""

    tools: Annotated[Text, Field(min_length=3, max_length=80, pattern=r"^[a-z][a-z0-9_]*__([a-z0-9_]+|\*)$")]
    max_price: Annotated[Decimal, Field(gt=0, le=100_000, max_digits=9, decimal_places=2)]
    currency: Annotated[Text, Field(pattern=r"^[A-Z]{3}$")]
    expires_at: Instant | None = None


class GrantOut(Out):
    id: str
    tools: str
    max_price: str
    currency: str
    expires_at: str | None
    say: SaySchema


class ConditionIn(In):
    """`near` a kind of place, or a watched number (`metric`) that crosses `value`."""

    near: Annotated[Filled, Field(max_length=100)] | None = None
    metres: Annotated[int, Field(ge=20, le=5000, strict=True)] = 250
    metric: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    is_: Annotated[Literal["above", "below", "equal"], Field(alias="is")] = "above"
    value: Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)] | None = None


class RuleIn(In):
    """A standing wish: `text` in words ("when I am near a pharmacy, remind me to buy plasters"), or parts."""

    text: Annotated[Filled, Field(max_length=500)] | None = None
    when: ConditionIn | None = None
    say: SaySchema | Annotated[Filled, Field(max_length=500)] | None = None
    cooldown_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 365, strict=True)] = 24 * 60
    expires_at: Instant | None = None


class RuleOut(Out):
    id: str
    when: dict[str, JsonValue]
    say: SaySchema
    cooldown_minutes: int
    expires_at: str | None
    fired: int
    last_fired_at: str | None


class ObservationIn(In):
    """Surroundings: where the user is (WGS-84 degrees), and numbers by name, such as `rain_tomorrow` in per cent."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    values: Annotated[
        dict[Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], Annotated[float, Field(allow_inf_nan=False)]],
        Field(max_length=50),
    ] = Field(default_factory=dict)
    at: Instant | None = None


class FeedOut(Out):
    url: str
