"""Speech as a file: raw samples become wav, mp3, opus, aac or flac."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np

RATE = 24_000
# name -> (container, codec, kind of content)
FORMATS = {
    "mp3": ("mp3", "libmp3lame", "audio/mpeg"),
    "opus": ("ogg", "libopus", "audio/ogg"),
    "aac": ("adts", "aac", "audio/aac"),
    "flac": ("flac", "flac", "audio/flac"),
}
_UNKNOWN = 0x7FFF_FFFF - 36  # a stream does not know its length yet


def wav_head(size: int | None = None) -> bytes:
    """The header of a wav of 24 kHz mono PCM16; without a size, of one that is still being made."""
    length = _UNKNOWN if size is None else size
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + length, b"WAVE") + form + struct.pack("<4sI", b"data", length)


def encode(pcm: bytes, form: str) -> bytes:
    """24 kHz mono PCM16 as a whole file of one of FORMATS."""
    import av

    container, codec, _ = FORMATS[form]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=RATE, frame_size=size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return out.getvalue()
