"""The real voice, when the extra `tts` is there: what it says is heard back, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from benchmarks.scoring import rate
from voice.ears import WhisperEars
from voice.mouth import KokoroMouth, available
from voice.pcm import Framer
from voice.weights import WeightsUnavailable

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mouth(models: Path) -> AsyncIterator[KokoroMouth]:
    if not available():
        pytest.skip("no voice: the extra tts is not installed")
    real = KokoroMouth(models)
    try:
        await real.prepare()
    except (WeightsUnavailable, OSError) as error:
        pytest.skip(f"no voice: {error}")
    yield real
    await real.close()


async def sound_of(mouth: KokoroMouth, text: str, language: str) -> list[bytes]:
    return [piece async for piece in mouth.speak(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [("提醒已经取消了。", "zh"), ("明天早上7:30叫你起床。", "zh"), ("The reminder has been cancelled.", "en")],
)
async def test_what_is_said_is_heard_back(mouth: KokoroMouth, ears: WhisperEars, text: str, language: str) -> None:
    pcm = b"".join(await sound_of(mouth, text, language))
    samples = np.concatenate(list(Framer(24_000).frames(pcm + bytes(4_800))))
    hearing = await ears.hear(samples, languages=("zh", "en"))
    assert hearing.language == language
    assert rate([(text.replace("7:30", "七点半"), hearing.text)]) <= 0.15, hearing.text


async def test_the_first_piece_comes_by_itself(mouth: KokoroMouth) -> None:
    pieces = await sound_of(mouth, "好的。明天早上叫你。", "zh")
    assert len(pieces) == 2
    assert len(pieces[0]) / 48_000 < 1.5


@pytest.mark.parametrize("text", ["", "…", "🎉"])
async def test_what_cannot_be_said_is_silence(mouth: KokoroMouth, text: str) -> None:
    assert b"".join(await sound_of(mouth, text, "zh")) == b""


async def test_acknowledgements_are_ready_and_short(mouth: KokoroMouth) -> None:
    ready = await mouth.acknowledgements()
    assert set(ready) == {"zh", "en"}
    assert all(0.2 < len(pcm) / 48_000 < 1.6 for _, pcm in ready.values())
