"""Turns a recording in any common format into 16 kHz mono samples, or says why it cannot."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.errors import AudioError, AudioTooLong

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

RATE = 16_000
MAX_SECONDS = 600.0
MAX_BYTES = 64 * 1024 * 1024
MIN_SECONDS = 0.03
FORMATS = {"wav", "ogg", "matroska,webm", "mp3", "mov,mp4,m4a,3gp,3g2,mj2", "flac", "aac"}

Samples = npt.NDArray[np.float32]


class AudioEmpty(AudioError):
    """There is no sound in that recording."""

    code = "audio_empty"
    zh = "录音里没有声音。"


async def read(data: bytes, *, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> Samples:
    """Decode off the event loop. Raises AudioEmpty, AudioTooLong or AudioError."""
    return await asyncio.to_thread(decode, data, max_seconds=max_seconds, max_bytes=max_bytes)


def decode(data: bytes, *, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> Samples:
    """Decode a whole recording; see `read`."""
    if not data:
        raise AudioEmpty
    if len(data) > max_bytes:
        raise AudioTooLong
    import av

    try:
        with av.open(io.BytesIO(data), mode="r", metadata_errors="ignore") as container:
            samples = _gather(container, max_seconds)
    except (av.FFmpegError, ValueError, IndexError, OverflowError) as error:
        # Library messages may hold bytes of the recording; the type is enough.
        raise AudioError from error
    if len(samples) < MIN_SECONDS * RATE:
        raise AudioEmpty
    return samples


def _gather(container: InputContainer, max_seconds: float) -> Samples:
    if container.format.name not in FORMATS or not container.streams.audio:
        raise AudioError
    if container.duration and container.duration / 1_000_000 > max_seconds + 1:
        raise AudioTooLong
    limit = int(max_seconds * RATE)
    pieces: list[Samples] = []
    count = 0
    for piece in _resampled(container):
        count += len(piece)
        if count > limit:
            raise AudioTooLong
        pieces.append(piece)
    if not pieces:
        raise AudioEmpty
    # A float file may hold anything, NaN included; the model must not.
    return np.clip(np.nan_to_num(np.concatenate(pieces)), -1.0, 1.0)


def _resampled(container: InputContainer) -> Iterator[Samples]:
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    for frame in _frames(container):
        frame.pts = None  # A gap or a jump in time stamps is no reason to stop.
        for part in resampler.resample(frame):
            yield part.to_ndarray()[0]
    for part in resampler.resample(None):
        yield part.to_ndarray()[0]


def _frames(container: InputContainer) -> Iterator[AudioFrame]:
    """Every readable frame; damage in the middle is skipped, damage from the start is an error."""
    import av

    stream = container.streams.audio[0]
    good = False
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            if not good:
                raise
            continue
        for frame in frames:
            good = True
            yield frame
