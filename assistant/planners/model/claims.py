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


def unbacked_claim(words: str, transcript: Transcript, tools: Mapping[str, ToolSpec]) -> str | None:
    """The first sentence that claims more than the results show; None when every word is covered."""
    acted, shown = _backing(transcript, tools)
    if acted:
        return None
    patterns = _patterns()
    for sentence in split(words):
        if patterns["open"].search(sentence):
            continue
        if patterns["acted"].search(sentence) or (not shown and patterns["state"].search(sentence)):
            return sentence.strip()
    return None


def _backing(transcript: Transcript, tools: Mapping[str, ToolSpec]) -> tuple[bool, bool]:
    """Whether an effect happened (now, or in the last turn that acted), and whether there is any result at all."""
    fine = [o for o in transcript.done if o.result.error is None and o.result.question is None]
    effects = [
        o
        for o in fine
        if (spec := tools.get(o.call.tool)) is not None
        # Outside, only the provider's evidence counts.
        and (spec.effect is Effect.CHANGE or (spec.effect is Effect.COMMIT and o.result.receipt is not None))
    ]
    # What this turn tried and failed at is not made true by what an earlier one did.
    earlier = bool(transcript.dialogue.actions) and not transcript.done
    return bool(effects) or earlier, bool(fine)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = (files("assistant.planners") / "prompts" / "claims.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = yaml.safe_load(text)
    return {name: re.compile("|".join(group), re.IGNORECASE) for name, group in groups.items()}
