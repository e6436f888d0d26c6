"""Which values our own extractors find in the user's words for a parameter: those are the user's, whoever planned."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.planners.local.arguments import fill
from assistant.planners.local.material import Material
from assistant.planners.local.sentence import read_sentence
from assistant.types import Effect, Json, Parameter, ToolSpec, Turn


def values_said(turn: Turn, parameter: Parameter) -> Iterable[Json]:
    """At most one value; none when the sentence says nothing of that kind."""
    spec = ToolSpec(name="said__said", description="", effect=Effect.CHANGE, parameters=(parameter,))
    sentence = read_sentence(turn.utterance.text, turn.utterance.language, turn.now, turn.user.country)
    return tuple(fill(Material(sentence, spec)).values.values())
