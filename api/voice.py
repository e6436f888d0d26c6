"""The assistant behind a voice socket: sentences become turns at the same desk, gate and ledger as typed ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from api.auth import Caller
from api.doors.speaking import turn_of, utterance_of
from api.parts import Parts
from api.turns import Running
from api.wire import event_shape
from assistant.errors import StewardError
from assistant.events import Asked, Said, SayDelta, ToolFinished, ToolStarted, TurnEvent
from assistant.planners.stop import Command, read_command
from assistant.turn import SURE
from assistant.types import Effect, Json, Language, Source, Turn
from memory import SqlUnitOfWork
from voice.conversation import Preview, Shown, Spoken, Words
from voice.sentences import sentences

_HARMLESS = frozenset({Command.STOP, Command.REPEAT})


@dataclass(slots=True)
class DeskConversation:
    """Fulfils `voice.conversation.Conversation`. `who` signs the caller in anew for every turn: a token taken back
    ends the talk. `leaving` is set when the socket is gone: a turn under way then goes on to its end."""

    parts: Parts
    who: Callable[[], Awaitable[Caller]]
    caller: Caller
    conversation: str
    leaving: bool = False
    _last: Running | None = field(default=None, init=False)

    async def preview(self, text: str, language: str) -> Preview:
        """What the local planner would do. What only a language model could know counts as a change."""
        command = read_command(text, pending=True, question=True)
        if command is not None:
            return Preview(complete=True, changes=command not in _HARMLESS)
        plan = await self.parts.local.plan(self._turn(text, language, 1.0))
        asks_model = bool(self.parts.settings.model) and (plan.is_empty or plan.confidence < SURE)
        effects = [spec.effect for call in plan.calls if (spec := self.parts.toolbox.spec(call.tool))]
        return Preview(
            complete=bool(plan.calls) and plan.question is None and not asks_model,
            changes=asks_model or any(effect is not Effect.READ for effect in effects),
        )

    async def respond(self, spoken: Spoken) -> AsyncIterator[Words | Shown]:
        """One turn; the words are given sentence by sentence, as soon as one is whole."""
        self.caller = await self.who()
        turn = self._turn(spoken.text, spoken.language, spoken.confidence)
        running = self._last = self.parts.turns.begin(turn, self.parts.desk.take(turn))
        aloud, acting = _Aloud(turn.utterance.language), set[str]()
        try:
            async for event in running.events():
                _follow(event, acting)
                yield event_shape(event)
                for words in aloud.words(event):
                    yield words
            yield {"type": "turn", **await running.whole}
        finally:
            # Nobody wants the answer any more. An action that was begun is still finished and booked.
            if not (running.whole.done() or acting or self.leaving):
                self.parts.desk.cancel(turn.user.id, turn.id)

    async def stop(self) -> None:
        self.parts.desk.stop(self.caller.id, self.conversation)

    async def truncated(self, response_id: str, text: str) -> None:
        """History tells what was heard; "say that again" still says all of it."""
        running = self._last
        if running is None:
            return
        with suppress(StewardError, asyncio.CancelledError):
            whole = await running.whole
            if text.strip() and _bare(whole["reply"]["text"]).startswith(_bare(text)):
                await self.parts.store.transact(running.turn.user.id, lambda tx: _cut(tx, running.turn, text))

    def _turn(self, text: str, language: str, confidence: float) -> Turn:
        hint: Language = "zh" if language == "zh" else "en"
        utterance = replace(utterance_of(self.caller, text, hint, Source.VOICE), confidence=confidence)
        return turn_of(self.parts, self.caller, utterance, self.conversation)


def _follow(event: TurnEvent, acting: set[str]) -> None:
    if isinstance(event, ToolStarted) and event.effect is not Effect.READ:
        acting.add(event.id)
    elif isinstance(event, ToolFinished):
        acting.discard(event.id)


def _cut(tx: SqlUnitOfWork, turn: Turn, heard: str) -> None:
    past = tx.turn(turn.id)
    if past is None or past.reply is None:
        return
    mark = "——" if past.reply.language == "zh" else " —"
    events: list[Mapping[str, Json]] = list(past.events)
    tx.close_turn(turn, replace(past.reply, text=heard.rstrip() + mark), tx.dialogue(turn.conversation), events)


@dataclass(slots=True)
class _Aloud:
    """Words to be said, out of the events of a turn: each once, whole sentences as they come, the rest at the end."""

    language: str
    _said: str = ""
    _open: str = ""

    def words(self, event: TurnEvent) -> list[Words]:
        match event:
            case SayDelta(text=text):
                self._open += text
                return self._whole()
            case ToolFinished() | Asked():
                return self._flush()
            case Said(reply=reply):
                rest = _rest(reply.text, self._said)
                self._open = ""
                return self._say(rest)
        return []

    def _whole(self) -> list[Words]:
        """The last piece may still grow, unless its end is an end."""
        pieces = sentences(self._open)
        ended = self._open.rstrip().endswith(("。", "！", "？", "!", "?", "；"))
        done = pieces if ended else pieces[:-1]
        if not done:
            return []
        self._open = "" if ended else pieces[-1]
        return self._say((" " if self.language == "en" else "").join(done))

    def _flush(self) -> list[Words]:
        text, self._open = self._open, ""
        return self._say(text)

    def _say(self, text: str) -> list[Words]:
        if not text.strip():
            return []
        self._said += text
        return [Words(text=text.strip(), language=self.language)]


def _rest(whole: str, said: str) -> str:
    """What of `whole` was not said yet, however it was spaced; all of it when something else had been said."""
    at = 0
    for sign in _bare(said):
        while at < len(whole) and whole[at].isspace():
            at += 1
        if at >= len(whole) or whole[at] != sign:
            return whole
        at += 1
    return whole[at:]


def _bare(text: str) -> str:
    return "".join(text.split())
