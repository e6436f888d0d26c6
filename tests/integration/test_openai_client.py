"""The official `openai` client has words read aloud and speech written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest
from harness import OWNER_TOKEN, House, open_house

from tests.integration.voice_line import OtherEars, Recorded, served
from voice.audio import RATE, decode
from voice.encoding import wav_head

SECONDS = len(Recorded("en_table").pcm) / 48_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data") as opened:
        await opened.parts.ears.close()
        opened.parts.ears._real = OtherEars("set a timer for twelve minutes")
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncIterator[openai.AsyncOpenAI]:
    async with served(house) as address:
        base = address.replace("ws://", "http://").replace("/api/voice", "/v1")
        async with openai.AsyncOpenAI(api_key=OWNER_TOKEN, base_url=base, max_retries=0) as made:
            yield made


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac", "wav"])
async def test_words_are_read_aloud_in_every_format(house: House, client: openai.AsyncOpenAI, form: str) -> None:
    house.parts.mouth.voice = Recorded("en_table")
    sound = await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.", response_format=form)
    samples = decode(sound.content)
    assert abs(len(samples) / RATE - SECONDS) < 0.15
    assert abs(samples).max() > 0.1


async def test_raw_sound_comes_as_a_stream(house: House, client: openai.AsyncOpenAI) -> None:
    house.parts.mouth.voice = Recorded("en_table")
    speech = client.audio.speech.with_streaming_response
    async with speech.create(model="tts-1", voice="alloy", input="你好。", response_format="pcm") as answer:
        got = b"".join([piece async for piece in answer.iter_bytes()])
    assert got == Recorded("en_table").pcm


async def test_without_a_voice_it_says_so(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.InternalServerError) as failed:
        await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
    assert (failed.value.status_code, failed.value.body["code"]) == (503, "mouth_missing")  # type: ignore[index]


@pytest.mark.parametrize("words", ["", "x" * 4097])
async def test_too_little_or_too_much_to_read_is_refused(client: openai.AsyncOpenAI, words: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        await client.audio.speech.create(model="tts-1", voice="alloy", input=words)


async def test_speech_is_written_down(client: openai.AsyncOpenAI) -> None:
    recording = wav_head(48_000) + bytes(48_000)
    plain = await client.audio.transcriptions.create(model="whisper-1", file=("say.wav", recording))
    assert plain.text == "set a timer for twelve minutes"
    text = await client.audio.transcriptions.create(
        model="whisper-1", file=("say.wav", recording), response_format="text", language="en"
    )
    assert text == "set a timer for twelve minutes"
    verbose = await client.audio.transcriptions.create(
        model="whisper-1", file=("say.wav", recording), response_format="verbose_json"
    )
    assert verbose.language == "en"
    assert verbose.duration > 0
