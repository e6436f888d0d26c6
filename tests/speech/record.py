"""Makes the recordings in this folder: Kokoro voices reading sentences.yaml, and sounds that hold no words.

Run by hand when sentences.yaml changes; the recordings are committed, so the tests need neither Kokoro nor this file:
    python tests/speech/record.py --model kokoro.onnx --voices voices.npz
It needs kokoro-onnx, misaki[zh], espeakng-loader (comes with kokoro-onnx), av, numpy and pyyaml.
"""

import argparse
from pathlib import Path
from typing import Any

import av
import numpy as np
import yaml
from kokoro_onnx import Kokoro
from misaki import zh
from record_sounds import noise

HERE = Path(__file__).parent
RATE = 16_000
CODECS = {"ogg": "libopus", "webm": "libopus", "wav": "pcm_s16le", "mp3": "mp3", "m4a": "aac"}
LICENCE = "Apache-2.0 (spoken by Kokoro-82M, Apache-2.0)"
SOUND_LICENCE = "Apache-2.0 (computed)"


class Speaker:
    """Reads a sentence with a Kokoro voice; Chinese goes through misaki, English through espeak's phonemes."""

    def __init__(self, model: Path, voices: Path) -> None:
        self._kokoro = Kokoro(str(model), str(voices))
        self._chinese = zh.ZHG2P()

    def say(self, text: str, voice: str, language: str) -> np.ndarray:
        if language == "zh":
            phonemes, _ = self._chinese(text)
            sound, rate = self._kokoro.create(phonemes, voice=voice, is_phonemes=True, trim=False)
        else:
            lang = "en-gb" if voice.startswith("b") else "en-us"
            sound, rate = self._kokoro.create(text, voice=voice, lang=lang, trim=False)
        return resample(sound.astype(np.float32), rate)


def resample(sound: np.ndarray, rate: int) -> np.ndarray:
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    return np.concatenate([part.to_ndarray()[0] for part in [*resampler.resample(frame), *resampler.resample(None)]])


def level(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound**2)) + 1e-9)


def mix(speech: np.ndarray, how: dict[str, Any]) -> np.ndarray:
    if "pause" in how:
        middle = len(speech) // 2
        window = RATE // 50
        around = range(int(len(speech) * 0.3), int(len(speech) * 0.7), window)
        middle = min(around, key=lambda start: level(speech[start : start + window]))
        speech = np.concatenate([speech[:middle], np.zeros(int(how["pause"] * RATE), np.float32), speech[middle:]])
    gap = [np.zeros(int(how.get(side, 0) * RATE), np.float32) for side in ("lead", "tail")]
    speech = np.concatenate([gap[0], speech, gap[1]])
    if "noise" in how:
        floor = noise(how["noise"], len(speech) / RATE + 0.1, 7)[: len(speech)]
        speech = speech + floor * level(speech) / level(floor) / 10 ** (how["snr"] / 20)
    return speech


def write(name: str, sound: np.ndarray, ending: str) -> str:
    path = HERE / "recordings" / f"{name}.{ending}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(CODECS[ending], rate=RATE, layout="mono")
        if ending != "wav":
            stream.bit_rate = 28_000
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            format=stream.format, layout="mono", rate=RATE, frame_size=stream.frame_size or 1024
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path.name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--voices", type=Path, required=True)
    options = parser.parse_args()
    speaker = Speaker(options.model, options.voices)
    plan = yaml.safe_load((HERE / "sentences.yaml").read_text(encoding="utf-8"))
    (HERE / "recordings").mkdir(exist_ok=True)
    entries, spoken = [], {}
    for line in plan["speech"]:
        sound = np.pad(speaker.say(line["text"], line["voice"], line["language"]), (RATE // 4, RATE // 2))
        spoken[line["name"]] = (line, sound)
        kept = {key: line[key] for key in ("text", "language", "voice", "vocabulary") if key in line}
        file = write(line["name"], sound, line.get("format", "ogg"))
        entries.append({"file": file, "kind": "speech", **kept, "made": "Kokoro-82M v1.0 int8", "licence": LICENCE})
    for how in plan["mixed"]:
        line, sound = spoken[how["of"]]
        kept = {key: line[key] for key in ("text", "language", "voice")}
        made = "Kokoro-82M v1.0 int8, then " + ", ".join(f"{k} {v}" for k, v in how.items() if k not in {"name", "of"})
        file = write(how["name"], mix(sound, how), "ogg")
        entries.append({"file": file, "kind": "mixed", **kept, "made": made, "licence": LICENCE})
    for seed, kind in enumerate(plan["silent"]):
        file = write(f"sound_{kind}", noise(kind, 4.0, seed), "ogg")
        entries.append({"file": file, "kind": "sound", "text": "", "made": "computed", "licence": SOUND_LICENCE})
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=160)
    (HERE / "manifest.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
