"""Both readers for one set of tools, built once and kept for as long as those tools are installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.planners.local.examples import NO_TOOL, ExampleReader, NgramReader
from assistant.planners.local.patterns import PatternReader, Reading
from assistant.planners.local.sentence import Sentence, mark_example
from assistant.planners.local.vote import PATTERN, Verdict, Vote, vote
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


_CLEARLY = 0.65
_BEYOND_DOUBT = 0.8  # both readers name one tool, and the examples are that sure of it


def _is_settled(found: Vote) -> bool:
    """Nothing that could be started was said, or both readers are sure of the same."""
    return not found.readings or (found.verdict is Verdict.START and found.confidence >= _BEYOND_DOUBT)


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
        """Both readers' verdict; a deeper reader, where there is one, is asked only about what is still in doubt."""
        readings = self.patterns.read(sentence.marked)
        found = vote(readings, self._shares(self.examples, sentence.marked, readings), self.specs)
        deeper: ExampleReader | None = getattr(self.examples, "deeper", None)
        if deeper is None or _is_settled(found):
            return found
        again = vote(readings, self._shares(deeper, sentence.marked, readings), self.specs)
        # What the n-grams alone would not have started needs more than a lean of the vectors.
        weak = again.verdict is Verdict.START and found.verdict is not Verdict.START and again.confidence < _CLEARLY
        return found if weak else again

    def _shares(self, reader: ExampleReader, marked: str, readings: Sequence[Reading]) -> Mapping[str, float]:
        """What the examples say. Where a pattern was found, they read its clause as well as the whole."""
        shares = reader.read(marked)
        if readings and readings[0].score >= PATTERN:
            near = self._clause(marked, readings[0])
            if near and near != marked:
                close = reader.read(near)
                return {t: (1 - _NEAR) * share + _NEAR * close.get(t, 0.0) for t, share in shares.items()}
        return shares

    def _clause(self, marked: str, reading: Reading) -> str:
        """The clause in which the pattern was found, without the free words it caught: those are about anything."""
        start = max((m.end() for m in _BOUNDARY.finditer(marked, 0, reading.start)), default=0)
        after = _BOUNDARY.search(marked, reading.end)
        end = after.start() if after else len(marked)
        spec = self.specs[reading.tool]
        free = [reading.captures[p.name] for p in spec.parameters if p.slot == "text" and p.name in reading.captures]
        kept = [c for i, c in enumerate(marked) if start <= i < end and not any(a <= i < b for a, b in free)]
        return "".join(kept).strip()
