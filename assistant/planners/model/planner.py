"""The language model as a planner. Every failure, of whatever kind, is a stable code and no effect at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence

from assistant.planners.model.budget import Budget, estimate
from assistant.planners.model.chat import Chat
from assistant.planners.model.endpoint import Limits, ModelEndpoint
from assistant.planners.model.exchange import Bill, Exchange, Question
from assistant.planners.model.failures import ModelFailed
from assistant.planners.model.provenance import UserReader, calls_in_play, origins
from assistant.planners.model.schema import as_functions
from assistant.planners.model.sentences import Speaker
from assistant.planners.offer import offer
from assistant.ports import Transcript
from assistant.types import Fact, Plan, ToolSpec, Turn

log = logging.getLogger(__name__)
OnDelta = Callable[[str], None]


class ModelPlanner:
    """Any OpenAI-compatible endpoint, with a second one to fall back on.

    `on_delta` gets the final words sentence by sentence as they come; what it got is the beginning of `Plan.text`.
    `read_user` may say which values our own extractors find in the user's words: those stay the user's even after
    untrusted text has entered the conversation.
    """

    name = "model"
    streams = True

    def __init__(
        self,
        endpoint: ModelEndpoint,
        *,
        fallback: ModelEndpoint | None = None,
        budget: Budget | None = None,
        on_delta: OnDelta | None = None,
        limits: Limits | None = None,
        read_user: UserReader | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.budget = budget or Budget()
        self._chats = [Chat(e, self.limits) for e in (endpoint, fallback) if e is not None]
        self._on_delta, self._read_user = on_delta, read_user

    async def prepare(self) -> None:
        """Load the client library before the first sentence needs it."""
        for chat in self._chats:
            await chat.prepare()

    async def aclose(self) -> None:
        for chat in self._chats:
            await chat.aclose()

    async def plan(
        self,
        turn: Turn,
        transcript: Transcript,
        facts: Sequence[Fact],
        tools: Sequence[ToolSpec],
        *,
        on_delta: OnDelta | None = None,
    ) -> Plan:
        """Calls, a question or words. Raises PlannerUnavailable (model_timeout, model_rate_limited, model_error,
        model_cut_off, model_bad_answer, model_budget)."""
        await self.prepare()
        question = Question(
            turn,
            transcript,
            facts,
            {t.name: t for t in tools},
            as_functions(_relevant(turn, transcript, tools, self.limits.offered)),
            origins(turn, transcript, facts, tools, self._read_user),
        )
        bill, speaker = Bill(), Speaker(on_delta or self._on_delta, question.is_safe)
        reserved = estimate(question.messages(sees_private=True), question.offered.functions)
        await self.budget.reserve(turn, reserved)
        try:
            async with asyncio.timeout(self.limits.deadline):
                return await self._ask(question, speaker, bill)
        except TimeoutError as error:
            raise ModelFailed("model_timeout") from error
        finally:
            await self.budget.settle(turn, reserved, bill.prompt + bill.answer)

    async def _ask(self, question: Question, speaker: Speaker, bill: Bill) -> Plan:
        """The first model, then its fall-back, each within its share of the time."""
        failure = ModelFailed("model_error")
        for chat, until in self._in_turn():
            try:
                async with asyncio.timeout_at(until):
                    return await Exchange(question, chat, speaker, bill, self.limits, until).run()
            except TimeoutError:
                failure = ModelFailed("model_timeout", detail="out of time")
            except ModelFailed as error:
                failure = error
            # What was said stays out of the log; the owner still learns that a key is wrong or a server is down.
            log.warning("model %s: %s (%s)", chat.endpoint.model, failure.code, failure.detail)
            if speaker.has_spoken:
                break  # another model would begin anew in the middle of what the user is hearing
        raise failure

    def _in_turn(self) -> Iterator[tuple[Chat, float]]:
        """Each model with the loop's time by which it must be through."""
        started = asyncio.get_running_loop().time()
        for chat in self._chats:
            share = 1.0 if chat is self._chats[-1] else self.limits.first_share
            yield chat, started + self.limits.deadline * share


def _relevant(turn: Turn, transcript: Transcript, tools: Sequence[ToolSpec], limit: int) -> tuple[ToolSpec, ...]:
    """The tools worth telling about; whatever the conversation is at stays among them."""
    keep = {c.tool for c in (*calls_in_play(transcript), *(o.call for o in transcript.done))}
    keep.add(transcript.dialogue.topic or "")
    before = "\n".join(line.text for line in transcript.lines[-4:])
    return offer(turn.utterance.text, tools, limit=limit, keep=keep, context=before)
