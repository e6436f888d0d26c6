"""People, their access tokens and sessions, and the state of the server on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.schemas.base import Filled, In, LanguageCode, Out, Text, Timezone

Scope = Literal["talk", "approve", "admin"]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=3)]
Country = Annotated[Text, Field(pattern=r"^([A-Z]{2})?$")]
Name = Annotated[Filled, Field(max_length=100)]
Place = Annotated[Text, Field(max_length=300)]


def _talk() -> list[Scope]:
    return ["talk"]


class MeOut(Out):
    id: str
    name: str
    language: LanguageCode
    timezone: str
    country: str
    home: str | None
    work: str | None
    scopes: list[Scope]
    now: str
    clock_speed: float


class MePatch(In):
    name: Name | None = None
    language: LanguageCode | None = None
    timezone: Timezone | None = None
    country: Country | None = None
    home: Place | None = None
    work: Place | None = None


class ExportOut(Out):
    """`tables` maps each kind of thing kept to its rows."""

    format: str
    version: int


class KeysOut(Out):
    """`renewed`: for how many people."""

    renewed: int


class UserIn(In):
    """A `guest` may talk for a day; nothing they say is kept, and they are erased when the day is over."""

    name: Name
    language: LanguageCode = "en"
    timezone: Timezone = "UTC"
    country: Country = ""
    guest: bool = False


class UserHead(Out):
    id: str
    name: str
    language: LanguageCode
    timezone: str


class UserOut(Out):
    id: str
    name: str
    language: LanguageCode
    timezone: str
    token: str


class TokenIn(In):
    name: Annotated[Text, Field(max_length=100)] = ""
    scopes: Scopes = Field(default_factory=_talk)


class TokenOut(Out):
    id: str
    name: str
    scopes: list[Scope]


class NewTokenOut(TokenOut):
    token: str


class SessionIn(In):
    token: Annotated[Text, Field(min_length=1, max_length=500)]


class SessionOut(Out):
    user: dict[str, JsonValue]


class ToolOut(Out):
    name: str
    description: str
    effect: Literal["READ", "CHANGE", "COMMIT"]
    parameters: list[dict[str, JsonValue]]
    examples: dict[str, list[str]]


class HealthOut(Out):
    status: Literal["ok"]


class EarsOut(Out):
    status: str
    progress: float | None = None
    detail: str = ""


class MouthOut(Out):
    """`absent`: the browser's own voices speak."""

    status: Literal["absent", "loading", "fetching", "ready", "failed"]
    progress: float | None = None
    detail: str = ""


class ReadyOut(Out):
    status: Literal["ready", "starting"]
    version: str
    ears: EarsOut
    mouth: MouthOut
    now: str
    clock_speed: float
