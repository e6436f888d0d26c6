"""It is known at every moment what the listener has heard; raw sound is cut and kept right."""

import numpy as np
import pytest

from tests.unit.voice.sounds import pitch, tone
from voice.activity import FRAME
from voice.audio import RATE
from voice.pcm import Framer, Tape
from voice.playback import OUT_RATE, Playback


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def pcm(seconds: float, level: float = 0.5, rate: int = OUT_RATE) -> bytes:
    return (tone(seconds, rate=rate) * level * 2 * 32_767).astype("<i2").tobytes()


@pytest.fixture
def playing() -> tuple[Playback, Clock]:
    clock = Clock()
    playback = Playback("r", clock)
    for text in ("One two three four.", "Five six seven eight."):
        playback.line(text)
        playback.sound(pcm(2.0))
    return playback, clock


def test_words_are_counted_as_they_are_heard(playing: tuple[Playback, Clock]) -> None:
    playback, clock = playing
    assert playback.spoken() == ""
    clock.now += 1.0
    assert playback.spoken() == "One two"
    clock.now += 2.0
    assert playback.spoken() == "One two three four. Five six"
    assert playback.begun() == "One two three four. Five six seven eight."
    clock.now += 2.0
    assert not playback.sounding
    assert playback.spoken(until=2.05) == "One two three four."


def test_a_pause_stops_time(playing: tuple[Playback, Clock]) -> None:
    playback, clock = playing
    clock.now += 1.0
    playback.pause()
    clock.now += 30.0
    assert playback.sounding
    assert playback.position == pytest.approx(1.0)
    assert playback.level() < -60
    playback.resume()
    clock.now += 0.5
    assert playback.position == pytest.approx(1.5)


def test_loudness_is_that_of_the_moment(playing: tuple[Playback, Clock]) -> None:
    playback, clock = playing
    clock.now += 0.5
    assert playback.level() == pytest.approx(-9.0, abs=1.0)
    clock.now += 10
    assert playback.level() < -60


def test_a_gap_between_sentences_is_silence() -> None:
    clock = Clock()
    playback = Playback("r", clock)
    playback.line("One.")
    playback.sound(pcm(1.0))
    clock.now += 3.0  # the next sentence comes late
    assert playback.line("Two.") == pytest.approx(3.0)
    playback.sound(pcm(1.0))
    clock.now += 0.5
    assert playback.spoken(until=3.0) == "One."
    assert playback.sounding


def test_a_voice_of_the_clients_own_counts_as_sounding() -> None:
    playback = Playback("r", Clock())
    playback.line("Hello there.")
    assert not playback.sounding
    playback.outside(True)
    assert playback.sounding
    assert playback.begun() == "Hello there."
    playback.outside(False)
    assert not playback.sounding


@pytest.mark.parametrize("rate", [16_000, 24_000])
@pytest.mark.parametrize("size", [1, 333, 1_024, 100_000])
def test_pieces_of_any_size_become_the_same_frames(rate: int, size: int) -> None:
    data = pcm(0.5, rate=rate)
    framer = Framer(rate)
    frames = [frame for at in range(0, len(data), size) for frame in framer.frames(data[at : at + size])]
    assert len(frames) == int(0.5 * RATE) // FRAME
    assert all(len(frame) == FRAME for frame in frames)
    assert pitch(np.concatenate(frames)) == pytest.approx(440, abs=4)


def test_an_unknown_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="44100"):
        Framer(44_100)


def test_the_tape_finds_what_was_said_when_and_forgets_the_rest() -> None:
    tape = Tape(seconds=10)
    for at in range(1_000):
        tape.add(np.full(FRAME, at, np.float32))
    assert tape.now == pytest.approx(32.0)
    part = tape.between(30.016, 31.008)
    assert part[0] == 938
    assert part[-1] == 968
    assert len(tape.between(0.0, 5.0)) == 0
    assert len(tape.between(31.0, 99.0)) <= RATE * 1.1
