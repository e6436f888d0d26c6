"""Both readers for one set of tools, built once and kept for as long as those tools are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.planners.local.examples import NO_TOOL, ExampleReader, NgramReader
from assistant.planners.local.patterns import PatternReader
from assistant.planners.local.sentence import Sentence, mark_example
from assistant.planners.local.vote import Vote, vote
from assistant.types import ToolSpec

_BACKGROUND = Path(__file__).with_name("background.yaml")
Learn = Callable[[Sequence[tuple[str, str]]], ExampleReader]

mark = lru_cache(maxsize=8192)(mark_example)


@lru_cache(maxsize=1)
def background() -> tuple[str, ...]:
    """Sentences that are no wish, in all languages."""
    read = yaml.safe_load(_BACKGROUND.read_text(encoding="utf-8"))
    return tuple(sentence for sentences in read.values() for sentence in sentences)


class Readers:
    """`learn` makes the reader of examples from (marked sentence, tool) pairs."""

    def __init__(self, specs: Sequence[ToolSpec], learn: Learn = NgramReader) -> None:
        self.specs = {s.name: s for s in specs}
        self.patterns = PatternReader(specs)
        self.examples = learn(
            [(mark(e), s.name) for s in specs for sentences in s.examples.values() for e in sentences]
            + [(mark(e), NO_TOOL) for e in background()]
        )

    def vote(self, sentence: Sentence) -> Vote:
        return vote(self.patterns.read(sentence.marked), self.examples.read(sentence.marked), self.specs)
