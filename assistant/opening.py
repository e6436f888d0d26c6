"""The assistant begins a conversation: fixed words, perhaps one prepared call, never an act nobody said yes to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from assistant.errors import StewardError
from assistant.events import Thinking, ToolFinished, TurnEvent
from assistant.ports import Dialogue
from assistant.talk import Talk
from assistant.turn import Parts, close_turn
from assistant.types import Reason, Say, ToolCall, Turn

PATIENCE = 5.0  # seconds for what may enrich the words; without it the fixed ones stand


async def run_opening(turn: Turn, parts: Parts, say: Say, why: Say, call: ToolCall | None) -> AsyncIterator[TurnEvent]:
    """Source.SCHEDULE makes the gate ask before any change; its question waits like any other."""
    await parts.store.transact(turn.user.id, lambda tx: tx.open_turn(turn))
    talk = Talk(turn=turn, before=Dialogue())
    events: list[TurnEvent] = [Thinking(planner="clock", why=(Reason(reader="clock", text=why.to(_language(turn))),))]
    yield events[0]
    talk.say(say)
    if call is not None:
        async for event in _prepare(call, talk, parts):
            events.append(event)
            yield event
    async for event in close_turn(turn, parts, talk, events):
        yield event


async def _prepare(call: ToolCall, talk: Talk, parts: Parts) -> AsyncIterator[TurnEvent]:
    """What could not be prepared in time is left out: words that apologise for themselves help nobody at 8 o'clock."""
    before = len(talk.words)
    try:
        async with asyncio.timeout(PATIENCE):
            async for event in parts.acts.perform(call, talk):
                yield event
                if isinstance(event, ToolFinished) and not event.ok:
                    del talk.words[before:]
    except (TimeoutError, StewardError):
        del talk.words[before:]


def _language(turn: Turn) -> str:
    return turn.utterance.language
