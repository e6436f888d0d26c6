"""The local planner: understands what the installed tools declare, without any model, in a few milliseconds."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.planners.local import answering, choosing, clock_talk, correcting, smalltalk, wishing
from assistant.planners.local.examples import NgramReader
from assistant.planners.local.readers import Learn, Readers
from assistant.planners.local.scene import NAME, Scene, votes
from assistant.planners.local.second_thoughts import settled
from assistant.planners.local.sentence import Sentence, read_sentence
from assistant.planners.stop import Command, read_command
from assistant.ports import Transcript
from assistant.types import Fact, Plan, Provenance, Reason, Say, ToolCall, ToolSpec, Turn

log = logging.getLogger(__name__)
_ABOUT_ME_EN = re.compile(r"\b(?:my|i|me|our|we)\b")
_ASKING_EN = re.compile(r"\b(?:what|when|where|who|whose|which|how|do|does|did|is|are|am|can)\b")
_ABOUT_ME_ZH = re.compile(r"我|咱")
_ASKING_ZH = re.compile(r"什么|哪|谁|几|多少|吗|么|呢|[?？]|怎么|是不是|有没有|啥")
_OWN_LIFE = re.compile(
    r"^(?:what|when|where|who|whose|which)\b.*\b(?:my|i)\b|(?:我|咱).{0,12}(?:是什么|叫什么|在哪|哪里|哪天|几号|什么时候|多少|是谁|住哪)"
)
_NOT_TOLD = Say(zh="这个你还没告诉过我。", en="You have not told me that yet.")
_DOUBT = 0.7  # below this, a fact about the very words asked for is the better answer
_CONTENT = re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")
_LONGEST = 1000  # characters; nobody dictates a wish at greater length
_STEPS: tuple[Callable[[Scene], Plan | None], ...] = (
    clock_talk.tell,
    answering.answer,
    choosing.again,
    choosing.another,
    correcting.correct,
    choosing.choose,
    choosing.act_on,
    wishing.wish,
)


class LocalPlanner:
    """`learn` replaces the reader of examples (see `embeddings.py`). Builds its readers once per set of tools."""

    name = NAME

    def __init__(self, learn: Learn = NgramReader) -> None:
        self._learn = learn
        self._built: tuple[tuple[ToolSpec, ...], Readers] | None = None
        self._learning = threading.Lock()  # two first sentences at once learn once

    async def plan(self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]) -> Plan:
        """What the sentence asks of these tools; an empty plan when it asks for nothing of theirs."""
        if not self._is_built(tools):
            # Learning takes a second or two: other users' turns go on meanwhile.
            await asyncio.to_thread(self.prepare, tools)
        return self.read(turn, transcript, facts, tools)

    def prepare(self, tools: Sequence[ToolSpec]) -> Readers:
        """Learn these tools now, so that the first sentence need not wait."""
        with self._learning:
            if not self._is_built(tools):
                readers = Readers(tools, self._learn)
                for broken in readers.patterns.broken:
                    log.warning("a pattern that cannot be read is left out: %s", broken)
                self._built = (tuple(tools), readers)
            assert self._built is not None
            return self._built[1]

    def _is_built(self, tools: Sequence[ToolSpec]) -> bool:
        built = self._built[0] if self._built else None
        return built is not None and len(built) == len(tools) and all(a is b for a, b in zip(built, tools, strict=True))

    def read(self, turn: Turn, transcript: Transcript, facts: Sequence[Fact], tools: Sequence[ToolSpec]) -> Plan:
        """`plan` without waiting."""
        text = turn.utterance.text
        if not text.strip() or len(text) > _LONGEST:
            return Plan(planner=NAME, why=(Reason(reader="local", text="nothing to read, or too long"),))
        readers = self.prepare(tools)

        def read(words: str) -> Sentence:
            return read_sentence(words, turn.utterance.language, turn.now, turn.user.country)

        sentence = settled(read(text), read)
        scene = Scene(turn, transcript, facts, readers, sentence, readers.vote(sentence))
        for understand in _STEPS:
            if (plan := understand(scene)) is not None:
                return (_recall(scene) or plan) if plan.confidence < _DOUBT and _known(scene) else plan
        return _talk(scene) or _recall(scene) or _untold(scene) or Plan(planner=NAME, why=votes(scene.vote))


def _talk(scene: Scene) -> Plan | None:
    kind = smalltalk.kind_of(scene.sentence.marked)
    if kind is None and read_command(scene.sentence.text, pending=True, question=True) is Command.NO:
        kind = "refusal"  # "not yet" with nothing waiting
    if kind is None:
        return None
    plan = Plan(
        planner=NAME,
        say=smalltalk.answer(kind, tuple(scene.specs.values())),
        confidence=0.8 if kind != "greeting" else 0.6,
        why=(*votes(scene.vote), Reason(reader="small talk", text=kind)),
    )
    question = scene.transcript.dialogue.question
    return replace(plan, question=question) if question is not None else plan


def _recall(scene: Scene) -> Plan | None:
    """A question about the user's own life, when memory holds something near it: look it up."""
    spec = scene.specs.get("memory__recall")
    if spec is None or not scene.facts or not _is_personal(scene):
        return None
    parameter = spec.parameter("about")
    text = scene.sentence.text.strip()
    call = ToolCall(
        id=scene.call_id(spec.name),
        tool=spec.name,
        arguments={"about": text} if parameter else {},
        provenance={"about": Provenance.USER} if parameter else {},
    )
    why = Reason(reader="memory", text=f"a question about the user; {len(scene.facts)} facts are near it")
    return Plan(planner=NAME, calls=(call,), confidence=0.6, why=(*votes(scene.vote), why))


def _untold(scene: Scene) -> Plan | None:
    """A question about the user's own life that no tool reads and no fact is near. A model may know better."""
    if "memory__recall" not in scene.specs or not _OWN_LIFE.search(scene.sentence.plain):
        return None
    why = Reason(reader="memory", text="a question about the user; no fact is near it")
    return Plan(planner=NAME, say=_NOT_TOLD, confidence=0.3, why=(*votes(scene.vote), why))


def _known(scene: Scene) -> bool:
    """A recalled fact speaks of what the sentence asks."""
    asked = _content(scene.sentence.text)
    return any(len(asked & _content(fact.text)) >= 2 for fact in scene.facts)


def _content(text: str) -> set[str]:
    """Longer words, and pairs of Han characters."""
    low = text.lower()
    pairs = {low[i : i + 2] for i in range(len(low) - 1)}
    return set(_CONTENT.findall(low)) | {p for p in pairs if _CONTENT.fullmatch(p)}


def _is_personal(scene: Scene) -> bool:
    text = scene.sentence.plain
    english = _ABOUT_ME_EN.search(text) and (_ASKING_EN.match(text) or "?" in text)
    return bool(english or (_ABOUT_ME_ZH.search(text) and _ASKING_ZH.search(text)))
