"""Sounds and recordings made on the spot."""

from __future__ import annotations

import io

import av
import numpy as np

from voice.audio import RATE, Samples

CODECS = {
    "wav": ("wav", "pcm_s16le"),
    "webm": ("webm", "libopus"),
    "ogg": ("ogg", "libopus"),
    "mp3": ("mp3", "mp3"),
    "m4a": ("ipod", "aac"),
    "flac": ("flac", "flac"),
}


def tone(seconds: float, hertz: float = 440.0, rate: int = RATE) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def recording(samples: Samples, ending: str = "wav", *, rate: int = RATE, layout: str = "mono") -> bytes:
    """The samples as a file of that kind; for stereo both sides carry the same."""
    file = io.BytesIO()
    container_name, codec = CODECS[ending]
    channels = 2 if layout == "stereo" else 1
    with av.open(file, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        pcm = np.repeat((samples * 32767).astype(np.int16), channels).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout=layout)
        frame.sample_rate = rate
        size = stream.frame_size or 1024
        shaper = av.AudioResampler(format=stream.format, layout=layout, rate=stream.rate, frame_size=size)
        for part in [*shaper.resample(frame), *shaper.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def pitch(samples: Samples) -> float:
    """The loudest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / RATE)[int(spectrum.argmax())])
