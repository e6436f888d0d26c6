"""What all shapes share: no unknown fields come in, texts are bounded, lists come with a cursor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from assistant.moments import parse_instant, require_zone, zone

LanguageCode = Literal["zh", "en"]
T = TypeVar("T")


def _storable(text: str) -> str:
    """Text that can be stored and shown: no NUL, no lone surrogates."""
    if "\x00" in text:
        raise ValueError("contains a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("contains a character that does not exist") from error
    return text


def _iso(value: object) -> object:
    if isinstance(value, str):
        try:
            return parse_instant(value)
        except ValueError as error:
            raise ValueError("an instant in ISO 8601 with an offset is needed") from error
    raise ValueError("an instant in ISO 8601 with an offset is needed")


def _reasonable(moment: datetime) -> datetime:
    if not 1970 <= moment.year <= 9000:
        raise ValueError("that year is out of range")
    return require_zone(moment)


def _zone(name: str) -> str:
    return zone(name).key


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Filled = Annotated[Text, Field(min_length=1), AfterValidator(_filled)]
Instant = Annotated[datetime, BeforeValidator(_iso, json_schema_input_type=str), AfterValidator(_reasonable)]
Timezone = Annotated[Text, Field(max_length=64), AfterValidator(_zone)]


class In(BaseModel):
    """What comes in: a field we do not know is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="allow")


class ErrorDetail(BaseModel):
    code: str
    message: str


class ErrorBody(BaseModel):
    """Every failure: a stable code, and words in the user's language."""

    error: ErrorDetail


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


class SaySchema(BaseModel):
    """One text in both languages."""

    model_config = ConfigDict(extra="forbid")
    zh: Annotated[Filled, Field(max_length=2000)]
    en: Annotated[Filled, Field(max_length=2000)]


Arguments = dict[str, JsonValue]
AnyJson = Any
