"""The real model on the recordings in this folder: sentences are understood, sounds are not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scoring import distance, plain, rate
from tests.speech.conftest import HERE, MANIFEST
from voice.ears import WhisperEars

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPOKEN = [entry for entry in MANIFEST if entry["text"]]
SOUNDS = [entry for entry in MANIFEST if not entry["text"]]


def recording(entry: dict[str, Any]) -> bytes:
    return (HERE / "recordings" / entry["file"]).read_bytes()


@pytest.mark.parametrize("entry", SPOKEN, ids=lambda entry: Path(entry["file"]).stem)
async def test_a_sentence_is_understood(ears: WhisperEars, entry: dict[str, Any]) -> None:
    """The small model may miss a syllable, never the language or most of the sense. Names are given as vocabulary."""
    hearing = await ears.transcribe(recording(entry), vocabulary=tuple(entry.get("vocabulary", ())))
    assert hearing.language == entry["language"]
    assert rate([(entry["text"], hearing.text)]) <= 0.4, hearing.text
    assert hearing.confidence > 0.3


@pytest.mark.parametrize(
    "name", ["zh_wake", "zh_call_mum", "zh_coming", "zh_stop", "en_wake", "en_timer", "en_coming", "en_stop"]
)
async def test_what_an_assistant_hears_daily_is_heard_to_the_letter(ears: WhisperEars, name: str) -> None:
    [entry] = [entry for entry in SPOKEN if Path(entry["file"]).stem == name]
    hearing = await ears.transcribe(recording(entry))
    assert rate([(entry["text"], hearing.text)]) == 0, hearing.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_hardly_a_word_is_wrong_over_all(ears: WhisperEars, language: str) -> None:
    wrong, count = 0, 0
    for entry in [entry for entry in SPOKEN if entry["language"] == language]:
        hearing = await ears.transcribe(recording(entry), vocabulary=tuple(entry.get("vocabulary", ())))
        said = plain(entry["text"])
        wrong, count = wrong + distance(said, plain(hearing.text)), count + len(said)
    assert wrong / count < 0.10


@pytest.mark.parametrize("entry", SOUNDS, ids=lambda entry: Path(entry["file"]).stem)
async def test_a_sound_is_nothing_heard(ears: WhisperEars, entry: dict[str, Any]) -> None:
    hearing = await ears.transcribe(recording(entry), vocabulary=("Anna", "alarm", "闹钟", "提醒"))
    assert hearing.text == ""


async def test_a_sentence_in_a_language_that_is_not_the_users_is_not_guessed_into_it(ears: WhisperEars) -> None:
    [entry] = [entry for entry in SPOKEN if entry["file"].startswith("zh_wake.")]
    assert (await ears.transcribe(recording(entry), languages=("en",))).language in {"en", None}


async def test_several_people_are_all_heard(ears: WhisperEars) -> None:
    entries = [entry for entry in SPOKEN if entry["kind"] == "speech"][:3] + SPOKEN[12:15]
    heard = await asyncio.gather(*(ears.transcribe(recording(entry)) for entry in entries))
    assert [hearing.language for hearing in heard] == [entry["language"] for entry in entries]
    assert all(hearing.text for hearing in heard)
