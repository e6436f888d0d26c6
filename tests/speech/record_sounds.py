"""Sounds that hold no words, computed: noises, hums, something like music, a telephone."""

import numpy as np

RATE = 16_000
SOUNDS = (
    *("silence", "white", "pink", "brown", "hum", "chord"),
    *("arpeggio", "drums", "clicks", "sweep", "rain", "ring"),
)


def noise(kind: str, seconds: float, seed: int) -> np.ndarray:
    """A sound without words, peak at most 1."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE)
    at = np.arange(count) / RATE
    if kind == "silence":
        sound = rng.normal(size=count) * 1e-4
    elif kind in {"white", "rain"}:
        sound = rng.normal(size=count)
        if kind == "rain":
            sound = sound * (rng.random(count) > 0.97) + 0.1 * sound
    elif kind in {"pink", "brown"}:
        spectrum = np.fft.rfft(rng.normal(size=count))
        hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
        sound = np.fft.irfft(spectrum / hertz ** (0.5 if kind == "pink" else 1.0), count)
    elif kind == "hum":
        sound = sum(np.sin(2 * np.pi * 50 * n * at) / n for n in range(1, 8))
    elif kind == "chord":
        sound = sum(np.sin(2 * np.pi * f * (1 + 0.002 * np.sin(2 * np.pi * 5 * at)) * at) for f in (220, 277.2, 329.6))
    elif kind == "arpeggio":
        notes = 220 * 2 ** (np.array([0, 4, 7, 12, 7, 4])[(at * 4).astype(int) % 6] / 12)
        phase = 2 * np.pi * np.cumsum(notes) / RATE
        sound = (np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase)) * np.exp(-4 * (at * 4 % 1))
    elif kind == "drums":
        sound = rng.normal(size=count) * np.exp(-30 * (at * 2 % 1)) + np.sin(2 * np.pi * 60 * at) * np.exp(
            -12 * (at % 1)
        )
    elif kind == "clicks":
        sound = np.zeros(count)
        sound[rng.integers(0, count, int(seconds * 6))] = 1
    elif kind == "sweep":
        sound = np.sin(2 * np.pi * (200 * at + 150 * at**2))
    else:  # ring: the two tones of a telephone
        sound = (np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)) * (at % 3 < 1)
    peak = float(np.abs(sound).max())
    return (sound * (0.3 if kind != "silence" else 1e-3) / max(peak, 1e-9)).astype(np.float32)
