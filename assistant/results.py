"""What a tool returns: words, data, and the changes it wants; it performs nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.changes import Change
from assistant.types import Card, Item, Json, Question, Receipt, Say


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolResult:
    """`say` is speakable. `question` asks back instead of failing. `error` is a stable code of an expected failure."""

    say: Say | None = None
    data: Json = None
    items: tuple[Item, ...] = ()
    cards: tuple[Card, ...] = ()
    changes: tuple[Change, ...] = ()
    receipt: Receipt | None = None
    question: Question | None = None
    error: str | None = None
    steps: tuple[str, ...] = ()  # sentences of the user's own to be taken up next, each through the gate
    # Words out of the world (mail, web, reviews) that the tool repeats: arguments made from them are untrusted.
    untrusted: bool = False
