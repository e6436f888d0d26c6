"""Catches a model that says something is done, or will be, with no tool's result behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from assistant.planners.model.sentences import split
from assistant.ports import Transcript
from assistant.types import Effect, ToolSpec


def unbacked_claim(words: str, sentence: str, transcript: Transcript, tools: Mapping[str, ToolSpec]) -> str | None:
    """The first sentence of `words` that claims more than the results show; None when every word is covered.

    `sentence` is the user's: asked "did you set it?", a model may speak of what was done before; told to book, not.
    """
    patterns = _patterns()
    acted, shown = _backing(transcript, tools)
    earlier = bool(transcript.dialogue.actions) and not transcript.done
    if acted or (earlier and patterns["looks_back"].search(sentence) and not patterns["wishes"].search(sentence)):
        return None
    for part in split(words):
        if patterns["open"].search(part):
            continue
        if patterns["acted"].search(part) or (not shown and patterns["state"].search(part)):
            return part.strip()
    return None


def _backing(transcript: Transcript, tools: Mapping[str, ToolSpec]) -> tuple[bool, bool]:
    """Whether an effect happened in this turn, and whether there is any result at all."""
    fine = [o for o in transcript.done if o.result.error is None and o.result.question is None]
    effects = [
        o
        for o in fine
        if (spec := tools.get(o.call.tool)) is not None
        # Outside, only the provider's evidence counts.
        and (spec.effect is Effect.CHANGE or (spec.effect is Effect.COMMIT and o.result.receipt is not None))
    ]
    return bool(effects), bool(fine)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = (files("assistant.planners") / "prompts" / "claims.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = yaml.safe_load(text)
    return {name: re.compile("|".join(group), re.IGNORECASE) for name, group in groups.items()}
