"""One question put to one model: asked, listened to, judged, corrected once, and settled into a plan or a failure."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from random import random

from assistant.planners.model.answer import Answer
from assistant.planners.model.budget import estimate
from assistant.planners.model.calls import Problem, check_calls
from assistant.planners.model.chat import Chat
from assistant.planners.model.claims import unbacked_claim
from assistant.planners.model.endpoint import Limits
from assistant.planners.model.failures import ModelFailed
from assistant.planners.model.prompt import Message, messages, repair
from assistant.planners.model.provenance import Origins
from assistant.planners.model.right_language import HONEST, is_surely_right, is_wrong_language
from assistant.planners.model.schema import Offered
from assistant.planners.model.sentences import Speaker, split
from assistant.planners.model.written_calls import hints_at_call, is_machine_talk, written_calls
from assistant.ports import Transcript
from assistant.types import Fact, Json, Plan, Reason, ToolCall, ToolSpec, Turn
from assistant.types import Question as Missing

CONFIDENCE = 0.75  # a model does not say how sure it is; its answer has passed our checks


@dataclass(frozen=True, slots=True)
class Question:
    """One turn as put to a model: everything its answer is held against."""

    turn: Turn
    transcript: Transcript
    facts: Sequence[Fact]
    tools: Mapping[str, ToolSpec]
    offered: Offered
    origin: Origins

    def claim_in(self, words: str) -> str | None:
        return unbacked_claim(words, self.turn.utterance.text, self.transcript, self.tools)

    def is_foreign(self, words: str) -> bool:
        return is_wrong_language(words, self.turn.utterance.language, self.turn.utterance.text)

    def is_safe(self, words: str) -> bool:
        """Whether these words may be said before the rest is known."""
        if hints_at_call(words) or is_machine_talk(words) or not is_surely_right(words, self.turn.utterance.language):
            return False
        return self.claim_in(words) is None

    def messages(self, *, sees_private: bool) -> list[Message]:
        return messages(self.turn, self.transcript, self.facts, self.offered, sees_private=sees_private)


@dataclass(slots=True)
class Bill:
    """What one plan has cost, over every try."""

    prompt: int = 0
    answer: int = 0
    tries: int = 0
    repaired: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def add(self, asked: int, answer: Answer) -> None:
        """Count what the endpoint reports, else our estimate."""
        prompt, words = answer.usage or (asked, estimate(answer.raw, "".join(c.arguments for c in answer.calls)))
        self.prompt, self.answer = self.prompt + prompt, self.answer + words

    def why(self, model: str) -> tuple[Reason, ...]:
        seconds = round(time.monotonic() - self.started, 3)
        data: dict[str, Json] = {
            "model": model,
            "prompt_tokens": self.prompt,
            "answer_tokens": self.answer,
            "tries": self.tries,
            "repaired": list(self.repaired),
            "seconds": seconds,
        }
        return (Reason(reader="model", text=f"{model}: {self.prompt}+{self.answer} tokens, {seconds} s", data=data),)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`until` is the event loop's time by which this model must be through."""

    question: Question
    chat: Chat
    speaker: Speaker
    bill: Bill
    limits: Limits
    until: float

    async def run(self) -> Plan:
        """Raises ModelFailed."""
        asked = self.question.messages(sees_private=self.chat.endpoint.sees_private)
        answer = await self._listen(asked)
        plan, problems = self._judge(answer)
        if problems:
            self.bill.repaired.extend(p.kind for p in problems)
            self.speaker.again()
            answer = await self._listen([*asked, *self._correction(answer, problems)])
            plan, problems = self._judge(answer)
        return self._settle(answer, plan, problems)

    async def _listen(self, asked: Sequence[Message]) -> Answer:
        """One whole answer, tried again after what may pass; never once words of it have been spoken."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return await self._listen_once(asked)
            except ModelFailed as error:
                pause = self._pause(error, attempt)
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _listen_once(self, asked: Sequence[Message]) -> Answer:
        answer, functions = Answer(self.limits), self.question.offered.functions
        self.speaker.held = False
        self.bill.tries += 1
        try:
            async with aclosing(self.chat.stream(asked, functions)) as pieces:
                async for piece in pieces:
                    answer.add(piece)
                    if not answer.calls:
                        self.speaker.hear(answer.words)
                    if answer.is_complete:
                        break
            answer.close()
        finally:
            if answer.pieces:
                self.bill.add(estimate(asked, functions), answer)
        return answer

    def _pause(self, error: ModelFailed, attempt: int) -> float | None:
        """Seconds until the next attempt; None when there is none."""
        if not error.passing or attempt >= self.limits.attempts or self.speaker.said:
            return None
        # A little chance keeps many assistants from knocking in step.
        pause = (
            error.wait if error.wait is not None else self.limits.backoff * 2 ** (attempt - 1) * (0.75 + random() / 2)
        )
        return pause if asyncio.get_running_loop().time() + pause < self.until else None

    def _correction(self, answer: Answer, problems: Sequence[Problem]) -> list[Message]:
        told = repair(self.question.turn.utterance.language, [(p.kind, p.values) for p in problems])
        return [{"role": "assistant", "content": _echo(answer)}, {"role": "user", "content": told}]

    def _judge(self, answer: Answer) -> tuple[Plan | None, tuple[Problem, ...]]:
        """The plan an answer makes, and what is wrong with it. Both: some of it holds."""
        if calls := answer.calls or written_calls(answer.words):
            checked = check_calls(calls, self.question.offered, self.question.origin, self.limits)
            return (self._plan(calls=checked.calls) if checked.calls else None), checked.problems
        words = _whole_words(answer)
        if not words:
            return None, (Problem(kind="empty"),)
        if is_machine_talk(words):
            return None, (Problem(kind="machine_talk"),)
        if claim := self.question.claim_in(words):
            return None, (Problem(kind="claim", values={"claim": claim[:200]}),)
        return self._plan(text=words), (Problem(kind="language"),) if self.question.is_foreign(words) else ()

    def _settle(self, answer: Answer, plan: Plan | None, problems: tuple[Problem, ...]) -> Plan:
        """What is left after the one repair. Raises ModelFailed when nothing holds."""
        kinds = {p.kind for p in problems}
        if kinds <= {"missing", "invented"} and not (plan is not None and plan.text):
            # What is made up is left out; what is missing for the rest is asked for when these are done.
            calls = (*(plan.calls if plan is not None else ()), *(p.call for p in problems if p.call is not None))
            question = next((p.question for p in problems if p.question is not None), None)
            return self._plan(calls=calls, question=None if calls else question)
        if plan is None or plan.text is None or not kinds <= {"language"}:
            raise ModelFailed("model_bad_answer", detail=",".join(sorted(kinds)))
        text = plan.text
        if kinds and self.question.transcript.done:
            # The tools' own words are there in the right language.
            raise ModelFailed("model_bad_answer", detail="language")
        if kinds and not self.speaker.said:
            text = HONEST.to(self.question.turn.utterance.language) + text
        return self._plan(text=self.speaker.finish(text))

    def _plan(
        self, *, calls: tuple[ToolCall, ...] = (), question: Missing | None = None, text: str | None = None
    ) -> Plan:
        return Plan(
            planner="model",
            calls=calls,
            question=question,
            text=text,
            confidence=CONFIDENCE,
            why=self.bill.why(self.chat.endpoint.model),
            made_by_model=True,
        )


def _whole_words(answer: Answer) -> str:
    """The words, without the sentence during which the model ran out of tokens. Raises ModelFailed for half a one."""
    if answer.finish != "length":
        return answer.words
    whole = "".join(split(answer.words)[:-1]).strip()
    if not whole:
        raise ModelFailed("model_cut_off", detail="out of tokens in the first sentence")
    return whole


def _echo(answer: Answer) -> str:
    """What the model said, for it to see again; calls as text, since broken ones cannot be sent as calls."""
    calls = [{"name": c.name[:80], "arguments": c.arguments[:500]} for c in answer.calls[:8]]
    return (answer.words[:2_000] + (json.dumps(calls, ensure_ascii=False) if calls else "")) or "-"
