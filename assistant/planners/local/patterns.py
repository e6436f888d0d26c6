"""The first reader: which tools' declared patterns and words the sentence holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.planners.local.template import ANY_MARK, GAP, Template, TemplateError, compile_template
from assistant.types import ToolSpec

_GROUPS = frozenset({"patterns", "surely", "words", "never"})
_MARKED = re.compile(f"[{ANY_MARK}]")
_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one tool's lexicon found. `score` in 0..1; below 0.5 only loose words were found, no pattern."""

    tool: str
    score: float
    words: tuple[str, ...]
    captures: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # parameter -> span of the marked text
    spans: tuple[tuple[int, int], ...] = ()  # of the patterns found, the weightiest first
    sure: bool = False  # a pattern that needs no second reader

    @property
    def start(self) -> int:
        return min((s for s, _ in self.spans), default=0)

    @property
    def end(self) -> int:
        return self.spans[0][1] if self.spans else 0


@dataclass(frozen=True, slots=True)
class _Entry:
    tool: str
    kind: str  # patterns, surely, words or never
    template: Template


class PatternReader:
    """Compiled once per set of tools; reading one sentence tries only the patterns whose anchor word is there."""

    def __init__(self, specs: Sequence[ToolSpec]) -> None:
        self.broken: list[str] = []  # patterns that could not be read; the tool works without them
        self._always: list[_Entry] = []
        self._by_anchor: dict[str, list[_Entry]] = defaultdict(list)
        for spec in specs:
            for lexicon in spec.lexicon.values():
                self._add(spec, lexicon)
        for tool, words in own_words(specs).items():
            for word in words:
                entry = _Entry(tool, "words", compile_template(word))
                for anchor in entry.template.anchors:
                    self._by_anchor[anchor].append(entry)
        self._anchors = tuple(self._by_anchor)

    def _add(self, spec: ToolSpec, lexicon: Mapping[str, Sequence[str]]) -> None:
        lists = {name: words for name, words in lexicon.items() if name not in _GROUPS}
        names = [p.name for p in spec.parameters]
        for kind in sorted(_GROUPS):
            for source in lexicon.get(kind, ()):
                try:
                    entry = _Entry(spec.name, kind, compile_template(source, lists, names))
                except (TemplateError, re.error) as error:
                    self.broken.append(f"{spec.name}: {error}")
                    continue
                for anchor in entry.template.anchors:
                    self._by_anchor[anchor].append(entry)
                if not entry.template.anchors:
                    self._always.append(entry)

    def read(self, marked: str) -> list[Reading]:
        """Readings of all tools that have evidence in the marked text, best first."""
        tried: set[int] = set()
        found: dict[str, dict[str, list[re.Match[str]]]] = defaultdict(lambda: defaultdict(list))
        hits = [e for anchor in self._anchors if anchor in marked for e in self._by_anchor[anchor]]
        for entry in [*self._always, *hits]:
            if id(entry) not in tried:
                tried.add(id(entry))
                if match := entry.template.search(marked):
                    found[entry.tool][entry.kind].append(match)
        readings = [_weigh(tool, kinds) for tool, kinds in found.items() if "never" not in kinds]
        return sorted(readings, key=lambda r: (-r.score, r.tool))


def _weigh(tool: str, kinds: Mapping[str, list[re.Match[str]]]) -> Reading:
    sure, words = kinds.get("surely", []), kinds.get("words", [])
    patterns = [*kinds.get("patterns", []), *sure]
    ranked = sorted(patterns, key=lambda m: -_substance(m))
    captures: dict[str, tuple[int, int]] = {}
    for match in ranked:
        for name in match.groupdict():
            if not name.startswith(GAP) and match[name] is not None and match[name].strip():
                captures.setdefault(name, match.span(name))
    said = tuple(dict.fromkeys(m[0].strip() for m in [*ranked, *words]))
    loose = min(0.45, 0.2 * len({m[0] for m in words}))
    if not ranked:
        return Reading(tool, loose, said)
    strength = min(_substance(ranked[0]) + 0.5 * sum(_substance(m) for m in ranked[1:3]), 30.0) / 30.0
    score = min(1.0, 0.6 + 0.3 * strength + 0.2 * loose)
    return Reading(tool, score, said, captures, tuple(m.span() for m in ranked), bool(sure))


def _substance(match: re.Match[str]) -> float:
    """How much the pattern itself accounts for: its letters outside captures and gaps, a Han character as three.

    What lies in a gap speaks against it: the further apart, the less the words belong together.
    """
    text, gap = match[0], 0
    for name, captured in match.groupdict().items():
        if captured:
            text = text.replace(captured, " ", 1)
            gap += _width(captured) if name.startswith(GAP) else 0
    return _width(text) + 2.0 * len(_MARKED.findall(text)) - 0.15 * max(0, gap - 8)


def _width(text: str) -> int:
    return 3 * len(_HAN.findall(text)) + sum(len(w) for w in _LATIN.findall(text))


_COMMON = frozenset(
    re.findall(
        r"[a-z']+",
        "the and for with that this what when where which who how can could would will please you your are is was have "
        "has had does did from into about some any all out our his her their them they there here get give want need "
        "like make let put take tell show find set new next today tomorrow tonight now just not don't i'd i'm me my",
    )
)
_TOKEN = re.compile(r"[a-z']{3,}|(?=([\u3400-\u9fff]{2}))")


def own_words(specs: Sequence[ToolSpec]) -> dict[str, tuple[str, ...]]:
    """For a tool that declares examples and no patterns: the words of its examples that hardly any other tool uses."""
    said = {s.name: _words_of(s) for s in specs}
    spread = Counter(w for words in said.values() for w in words)
    plain = [s.name for s in specs if not any("patterns" in lexicon for lexicon in s.lexicon.values())]
    return {name: tuple(sorted(w for w in said[name] if spread[w] <= 2 and w not in _COMMON)) for name in plain}


def _words_of(spec: ToolSpec) -> set[str]:
    texts = " ".join(e.lower() for sentences in spec.examples.values() for e in sentences)
    return {m[1] or m[0] for m in _TOKEN.finditer(texts) if m[1] or m[0]}
