"""The part of the OpenAI-compatible interface that Steward speaks; fields it does not use are let through."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.schemas.base import Out, Text


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ContentPart(_Lenient):
    type: Annotated[Text, Field(max_length=40)]
    text: Text | None = None


class Message(_Lenient):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[ContentPart], Field(max_length=100)] | None = None

    @property
    def words(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class ChatIn(_Lenient):
    """The last user message is the turn. `metadata.conversation_id` continues a conversation by name."""

    model: Annotated[Text, Field(max_length=200)] = "steward"
    messages: Annotated[list[Message], Field(min_length=1, max_length=2000)]
    stream: bool = False
    metadata: dict[str, Any] | None = None


class ChatOut(Out):
    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, JsonValue]]
    usage: dict[str, JsonValue]


class ModelsOut(Out):
    object: Literal["list"]
    data: list[dict[str, JsonValue]]


class SpeechIn(_Lenient):
    """`model`, `voice`, `speed` and `instructions` are taken and not used: there is one voice."""

    model: Annotated[Text, Field(max_length=200)] = "steward"
    input: Annotated[Text, Field(min_length=1, max_length=4096)]
    voice: JsonValue = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"


class TranscriptionOut(Out):
    text: str
