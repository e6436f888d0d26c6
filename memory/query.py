"""What is looked for: the words of a question, and what those words are called in the user's other language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memory.bilingual import translated
from memory.words import words


@dataclass(frozen=True, slots=True)
class Query:
    """`said`: the words of the question. `meant`: their names in the other language, with how many each stands for."""

    said: tuple[str, ...]
    meant: Mapping[str, float] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.said, *self.meant)


def query_of(text: str) -> Query:
    said = tuple(dict.fromkeys(words(text)))
    meant: dict[str, float] = {}
    for source, target in translated(text):
        stands_for, by = len(set(words(source))), set(words(target))
        for word in by - set(said):
            meant[word] = max(meant.get(word, 0.0), stands_for / len(by))
    return Query(said, meant)
