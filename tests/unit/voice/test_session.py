"""A spoken conversation: sentences end, are taken back, answered, interrupted, stopped; bad input ends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from assistant.errors import EarsBusy
from assistant.types import Hearing
from tests.unit.voice.room import FakeConversation, FakeEars, FakeMouth, Room, speech
from voice.audio import RATE, Samples
from voice.mouth import MouthMissing
from voice.session import VoiceSession

WAKE = speech("en_wake")
STOP = speech("en_stop")
TIMER = speech("en_timer")


def room(*lines: str, reply: str = "Fine.", changes: bool = False, complete: bool = True, **more: Any) -> Room:
    conversation = FakeConversation(reply, changes=changes, complete=complete)
    return Room(ears=FakeEars(*lines), conversation=conversation, **more)


async def test_a_sentence_is_heard_and_answered() -> None:
    async with room("wake me up at quarter to seven") as here:
        await here.wait(0.5)
        await here.say(WAKE)
        await here.wait(2)
    assert here.types() == [
        "session.created",
        "input_audio_buffer.speech_started",
        "conversation.item.input_audio_transcription.delta",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "steward.event",
        "response.output_audio_transcript.delta",
        "response.done",
    ]
    [turn] = here.session.conversation.turns
    assert (turn.text, turn.language, turn.during_speech) == ("wake me up at quarter to seven", "en", False)


async def test_a_complete_reading_is_answered_within_four_tenths() -> None:
    async with room("what time is it?") as here:
        await here.say(WAKE)
        end = here.time
        await here.wait(2)
    assert here.when("response.created") - end <= 0.4


async def test_nothing_changes_before_seven_tenths_of_silence() -> None:
    async with room("set a timer please", changes=True) as here:
        await here.say(TIMER)
        end = here.time
        await here.wait(0.55)
        assert here.when("response.created") - end <= 0.4
        assert here.session.conversation.turns == []
        await here.wait(0.5)
        assert len(here.session.conversation.turns) == 1


async def test_going_on_in_time_takes_the_first_half_back_and_nothing_was_done() -> None:
    async with room("book a table", "book a table for four", changes=True) as here:
        await here.say(WAKE)
        await here.wait(0.55)
        assert here.types().count("response.created") == 1
        await here.say(TIMER)
        await here.wait(2)
    assert [turn.text for turn in here.session.conversation.turns] == ["book a table for four"]
    assert [event["response"]["status"] for event in here.of("response.done")] == ["cancelled", "completed"]
    assert len(here.of("conversation.item.deleted")) == 1
    assert here.session.ears.asked[-1] > (len(WAKE) + len(TIMER)) / RATE  # both halves were decoded together


async def test_going_on_after_the_answer_began_joins_both_halves() -> None:
    lines = "read my list", "of tomorrow then", "read my list of tomorrow"
    async with room(*lines, reply="Nothing.", mouth=FakeMouth()) as here:
        await here.say(WAKE)
        await here.wait(0.5)  # the answer sounds already
        await here.say(TIMER)
        await here.wait(2)
    assert [turn.text for turn in here.session.conversation.turns] == ["read my list", "read my list of tomorrow"]
    assert not here.session.conversation.turns[-1].during_speech
    assert "output_audio_buffer.cleared" in here.types()


async def test_noise_is_answered_with_silence() -> None:
    async with room("") as here:
        await here.say(WAKE)
        await here.wait(2)
    assert here.session.conversation.turns == []
    [completed] = here.of("conversation.item.input_audio_transcription.completed")
    assert completed["transcript"] == ""


async def test_a_change_is_acknowledged_while_it_waits() -> None:
    sound = np.zeros(2_400, "<i2").tobytes()
    acknowledgements = {"en": ("Let me see.", sound)}
    parts: dict[str, Any] = {"mouth": FakeMouth(), "acknowledgements": acknowledgements}
    async with room("set a timer please", changes=True, **parts) as here:
        await here.say(TIMER)
        end = here.time
        await here.wait(0.6)
        [words] = here.of("response.output_audio_transcript.delta")
        assert words["acknowledgement"]
        assert here.when("response.output_audio_transcript.delta") - end <= 0.55


LONG = "Here is a long answer that goes on for quite a while."


async def answering(here: Room) -> None:
    """Ask something and wait until the answer sounds."""
    await here.say(WAKE)
    await here.wait(1.5)
    assert here.session.playback is not None
    assert here.session.playback.sounding


async def test_somebody_with_a_wish_silences_the_answer_at_once_and_is_answered() -> None:
    async with room("what is on today?", "set a timer for twelve minutes", reply=LONG, mouth=FakeMouth()) as here:
        await answering(here)
        began = here.time
        await here.say(TIMER)
        assert here.when("output_audio_buffer.paused") - began <= 0.35
        await here.wait(2)
    assert "output_audio_buffer.cleared" in here.types()
    assert [turn.text for turn in here.session.conversation.turns][1] == "set a timer for twelve minutes"
    [(response, heard)] = here.session.conversation.cut
    assert LONG.startswith(heard)
    assert 0 < len(heard) < len(LONG)
    assert here.of("conversation.item.truncated")[0]["item_id"] == response


@pytest.mark.parametrize("heard", ["uh-huh", "Yes.", "", "Here is a long answer"])
async def test_nods_noises_and_its_own_words_do_not_stop_the_answer(heard: str) -> None:
    async with room("what is on today?", heard, reply=LONG, mouth=FakeMouth(times=4)) as here:
        await answering(here)
        await here.say(TIMER)
        await here.wait(1.5)
    assert "output_audio_buffer.paused" in here.types()
    assert "output_audio_buffer.resumed" in here.types()
    assert "output_audio_buffer.cleared" not in here.types()
    assert len(here.session.conversation.turns) == 1


async def test_stop_stops_and_asks_nobody() -> None:
    async with room("what is on today?", "stop", reply=LONG, mouth=FakeMouth(times=4)) as here:
        await answering(here)
        await here.say(STOP)
        await here.wait(2)
    assert "output_audio_buffer.cleared" in here.types()
    assert here.session.conversation.stops == 1
    assert len(here.session.conversation.turns) == 1


async def test_stop_reaches_an_assistant_that_still_thinks() -> None:
    async with room("find a table please", "stop") as here:
        here.session.conversation.release = asyncio.Event()
        await here.say(WAKE)
        await here.wait(2)
        await here.say(STOP)
        await here.wait(2)
        here.session.conversation.release.set()
    assert here.session.conversation.stops == 1
    assert here.session.conversation.finished == []


@pytest.mark.parametrize("level", [-20.0, -30.0])
async def test_its_own_echo_never_interrupts_it(level: float) -> None:
    async with room(
        "what is on today?", "Here is a long answer", reply=LONG, mouth=FakeMouth(times=4), echo=level
    ) as here:
        await here.say(WAKE)
        await here.wait(12)
    assert "output_audio_buffer.paused" not in here.types()
    assert "output_audio_buffer.cleared" not in here.types()


async def test_a_loud_echo_is_learnt_and_does_not_interrupt() -> None:
    async with room(
        "what is on today?", "Here is a long answer", reply=LONG, mouth=FakeMouth(times=6), echo=-3.0
    ) as here:
        await here.say(WAKE)
        await here.wait(12)
    assert "output_audio_buffer.cleared" not in here.types()
    assert here.types().count("output_audio_buffer.paused") <= 3
    assert len(here.session.conversation.turns) == 1


async def test_a_yes_into_the_question_is_no_answer_to_it() -> None:
    async with room("book it please", "Yes, yes.", reply="Shall I really book it?", mouth=FakeMouth(times=4)) as here:
        await answering(here)
        await here.say(speech("en_yes"))
        await here.wait(1)
    assert [turn.text for turn in here.session.conversation.turns] == ["book it please"]


async def test_the_button_decides_in_push_to_talk() -> None:
    async with room("wake me at seven") as here:
        await here.send(type="session.update", session={"audio": {"input": {"turn_detection": None}}})
        await here.say(WAKE)
        await here.wait(3)
        assert here.session.conversation.turns == []
        await here.send(type="input_audio_buffer.commit")
        await here.wait(0.1)
    assert len(here.session.conversation.turns) == 1
    assert here.of("session.updated")[0]["session"]["audio"]["input"]["turn_detection"] is None


async def test_24_khz_sound_is_heard_as_well() -> None:
    async with room("wake me at seven") as here:
        form = {"type": "audio/pcm", "rate": 24_000}
        await here.send(type="session.update", session={"audio": {"input": {"format": form}}})
        faster = np.interp(np.arange(len(WAKE) * 3 // 2) / 1.5, np.arange(len(WAKE)), WAKE)
        pcm = (np.concatenate([faster, np.zeros(48_000)]) * 32_767).astype("<i2").tobytes()
        for at in range(0, len(pcm), 1_537):  # odd pieces: half a sample waits for its rest
            await here.session.receive(pcm[at : at + 1_537])
            await here.send(type="output_audio_buffer.stopped")
    assert len(here.session.conversation.turns) == 1


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", "invalid_json"),
        ("[" * 100_000, "invalid_json"),
        ("[]", "invalid_event"),
        ('{"type": "nonsense"}', "unknown_event"),
        ('{"type": ["a"]}', "unknown_event"),
        ('{"type": "session.update"}', "invalid_event"),
        ('{"type": "session.update", "session": {"audio": 1}}', "invalid_event"),
        (
            '{"type": "session.update", "session": {"audio": {"input": {"format": {"rate": 44100}}}}}',
            "unsupported_audio",
        ),
        (
            '{"type": "session.update", "session": {"audio": {"input": {"format": {"channels": 2}}}}}',
            "unsupported_audio",
        ),
        ('{"type": "session.update", "session": {"audio": {"input": {"format": "g711"}}}}', "unsupported_audio"),
        ('{"type": "input_audio_buffer.append", "audio": "%%%"}', "invalid_audio"),
        ('{"type": "input_audio_buffer.append"}', "invalid_audio"),
        ('{"type": "input_audio_buffer.commit"}', "input_audio_buffer_commit_empty"),
        ('{"type": "response.cancel"}', "response_cancel_not_active"),
        ('{"type": "conversation.item.truncate", "item_id": "x", "audio_end_ms": 1}', "not_found"),
        ("x" * 2_000_001, "too_long"),
    ],
)
async def test_a_message_that_makes_no_sense_is_answered_and_the_session_lives(message: str, code: str) -> None:
    async with room("wake me at seven") as here:
        await here.session.receive(message)
        await here.wait(0.1)
        assert [event["error"]["code"] for event in here.of("error")] == [code]
        await here.say(WAKE)
        await here.wait(2)
    assert len(here.session.conversation.turns) == 1


async def test_what_was_really_heard_is_told_by_the_client() -> None:
    async with room("what is on today?", reply=LONG, mouth=FakeMouth(times=4)) as here:
        await answering(here)
        response = here.session.playback.response_id
        await here.send(type="conversation.item.truncate", item_id=response, audio_end_ms=0)
        assert here.session.conversation.cut[-1] == (response, "")
        await here.send(type="response.cancel")
        await here.wait(0.1)
    assert "output_audio_buffer.cleared" in here.types()


async def test_busy_ears_are_said_and_the_next_sentence_is_heard() -> None:
    class Busy(FakeEars):
        async def hear(
            self, samples: Samples, *, languages: tuple[str, ...], vocabulary: tuple[str, ...] = ()
        ) -> Hearing:
            if not self.asked:
                self.asked.append(0)
                raise EarsBusy
            return await super().hear(samples, languages=languages, vocabulary=vocabulary)

    async with Room(ears=Busy("wake me at seven"), conversation=FakeConversation()) as here:
        await here.say(WAKE)
        await here.wait(2)
        assert here.of("error")[0]["error"]["code"] == "ears_busy"
        await here.say(WAKE)
        await here.wait(2)
    assert len(here.session.conversation.turns) == 1


async def test_a_decoder_that_hangs_is_given_up_and_the_session_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stone(FakeEars):
        async def hear(
            self, samples: Samples, *, languages: tuple[str, ...], vocabulary: tuple[str, ...] = ()
        ) -> Hearing:
            if not self.asked:
                self.asked.append(0)
                await asyncio.Event().wait()
            return await super().hear(samples, languages=languages, vocabulary=vocabulary)

    monkeypatch.setattr("voice.session.HEAR_LIMIT", 0.0)
    async with Room(ears=Stone("wake me at seven"), conversation=FakeConversation()) as here:
        await here.say(WAKE)
        await here.wait(2)
        assert here.of("error")[0]["error"]["code"] == "ears_busy"
        monkeypatch.setattr("voice.session.HEAR_LIMIT", 5.0)
        await here.say(WAKE)
        await here.wait(2)
    assert len(here.session.conversation.turns) == 1


async def test_a_voice_that_fails_leaves_the_words_and_the_turn() -> None:
    class Hoarse(FakeMouth):
        async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
            raise MouthMissing
            yield b""

    async with room("what is on today?", reply="First. Second.", mouth=Hoarse()) as here:
        await here.say(WAKE)
        await here.wait(2)
    assert [event["error"]["code"] for event in here.of("error")] == ["mouth_missing"]
    assert [event["delta"] for event in here.of("response.output_audio_transcript.delta")] == ["First.", "Second."]
    assert here.session.conversation.finished == ["what is on today?"]


async def test_ten_minutes_without_a_pause_neither_grow_nor_end_anything() -> None:
    async with room("and so on") as here:
        for _ in range(40):
            await here.say(WAKE)
            await here.say(TIMER)
        held = sum(len(frame) for frame in here.session.listening.tape._frames) / RATE
        assert held <= 65
        assert max(here.session.ears.asked) <= 29
    assert len(here.session.conversation.turns) >= 3


async def test_a_client_that_reads_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.session.MOST_WAITING", 3)
    session = VoiceSession(ears=FakeEars("x"), conversation=FakeConversation())
    async with session:
        for _ in range(10):
            await session.receive("{")
        assert session.closed
        assert len([message async for message in session.outgoing()]) == 3


async def test_two_hundred_sessions_opened_and_left_leave_nothing_behind() -> None:
    before = len(asyncio.all_tasks())
    for _ in range(200):
        async with room("half a sentence") as here:
            await here.say(WAKE[: RATE // 2])
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == before
