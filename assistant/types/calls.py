"""What tools declare and what planners propose: specs, calls, terms, questions, plans, and what a tool shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.moments import require_zone
from assistant.types.values import Effect, Json, Money, Provenance, Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One typed argument of a tool. `slot` names the extractor that can fill it from a sentence."""

    name: str
    schema: Mapping[str, Json]
    description: str = ""
    required: bool = True
    default: Json = None
    slot: str = "text"
    ask: Say | None = None  # the question when it is missing; the core has one for every known slot
    deciding: bool = False  # a COMMIT asks even under a grant when this came from untrusted text


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolSpec:
    """What a tool declares. `lexicon` is language -> group ("patterns", "words", "never") -> entries."""

    name: str  # plugin__tool
    description: str
    effect: Effect
    parameters: tuple[Parameter, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lexicon: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    reads_untrusted: bool = False
    timeout: float = 20.0  # seconds of the machine's clock

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """A wish to run a tool. `arguments` are plain JSON: instants ISO 8601 with offset, durations in seconds."""

    id: str
    tool: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something a reply named, for "the second one" or "that alarm". `argument` is the parameter it fills."""

    id: str
    kind: str
    label: Say
    argument: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    type: str
    title: Say
    text: Say
    data: Mapping[str, Json] = field(default_factory=dict)
    actions: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The provider's evidence that something happened outside."""

    provider: str
    reference: str
    text: Say
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a COMMIT will really do. Everything but `hold` and `valid_until` is what the user says yes to."""

    what: str | Say
    when: datetime | None = None
    price: Money | None = None
    fee: Money | None = None
    provider: str = ""
    valid_until: datetime | None = None
    hold: str | None = None  # the provider's handle; not part of the yes
    details: Mapping[str, Json] = field(default_factory=dict)
    effect: Effect | None = None  # may raise the declared effect, never lower it

    def __post_init__(self) -> None:
        for moment in (self.when, self.valid_until):
            if moment is not None:
                require_zone(moment)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is still missing before `call` can run; without `parameter` it offers the call, and a yes runs it."""

    text: Say
    call: ToolCall | None = None
    parameter: str | None = None
    options: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One step of a planner's explanation: which reader, what it read, from which words."""

    reader: str
    text: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Calls to make, or words to say, or a question to ask; an empty plan means "not mine"."""

    planner: str
    calls: tuple[ToolCall, ...] = ()
    say: Say | None = None
    question: Question | None = None
    text: str | None = None  # words of a language model, already in the user's language
    confidence: float = 0.0
    why: tuple[Reason, ...] = ()
    made_by_model: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.calls or self.say or self.question or self.text)
