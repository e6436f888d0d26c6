"""What one turn has said, named and left open so far; becomes the reply and the dialogue state at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.ports import Dialogue, Outcome
from assistant.results import ToolResult
from assistant.types import Approval, Card, Item, Json, Question, Reply, Say, ToolCall, Turn


@dataclass(slots=True)
class Talk:
    turn: Turn
    before: Dialogue
    words: list[str] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    steps: list[Mapping[str, Json]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    items: tuple[Item, ...] = ()
    calls: list[ToolCall] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    question: Question | None = None
    approval: Approval | None = None
    by_model: bool = False
    untrusted: bool = False
    forget_question: bool = False

    def say(self, words: Say | str | None) -> str:
        """Add something to say; returns what the listener gets to hear now."""
        text = words.to(self.turn.utterance.language) if isinstance(words, Say) else (words or "")
        if text:
            self.words.append(text)
        return text

    def note(self, call: ToolCall, result: ToolResult, *, reads_untrusted: bool) -> None:
        """Keep what a finished call named and left behind."""
        self.outcomes.append(Outcome(call=call, result=result))
        self.cards.extend(result.cards)
        self.items = result.items or self.items
        self.untrusted = self.untrusted or result.untrusted or reads_untrusted

    def reply(self) -> Reply:
        joiner = "" if self.turn.utterance.language == "zh" else " "
        return Reply(
            text=joiner.join(self.words),
            language=self.turn.utterance.language,
            label="ai" if self.by_model else None,
            steps=tuple(self.steps),
            cards=tuple(self.cards),
        )

    def dialogue(self, reply: Reply) -> Dialogue:
        """What the next sentence may refer to."""
        return replace(
            self.before,
            question=self.question,
            items=self.items or self.before.items,
            calls=tuple(self.calls) or self.before.calls,
            actions=tuple(self.actions) or self.before.actions,
            reply=reply,
            asked=self.approval.id if self.approval else None,
            untrusted=self.before.untrusted or self.untrusted,
        )
