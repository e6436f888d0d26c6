"""Lets a growing answer go sentence by sentence, one behind, so that nothing is said that must be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

_END = re.compile(r"[。！？；\n]+[”’」』）)\"']*|[.!?]+[\"')\]]*(?=\s)")


def split(text: str) -> list[str]:
    """The sentences of `text`, in order; joined they are the text."""
    cuts = [0, *(m.end() for m in _END.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if text[a:b].strip()]


def _begins_another(rest: str) -> bool:
    """Whether the next sentence has begun, and not something that may be a call written as words."""
    rest = rest.lstrip()
    return bool(rest) and rest[0] not in "<{[`"


@dataclass(slots=True)
class Speaker:
    """Hands words to `on_delta`. A sentence goes when the next has begun: what comes alone before a tool call ("Let me
    look") is a preamble and is never said. `is_safe` sees all words so far; its first no holds back the rest.

    Whatever was handed on is a prefix of `text`, over repairs too.
    """

    on_delta: Callable[[str], None] | None
    is_safe: Callable[[str], bool]
    before: str = ""  # said by an answer that was then found wanting
    said: str = ""  # of the present answer
    held: bool = False

    @property
    def has_spoken(self) -> bool:
        return bool(self.before or self.said)

    def hear(self, words: str) -> None:
        """The present answer's words so far."""
        if self.on_delta is None or self.held or len(words) <= len(self.said):
            return
        ends = [m.end() for m in _END.finditer(words, len(self.said)) if _begins_another(words[m.end() :])]
        if not ends or words[: ends[-1]].count("[") != words[: ends[-1]].count("]"):
            return
        if not words.startswith(self.said) or not self.is_safe(words[: ends[-1]]):
            self.held = True
            return
        self._let_go(words[len(self.said) : ends[-1]])

    def finish(self, words: str) -> str:
        """The answer is good: say the rest. Returns all that was said, over repairs."""
        if words.startswith(self.said):
            self._let_go(words[len(self.said) :])
            return self.before + words
        return self.before + self.said  # the end rewrote what was said: leave it at that

    def again(self) -> None:
        """The answer was no good; the next one goes on from what was said."""
        self.before, self.said, self.held = self.before + self.said, "", False
        if self.before and not self.before[-1].isspace():
            self._gap()

    def _gap(self) -> None:
        if self.before[-1] not in "。！？；":
            self.before += " "
            if self.on_delta is not None:
                self.on_delta(" ")

    def _let_go(self, words: str) -> None:
        self.said += words
        if words and self.on_delta is not None:
            self.on_delta(words)
