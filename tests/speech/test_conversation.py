"""A spoken conversation with the real ears: sentences with pauses stay whole, several rooms share one model."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from benchmarks.scoring import rate
from tests.speech.conftest import MANIFEST
from tests.unit.voice.room import FakeConversation, FakeMouth, Room, speech
from voice.audio import RATE, Samples
from voice.ears import WhisperEars
from voice.session import Listener

pytestmark = pytest.mark.asyncio(loop_scope="session")


class RealRoom(Room):
    """Simulated time waits for the real model, so that the load of the machine changes nothing."""

    async def _settle(self) -> None:
        for task in (self.session._guess, self.session._probe):
            if task is not None and not task.done():
                await asyncio.wait({task})
        await super()._settle()


def room(ears: WhisperEars, *, changes: bool = True, complete: bool = False, **more: object) -> RealRoom:
    return RealRoom(ears=ears, conversation=FakeConversation(changes=changes, complete=complete), **more)


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [("en_wake", "wake me up at quarter to seven tomorrow", "en"), ("zh_wake", "明天早上七点半叫我起床", "zh")],
)
async def test_a_sentence_is_understood_and_acted_upon_once(
    ears: WhisperEars, name: str, text: str, language: str
) -> None:
    async with room(ears) as here:
        await here.wait(0.5)
        await here.say(speech(name))
        await here.wait(2.5)
    [turn] = here.session.conversation.turns
    assert turn.language == language
    assert rate([(text, turn.text)]) == 0


def hesitating(name: str, seconds: float) -> Samples:
    """A recorded sentence with a pause where it is quietest."""
    samples = speech(name)
    window = RATE // 50
    starts = range(int(len(samples) * 0.3), int(len(samples) * 0.7), window)
    middle = min(starts, key=lambda at: float(np.abs(samples[at : at + window]).mean()))
    return np.concatenate([samples[:middle], np.zeros(int(seconds * RATE), np.float32), samples[middle:]])


@pytest.mark.parametrize("name", ["en_table", "zh_table", "en_call_mum", "zh_call_mum"])
async def test_a_sentence_with_a_breath_in_it_is_acted_upon_once_and_whole(ears: WhisperEars, name: str) -> None:
    async with room(ears) as here:
        await here.say(hesitating(name, 0.2))
        await here.wait(3.0)
    turns = [turn.text for turn in here.session.conversation.turns]
    assert len(turns) == 1, turns
    said = next(entry["text"] for entry in MANIFEST if entry["file"].startswith(f"{name}."))
    assert rate([(said, turns[0])]) <= 0.2, turns


@pytest.mark.parametrize("name", ["en_table_pause", "zh_table_pause"])
async def test_after_a_long_pause_both_halves_are_heard(ears: WhisperEars, name: str) -> None:
    async with room(ears) as here:
        await here.say(speech(name))
        await here.wait(3.0)
    text = " ".join(turn.text for turn in here.session.conversation.turns).lower()
    assert any(word in text for word in ("saturday", "周六"))
    assert any(word in text for word in ("somewhere", "个人"))


@pytest.mark.parametrize(("name", "answer"), [("en_stop", "en_table"), ("zh_stop", "zh_table")])
async def test_stop_stops_the_answer(ears: WhisperEars, name: str, answer: str) -> None:
    async with room(ears, changes=False, mouth=FakeMouth(answer, times=3), echo=-30.0) as here:
        await here.say(speech("en_coming"))
        await here.wait(1.5)
        await here.say(speech(name))
        await here.wait(1.5)
    assert "output_audio_buffer.cleared" in here.types()


@pytest.mark.parametrize("answer", ["en_call_mum", "zh_call_mum"])
async def test_its_own_echo_is_not_a_listener(ears: WhisperEars, answer: str) -> None:
    async with room(ears, changes=False, mouth=FakeMouth(answer, times=3), echo=-20.0) as here:
        await here.say(speech("en_coming"))
        await here.wait(8)
    assert len(here.session.conversation.turns) == 1
    assert "output_audio_buffer.cleared" not in here.types()


async def test_four_rooms_share_one_model(ears: WhisperEars) -> None:
    async def one(name: str) -> list[str]:
        async with room(ears, listener=Listener(languages=("zh", "en"))) as here:
            await here.say(speech(name))
            await here.wait(2.5)
            assert here.of("error") == []
            return [turn.text for turn in here.session.conversation.turns]

    heard = await asyncio.gather(*(one(name) for name in ("en_wake", "zh_wake", "en_timer", "zh_coming")))
    assert [len(turns) for turns in heard] == [1, 1, 1, 1]
    assert "tomorrow" in heard[0][0]
    assert "起床" in heard[1][0]
