"""Every common recording is read as it sounds; what is broken, empty or endless is refused with a code."""

import io
import wave

import numpy as np
import pytest

from assistant.errors import AudioError, AudioTooLong
from tests.unit.voice.sounds import CODECS, pitch, recording, tone
from voice.audio import RATE, AudioEmpty, decode, read


def plain(pcm: bytes, *, rate: int = RATE, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, width, rate, 0, "NONE", ""))
        writer.writeframes(pcm)
    return file.getvalue()


@pytest.mark.parametrize("ending", sorted(CODECS))
def test_every_format_sounds_the_same(ending: str) -> None:
    samples = decode(recording(tone(2.0), ending))
    assert samples.dtype == np.float32
    assert len(samples) / RATE == pytest.approx(2.0, abs=0.12)
    assert pitch(samples) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("rate", "layout"), [(8_000, "mono"), (44_100, "stereo"), (48_000, "mono")])
def test_any_rate_and_stereo_become_16_khz_mono(rate: int, layout: str) -> None:
    samples = decode(recording(tone(1.0, rate=rate), "wav", rate=rate, layout=layout))
    assert len(samples) == pytest.approx(RATE, abs=400)
    assert pitch(samples) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    "data", [b"not audio at all", bytes(range(256)) * 40, b"RIFF\x10\x00\x00\x00WAVEfmt ", b"\x1aE\xdf\xa3"]
)
def test_rubbish_is_unreadable(data: bytes) -> None:
    with pytest.raises(AudioError) as refused:
        decode(data)
    assert refused.value.code == "audio_unreadable"


def test_text_that_a_subtitle_reader_would_take_is_unreadable() -> None:
    with pytest.raises(AudioError) as refused:
        decode(b"1\n00:00:01,000 --> 00:00:02,000\nhello\n")
    assert refused.value.code == "audio_unreadable"


def test_a_picture_is_unreadable() -> None:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    with pytest.raises(AudioError) as refused:
        decode(file.getvalue())
    assert refused.value.code == "audio_unreadable"


@pytest.mark.parametrize("data", [b"", plain(b""), plain(b"\x00\x10" * 160)])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(AudioEmpty) as refused:
        decode(data)
    assert refused.value.code == "audio_empty"


def test_two_hours_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(AudioTooLong) as refused:
        decode(plain(b"\x80" * 4_000 * 7_200, rate=4_000, width=1))
    assert refused.value.code == "audio_too_long"


def test_a_stream_that_hides_its_length_is_cut_short() -> None:
    with pytest.raises(AudioTooLong):
        decode(recording(tone(3.0), "ogg"), max_seconds=1.0)


def test_a_file_too_heavy_is_refused_unread() -> None:
    with pytest.raises(AudioTooLong):
        decode(b"x" * 11, max_bytes=10)


def test_a_recording_cut_off_by_the_network_gives_what_arrived() -> None:
    whole = recording(tone(4.0), "webm")
    samples = decode(whole[: len(whole) // 2])
    assert 0.5 < len(samples) / RATE < 3.9
    assert pitch(samples) == pytest.approx(440, abs=2)


def test_rubbish_numbers_never_reach_the_model() -> None:
    import struct

    payload = np.array([np.nan, np.inf, -np.inf, 9.0] * 4_000, "<f4").tobytes()
    header = (
        b"RIFF"
        + struct.pack("<I", 36 + len(payload))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 3, 1, RATE, RATE * 4, 4, 32)
    )
    samples = decode(header + b"data" + struct.pack("<I", len(payload)) + payload)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1.0


async def test_reading_leaves_the_event_loop_free() -> None:
    assert len(await read(recording(tone(1.0)))) == pytest.approx(RATE, abs=100)
