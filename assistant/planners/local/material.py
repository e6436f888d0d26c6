"""What an argument may be taken from: the sentence, what patterns caught, the tool's own words, things named before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.planners.local.sentence import Sentence
from assistant.planners.local.template import phrase_regex
from assistant.types import Item, Json, Language, Provenance, ToolSpec


@lru_cache(maxsize=4096)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words or phrases, the longer ones first."""
    return re.compile("|".join(phrase_regex(w.lower()) for w in sorted(words, key=len, reverse=True)) or "(?!)")


@dataclass(frozen=True, slots=True)
class Found:
    """A value, the words it came from, and where in the text those stand (None: not in this sentence)."""

    value: Json
    words: str
    span: tuple[int, int] | None = None
    provenance: Provenance = Provenance.USER


@dataclass(frozen=True, slots=True)
class Material:
    sentence: Sentence
    spec: ToolSpec
    captures: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # spans of the marked text
    items: Sequence[Item] = ()
    answering: bool = False  # the whole sentence answers a question for this one argument

    @property
    def language(self) -> Language:
        return self.sentence.language

    def captured(self, name: str) -> tuple[str, tuple[int, int]] | None:
        """The words a pattern caught for the parameter, and where they stand in the text."""
        if name not in self.captures:
            return None
        start, end = self.sentence.span(*self.captures[name])
        words = self.sentence.text[start:end]
        return (words.strip(), (start, end)) if words.strip() else None

    def groups(self, name: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Word lists of the tool's lexicon called `name`, in both languages: a mixed sentence uses both."""
        for lexicon in self.spec.lexicon.values():
            yield from ((g, words) for g, words in lexicon.items() if g == name or g.startswith(name + "."))

    def said(self, words: Iterable[str]) -> tuple[int, int] | None:
        """Where the longest of these words stands in the sentence."""
        spans = [m.span() for m in any_of(tuple(words)).finditer(self.sentence.plain)]
        return max(spans, key=lambda s: (s[1] - s[0], -s[0]), default=None)
