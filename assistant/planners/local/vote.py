"""Two readers, one verdict: start it, ask which was meant, or leave the sentence to somebody else. Pure policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.planners.local.examples import NO_TOOL
from assistant.planners.local.patterns import Reading
from assistant.types import Effect, ToolSpec

PATTERN = 0.6  # a reading below this found loose words only, or words too far apart
SURE = 0.8  # enough for a READ with loose words only
CERTAIN = 0.85  # enough for any tool with two loose words: all that a tool with examples alone can have
TWO_WORDS = 0.4
LITTLE = 0.2  # of the likeliest capability, with a pattern found
ENOUGH = 0.3  # when other capabilities' patterns are there as well
HINT = 0.12  # with a pattern found, a READ needs no more than this from the examples
NOTHING = 0.6  # the examples say "no wish at all"


class Verdict(StrEnum):
    START = "start"
    ASK = "ask"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Vote:
    """`tools` are best first; START means the first of them."""

    verdict: Verdict
    tools: tuple[str, ...] = ()
    confidence: float = 0.0
    readings: tuple[Reading, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()

    @property
    def tool(self) -> str:
        return self.tools[0]

    def reading(self, tool: str) -> Reading | None:
        return next((r for r in self.readings if r.tool == tool), None)


def capability(tool: str) -> str:
    return tool.split("__", 1)[0]


def vote(readings: Sequence[Reading], shares: Mapping[str, float], specs: Mapping[str, ToolSpec]) -> Vote:
    """Both name one capability: start it. A READ may be started on one strong reader and a hint of the other."""
    ranked = tuple(sorted(((t, s) for t, s in shares.items()), key=lambda x: (-x[1], x[0]))[:4])
    pool = _by_capability(shares)
    patterns = [r for r in readings if r.score >= PATTERN]
    best = _together(readings, shares)

    def verdict(kind: Verdict, tools: Sequence[str], confidence: float) -> Vote:
        return Vote(kind, tuple(tools), confidence, tuple(readings), ranked)

    if not best:
        return verdict(Verdict.LEAVE, (), 0.0)
    if plain := [r.tool for r in readings if r.sure and specs[r.tool].effect is Effect.READ]:
        return verdict(Verdict.START, (plain[0], *(t for t in best if t != plain[0])), 0.85)
    tool = best[0]
    share = pool.get(capability(tool), 0.0)
    top = max(pool, key=lambda c: pool[c])
    agreed = top == capability(tool)
    found = any(capability(r.tool) == capability(tool) for r in patterns)
    read = specs[tool].effect is Effect.READ
    if found and agreed and share >= (LITTLE if read or _alone(patterns, tool) else ENOUGH):
        return verdict(Verdict.START, best, min(1.0, 0.5 + share / 2))
    nothing = shares.get(NO_TOOL, 0.0)
    if found and read and share >= max(HINT, 0.5 * nothing) and nothing < NOTHING and _alone(patterns, tool):
        return verdict(Verdict.START, best, 0.55)
    loose = max((r.score for r in readings if r.tool == tool), default=0.0)
    enough = CERTAIN if _has_patterns(specs[tool]) or not read else SURE
    if agreed and share >= enough and loose >= (TWO_WORDS if enough is CERTAIN else LITTLE):
        return verdict(Verdict.START, best, 0.6)
    if found and nothing < NOTHING:
        return verdict(Verdict.ASK, _rivals(best, ranked, specs), 0.3)
    return verdict(Verdict.LEAVE, best, 0.0)


def _has_patterns(spec: ToolSpec) -> bool:
    """Who wrote down how people ask for it is taken at their word; a loose word is less than that."""
    return any("patterns" in lexicon for lexicon in spec.lexicon.values())


def _by_capability(shares: Mapping[str, float]) -> dict[str, float]:
    pool: dict[str, float] = {}
    for tool, share in shares.items():
        pool[capability(tool)] = pool.get(capability(tool), 0.0) + share
    return pool


def _together(readings: Sequence[Reading], shares: Mapping[str, float]) -> list[str]:
    """Tools by what both readers give them together; a pattern weighs more than loose words."""
    weight = {r.tool: r.score * (1.0 if r.score >= PATTERN else 0.6) for r in readings}
    return sorted(weight, key=lambda t: (-(weight[t] + shares.get(t, 0.0)), t))


def _alone(patterns: Sequence[Reading], tool: str) -> bool:
    """No other capability's pattern is about as strong."""
    mine = max(r.score for r in patterns if capability(r.tool) == capability(tool))
    return all(r.score < mine - 0.05 for r in patterns if capability(r.tool) != capability(tool))


def _rivals(best: Sequence[str], ranked: Sequence[tuple[str, float]], specs: Mapping[str, ToolSpec]) -> tuple[str, ...]:
    """The tools to choose between: ours first, then what the examples would rather have, one per capability."""
    rivals = [best[0]]
    for tool in [*(t for t, s in ranked if s >= 0.2 and t in specs), *best[1:]]:
        if capability(tool) not in {capability(r) for r in rivals}:
            rivals.append(tool)
    return tuple(rivals[:2])
