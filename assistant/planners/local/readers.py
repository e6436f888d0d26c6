"""Both readers for one set of tools, built once and kept for as long as those tools are installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.planners.local.examples import NO_TOOL, ExampleReader, NgramReader
from assistant.planners.local.patterns import PatternReader, Reading
from assistant.planners.local.sentence import Sentence, mark_example
from assistant.planners.local.vote import PATTERN, Vote, vote
from assistant.types import ToolSpec

# Long sentences wrap a short wish: "we are going out on Friday and I need a table, the weather is so nice".
_BOUNDARY = re.compile(r"[,.?!;，。？！；]+|\b(?:and|so|but|because|since|as)\b")
_NEAR = 0.6  # weight of the clause against the whole
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
        """Both readers' verdict. Where a pattern was found, the examples read its clause as well as the whole."""
        readings = self.patterns.read(sentence.marked)
        shares = self.examples.read(sentence.marked)
        if readings and readings[0].score >= PATTERN:
            near = self._clause(sentence.marked, readings[0])
            if near and near != sentence.marked:
                close = self.examples.read(near)
                shares = {t: (1 - _NEAR) * share + _NEAR * close.get(t, 0.0) for t, share in shares.items()}
        return vote(readings, shares, self.specs)

    def _clause(self, marked: str, reading: Reading) -> str:
        """The clause in which the pattern was found, without the free words it caught: those are about anything."""
        start = max((m.end() for m in _BOUNDARY.finditer(marked, 0, reading.start)), default=0)
        after = _BOUNDARY.search(marked, reading.end)
        end = after.start() if after else len(marked)
        spec = self.specs[reading.tool]
        free = [reading.captures[p.name] for p in spec.parameters if p.slot == "text" and p.name in reading.captures]
        kept = [c for i, c in enumerate(marked) if start <= i < end and not any(a <= i < b for a, b in free)]
        return "".join(kept).strip()
