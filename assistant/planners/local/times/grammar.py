"""Rules over tokens: a pattern of roles, and what the tokens it finds amount to. Longest find wins."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from assistant.planners.local.times.tokens import Token, number_values, vocabulary

# What rules make of tokens: a length, a clock, a part of a day, weekdays, a moment, a repetition, nothing.
MADE = ("LEN", "CLOCK", "PART", "DAYS", "MOMENT", "REPEAT", "START", "STOP", "VOID")
_SINGLES = ("iso", "hms", "slash", "slash3", "dec", "am", "pm", "other", "zh_days", "ordinal", "name", "month")


# Name in a pattern -> the groups that carry it (alternatives may share one) and the roles each stands for.
Names = dict[str, list[tuple[str, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a reading depends on besides the words."""

    now: datetime
    country: str
    leaning: str = ""  # "am", "pm", "weak_am": what the sentence is about

    @property
    def today(self) -> date:
        """The day on the user's wall calendar."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` is a regular expression over roles in angle brackets: `<h:hour> <dian> <min>?`."""

    makes: str
    pattern: str
    build: Callable[["Hit"], Any]


class Hit:
    """The tokens a pattern found, by name."""

    def __init__(self, context: Context, tokens: Sequence[Token], found: re.Match[str], names: Names):
        self.context, self._tokens, self._found, self._names = context, tokens, found, names

    def _find(self, name: str) -> tuple[Token, tuple[str, ...]] | None:
        for group, kinds in self._names.get(name, ()):
            if (at := self._found.start(group)) >= 0:
                return self._tokens[at], kinds
        return None

    def __getitem__(self, name: str) -> Any:
        """The value of the named token in the role the pattern gave it; None when it was left out."""
        if (found := self._find(name)) is None:
            return None
        token, kinds = found
        return next(token.values[kind] for kind in kinds if kind in token.values)

    def token(self, name: str) -> Token | None:
        """The named token."""
        found = self._find(name)
        return found[0] if found else None

    def has(self, name: str) -> bool:
        """Whether the named token is there."""
        return self._find(name) is not None

    def all(self, kind: str) -> list[Any]:
        """The values of all tokens found that play this role."""
        return [t.values[kind] for t in self._tokens[self._found.start() : self._found.end()] if kind in t.values]

    @property
    def tokens(self) -> Sequence[Token]:
        """All tokens found."""
        return self._tokens[self._found.start() : self._found.end()]

    @property
    def sentence(self) -> Sequence[Token]:
        """Every token of the sentence."""
        return self._tokens

    @property
    def before(self) -> Token | None:
        """The token just before."""
        return self._tokens[self._found.start() - 1] if self._found.start() else None

    @property
    def after(self) -> Token | None:
        """The token just after."""
        return self._tokens[self._found.end()] if self._found.end() < len(self._tokens) else None


@lru_cache(maxsize=1)
def _letters() -> dict[frozenset[str], str]:
    """One letter for every combination of roles a token may have."""
    combinations = {frozenset(values) for values in vocabulary().values()}
    values = [0, 1, 2, 5, 9, 10, 12, 13, 24, 25, 31, 32, 59, 60, 99, 100, 159, 199, 960, 1259, 1299, 1900, 1959, 1999]
    values += [2199, 2359, 2399, 2400, 2459, 2460, 9999]
    combinations |= {frozenset(number_values(v, f, n)) for v in values for f in "dwz" for n in range(6)}
    combinations |= {frozenset({kind}) for kind in (*MADE, *_SINGLES)}
    combinations |= {frozenset({"ordinal", "ordinal_d"}), frozenset({"other", "name"}), frozenset({"other", "approx"})}
    combinations |= {frozenset({"ordinal", *values}) for values in vocabulary().values() if "ordinal" in values}
    return {kinds: chr(0xE000 + i) for i, kinds in enumerate(sorted(combinations, key=sorted))}


def spell(tokens: Iterable[Token]) -> str:
    """The tokens as letters, for the patterns to run over."""
    letters = _letters()
    other = letters[frozenset({"other"})]
    return "".join([letters.get(frozenset(t.values), other) for t in tokens])


_ROLE = re.compile(r"<(?:(\w+):)?(\w+(?:\|\w+)*)>")


@lru_cache(maxsize=512)
def _compile(pattern: str) -> tuple[re.Pattern[str], Names]:
    names: Names = {}

    def role(found: re.Match[str]) -> str:
        name, kinds = found[1], tuple(found[2].split("|"))
        members = "".join(letter for roles, letter in _letters().items() if roles.intersection(kinds))
        if not members:
            raise ValueError(f"no word plays {found[0]} in {pattern}")
        if not name:
            return f"[{members}]"
        group = f"{name}_{len(names.setdefault(name, []))}"
        names[name].append((group, kinds))
        return f"(?P<{group}>[{members}])"

    return re.compile(_ROLE.sub(role, pattern).replace(" ", "")), names


def reduce(tokens: list[Token], rules: Sequence[Rule], context: Context, text: str) -> list[Token]:
    """Replace what the rules find by what they make of it: longest first, then leftmost, then the earlier rule."""
    spelled = spell(tokens)
    finds: list[tuple[int, int, int, re.Match[str]]] = []
    for order, rule in enumerate(rules):
        finds.extend((m.start() - m.end(), m.start(), order, m) for m in _compile(rule.pattern)[0].finditer(spelled))
    taken = bytearray(len(tokens))
    made: dict[int, tuple[int, Token]] = {}
    for _, start, order, found in sorted(finds, key=lambda f: f[:3]):
        if any(taken[start : found.end()]) or start == found.end():
            continue
        rule = rules[order]
        value = rule.build(Hit(context, tokens, found, _compile(rule.pattern)[1]))
        if value is None:
            continue
        first, last = tokens[start], tokens[found.end() - 1]
        taken[start : found.end()] = b"\1" * (found.end() - start)
        made[start] = (found.end(), Token(first.start, last.end, text[first.start : last.end], {rule.makes: value}))
    return _replace(tokens, made)


def _replace(tokens: list[Token], made: dict[int, tuple[int, Token]]) -> list[Token]:
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        if at in made:
            at, token = made[at]
            result.append(token)
        else:
            result.append(tokens[at])
            at += 1
    return result
