"""Where each argument of a model's call came from; the sound rule that keeps strangers' text from steering us.

A value that stands word for word in what the user said is the user's; one that stands in what is remembered is
memory's. The rest a model may have transformed ("tomorrow at seven" into an instant), and no comparison of strings can
tell whose wish is in it. So: as long as nothing from outside has entered the conversation, such a value is a tool's
when a tool's result holds it, else the user's. Once untrusted text has entered, every value that is neither the user's
nor memory's word for word is untrusted, a tool's included: the text may have told the model which one to pick.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.codec import canonical
from assistant.ports import Transcript
from assistant.types import Fact, Json, Parameter, Provenance, ToolCall, ToolSpec, Turn

# What our own extractors read out of the user's words for this parameter; their values are the user's too.
UserReader = Callable[[Turn, Parameter], Iterable[Json]]
_WORST_FIRST = (Provenance.UNTRUSTED, Provenance.TOOL, Provenance.MEMORY, Provenance.USER, Provenance.DEFAULT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Origins:
    """Everything a value may have come from, as text ready to be searched."""

    turn: Turn
    transcript: Transcript
    user: str
    memory: str  # facts and profile
    facts: str
    tools: str
    is_tainted: bool
    read_user: UserReader | None = None

    def of(self, arguments: Mapping[str, Json], spec: ToolSpec) -> dict[str, Provenance]:
        """The provenance of every argument."""
        return {
            name: _known_origin(name, value, self.transcript) or self._of_argument(value, spec.parameter(name))
            for name, value in arguments.items()
        }

    def _of_argument(self, value: Json, parameter: Parameter | None) -> Provenance:
        if parameter is not None and self._was_read(value, parameter):
            return Provenance.USER
        if parameter is not None and parameter.default is not None and canonical(parameter.default) == canonical(value):
            return Provenance.DEFAULT
        found = {self._of_leaf(leaf) for leaf in _leaves(value)}
        return next((p for p in _WORST_FIRST if p in found), Provenance.USER)

    def _was_read(self, value: Json, parameter: Parameter) -> bool:
        if self.read_user is None:
            return False
        return any(canonical(value) == canonical(read) for read in self.read_user(self.turn, parameter))

    def _of_leaf(self, value: Json) -> Provenance:
        if _stands_in(value, self.user):
            return Provenance.USER
        if _stands_in(value, self.memory):
            return Provenance.MEMORY
        if self.is_tainted:
            return Provenance.UNTRUSTED
        return Provenance.TOOL if _stands_in(value, self.tools) else Provenance.USER


def origins(
    turn: Turn,
    transcript: Transcript,
    facts: Sequence[Fact],
    tools: Sequence[ToolSpec],
    read_user: UserReader | None = None,
) -> Origins:
    specs = {t.name: t for t in tools}
    spoken = [turn.utterance.text, *(line.text for line in transcript.lines if line.role == "user")]
    recalled = [f.text for f in facts]
    remembered = [*recalled, turn.user.name, turn.user.home or "", turn.user.work or ""]
    results = [canonical((o.result.data, o.result.items, o.result.say)) for o in transcript.done]
    named = [canonical((item.id, item.label)) for item in transcript.dialogue.items]
    outside = any(
        o.result.untrusted or ((s := specs.get(o.call.tool)) is None or s.reads_untrusted) for o in transcript.done
    )
    return Origins(
        turn=turn,
        transcript=transcript,
        facts=_plain("\n".join(recalled)),
        user=_plain("\n".join(spoken)),
        memory=_plain("\n".join(remembered)),
        tools=_plain("\n".join([*results, *named])),
        is_tainted=transcript.dialogue.untrusted or outside,
        read_user=read_user,
    )


def calls_in_play(transcript: Transcript) -> Iterator[ToolCall]:
    """The calls a sentence may change or go on with: "make it eight"."""
    yield from transcript.dialogue.calls
    if transcript.dialogue.question is not None and transcript.dialogue.question.call is not None:
        yield transcript.dialogue.question.call
    if transcript.pending is not None:
        yield transcript.pending.call


def _known_origin(name: str, value: Json, transcript: Transcript) -> Provenance | None:
    """An argument kept from a call in play keeps where it came from."""
    for call in calls_in_play(transcript):
        if name in call.arguments and canonical(call.arguments[name]) == canonical(value):
            return call.provenance.get(name)
    return None


def _leaves(value: Json) -> Iterable[Json]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _stands_in(value: Json, text: str) -> bool:
    """Word for word, with nothing glued to it: 5 does not stand in 15, nor "art" in "start"."""
    if value is None or isinstance(value, bool):
        return False
    wanted = _plain(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
    if not wanted:
        return False
    left = r"(?<![a-z0-9.])" if wanted[0].isascii() and wanted[0].isalnum() else ""
    right = r"(?![a-z0-9]|\.[0-9])" if wanted[-1].isascii() and wanted[-1].isalnum() else ""
    return re.search(left + re.escape(wanted) + right, text) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
