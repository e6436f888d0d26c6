"""Speech is found where it is; long speech is cut where it is quietest."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.voice.sounds import tone
from voice.activity import FRAME, Activity, Stretch, probabilities, stretches, windows
from voice.audio import RATE, decode

RECORDINGS = Path(__file__).parents[2] / "speech" / "recordings"


def second(at: float) -> int:
    return int(at * RATE)


def frames(*parts: tuple[float, float]) -> np.ndarray:
    """Probabilities: (seconds, value) after (seconds, value)."""
    return np.concatenate([np.full(round(length * RATE / FRAME), value, np.float32) for length, value in parts])


def test_a_spoken_sentence_is_one_stretch() -> None:
    samples = decode((RECORDINGS / "zh_wake_late.ogg").read_bytes())
    [stretch] = stretches(probabilities(samples), len(samples))
    assert stretch.start / RATE == pytest.approx(3.4, abs=0.3)
    assert stretch.end / RATE == pytest.approx(6.1, abs=0.3)


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.float32), tone(2.0), np.zeros(0, np.float32)])
def test_silence_and_a_tone_are_no_speech(samples: np.ndarray) -> None:
    assert stretches(probabilities(samples), len(samples)) == []


def test_frame_by_frame_and_at_once_give_the_same() -> None:
    samples = decode((RECORDINGS / "en_stop.ogg").read_bytes())
    samples = samples[: len(samples) // FRAME * FRAME]
    stream = Activity()
    one_by_one = [stream.frame(part) for part in samples.reshape(-1, FRAME)]
    assert np.allclose(one_by_one, probabilities(samples), atol=1e-3)


def test_a_click_is_too_short_to_be_speech() -> None:
    assert stretches(frames((1, 0), (0.064, 1), (1, 0)), second(2.064)) == []


def test_a_breath_does_not_cut_a_sentence() -> None:
    assert len(stretches(frames((1, 0.9), (0.25, 0.1), (1, 0.9)), second(2.25))) == 1
    assert len(stretches(frames((1, 0.9), (1.0, 0.1), (1, 0.9)), second(3.0))) == 2


def test_short_stretches_share_a_window() -> None:
    found = [
        Stretch(start=second(0), end=second(3)),
        Stretch(start=second(5), end=second(8)),
        Stretch(start=second(9), end=second(16)),
    ]
    assert windows(found, frames((16, 1)), 14.0) == [Stretch(start=0, end=second(8)), found[2]]


def test_endless_speech_is_cut_where_it_is_quietest() -> None:
    speech = frames((11, 0.9), (0.2, 0.6), (11, 0.9))
    parts = windows([Stretch(start=0, end=second(22.2))], speech, 14.0)
    assert len(parts) == 2
    assert parts[0].end == parts[1].start
    assert 11.0 <= parts[0].end / RATE <= 11.25
    assert parts[1].end == second(22.2)
