"""The little grammar in which a plugin writes down how people ask for a tool, compiled to one regular expression each.

    set [a|an] (alarm|alarms) ... {instant}
    从{origin}到{destination}怎么(走|去)

Literals match as whole words (`restaurant*` also matches "restaurants"); `(a|b)` is a choice; `[x]` may be absent;
`<list>` is any entry of a word list of the same lexicon; `...` is a gap inside one sentence; `{slot}` is a thing of
that kind - `{instant}`, `{duration}`, `{recurrence}`, `{number}`, `{people}`, `{money}` - or words for the parameter of
that name; `^` and `$` tie the pattern to the start (after "please" and the like) and the end of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Things read before any pattern is tried stand in the text as one character each.
MARKS: dict[str, str] = {
    "instant": "\ue000",
    "duration": "\ue001",
    "recurrence": "\ue002",
    "number": "\ue003",
    "people": "\ue003",
    "money": "\ue003",
    "ordinal": "\ue006",
}
ANY_MARK = "\ue000-\ue006"
# What else may stand there, with the words around it.
_ALSO = {
    "number": "[\ue003\ue006]",
    "people": "\ue003",
    "money": "\ue003",
    "instant": "[\ue000\ue002]",
    "ordinal": "第?\ue006\\s*[家个场位号部班趟间条]?",
}

# What may come before a wish without changing it.
LEAD = (
    r"(?:(?:ok(?:ay)?|hey|hi|hello|steward|please|pls|so|well|now|and|also|then|actually|um|uh|just|yes|yeah|could you|"
    r"can you|would you|will you|can i|could i|may i|i want you to|i need you to|i'd like you to|help me(?: to)?|"
    r"kindly|go ahead and|let's|thanks|i(?: would|'d) like to|i want to|i need to|i wanna|你好|您好|嗨|哈喽|"
    r"管家|请|请你|"
    r"麻烦|麻烦你|帮我|帮忙|给我|替我|可以|可不可以|能|能不能|能否|你能|你可以|我想|我想要|我要|我需要|那|那么|"
    r"嗯|好的|好|再|"
    r"现在|然后|不好意思|劳驾|顺便|另外|对了|快)[\s,，、!]*)*"
)
GAP = "gap_"  # how the groups of "..." are called
_LATIN = re.compile(r"[a-z0-9]")
_TOKEN = re.compile(r"\.\.\.|[()\[\]|^$]|\{\w+\}|<\w+>|[^\s()\[\]|^${}<>.]+|\s+|.")


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern. `anchors`: one of these must be in the text, so most patterns are never tried."""

    source: str
    regex: re.Pattern[str]
    anchors: tuple[str, ...]
    captures: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        return self.regex.search(text)


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    anchors: frozenset[str] | None = None  # None: nothing in particular must be there

    @property
    def weight(self) -> int:
        return min((len(a) for a in self.anchors), default=0) if self.anchors else 0


class TemplateError(ValueError):
    """A pattern of a lexicon that cannot be read; names the pattern."""


def compile_template(
    source: str, lists: Mapping[str, Sequence[str]] | None = None, parameters: Sequence[str] = ()
) -> Template:
    """Compile one pattern. `lists` are the word lists it may name, `parameters` the names it may capture."""
    reader = _Reader(source, lists or {}, frozenset(parameters))
    part = reader.alternatives()
    if reader.at < len(reader.tokens):
        raise TemplateError(f"{source!r}: unbalanced {reader.tokens[reader.at]!r}")
    # A capture at the very end takes all that is left of the clause, not its first letter.
    open_end = r"(?=\s*(?:$|[.?!;,。？！；，]))" if reader.tokens and reader.tokens[-1].startswith("{") else ""
    regex = re.compile(part.regex + open_end if part.regex.endswith("+?)") else part.regex)
    return Template(source, regex, tuple(sorted(part.anchors or ())), tuple(reader.captures))


class _Reader:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, source: str, lists: Mapping[str, Sequence[str]], parameters: frozenset[str]) -> None:
        self.source, self.lists, self.parameters = source, lists, parameters
        self.tokens: list[str] = _TOKEN.findall(source.strip().lower())
        self.at = 0
        self.captures: list[str] = []
        self.gaps = 0

    def alternatives(self) -> _Part:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        sets = [b.anchors for b in branches]
        known = frozenset[str]().union(*(s for s in sets if s)) if all(sets) else None
        return _Part("(?:" + "|".join(b.regex for b in branches) + ")", known)

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while (token := self._peek()) not in ("", "|", ")", "]"):
            self.at += 1
            parts.append(self._part(token))
        best = max(parts, key=lambda p: p.weight, default=None)
        return _Part("".join(p.regex for p in parts), best.anchors if best else None)

    def _part(self, token: str) -> _Part:
        if token == "...":
            self.gaps += 1
            return _Part(rf"(?P<{GAP}{self.gaps}>[^.?!;。？！；]{{0,60}}?)")
        fixed = {"^": rf"^\W*{LEAD}", "$": r"[\s,.!?~]*$"}
        if token in fixed:
            return _Part(fixed[token])
        if token.isspace():
            return _Part(r"\s*")
        if token in "([":
            return self._group(token)
        if token.startswith("<"):
            return self._list(token[1:-1])
        if token.startswith("{"):
            return self._slot(token[1:-1])
        return _literal(token)

    def _group(self, opened: str) -> _Part:
        inner, closed = self.alternatives(), ")" if opened == "(" else "]"
        if self._peek() != closed:
            raise TemplateError(f"{self.source!r}: {opened!r} is never closed")
        self.at += 1
        return inner if opened == "(" else _Part(f"(?:{inner.regex})?")

    def _list(self, name: str) -> _Part:
        if name not in self.lists:
            raise TemplateError(f"{self.source!r}: no word list {name!r}")
        words = [phrase_regex(w.lower()) for w in sorted(self.lists[name], key=len, reverse=True)]
        return _Part(
            "(?:" + "|".join(words) + ")", frozenset(w.lower().split()[0].rstrip("*") for w in self.lists[name])
        )

    def _slot(self, name: str) -> _Part:
        mark = _ALSO.get(name, MARKS[name]) if name in MARKS else None
        if name not in self.parameters and mark is None:
            raise TemplateError(f"{self.source!r}: neither a kind of thing nor a parameter: {name!r}")
        if mark is not None:
            return _Part(rf"\s*(?:{mark})\s*")
        if name in self.captures:
            return _Part(r"[^.?!;。？！；]+?")
        self.captures.append(name)
        return _Part(rf"(?P<{name}>[^.?!;。？！；]+?)")

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""


def _literal(word: str) -> _Part:
    return _Part(phrase_regex(word), frozenset((word.rstrip("*"),)))


def phrase_regex(words: str) -> str:
    """Whole words in the folded text; a trailing `*` lets the last one go on."""
    return r"\s+".join(_word(w) for w in words.split())


def _word(word: str) -> str:
    stem = word.rstrip("*")
    before = r"(?<![a-z0-9])" if _LATIN.match(stem[:1]) else ""
    after = "[a-z]*" if word.endswith("*") else r"(?![a-z0-9])" if _LATIN.match(stem[-1:]) else ""
    return before + re.escape(stem) + after
