"""The mouth: sentences become sound with Kokoro, in Chinese and English with one voice (the extra `tts`)."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import StewardError
from voice.catalogue import KOKORO, VOICES
from voice.lane import Lane
from voice.runs import runs
from voice.saying import speakable
from voice.sentences import sentences
from voice.weights import HUB, Report, obtain

LIMIT = 60.0
CACHED = 64
# Said while something waits to be settled; must not sound as if it were done.
ACKNOWLEDGEMENTS = {"zh": "我看看。", "en": "Let me see."}
MISSING = 'Install the extra first: uv sync --extra tts, or pip install "steward-assistant[tts]".'


class MouthMissing(StewardError):
    """I have no voice of my own here."""

    code = "mouth_missing"
    status = 503
    zh = "这里没有语音合成。"


def available() -> bool:
    """Whether the packages of the extra `tts` are installed."""
    return all(find_spec(name) is not None for name in ("kokoro_onnx", "misaki", "jieba"))


class KokoroMouth:
    """Fulfils `assistant.ports.Mouth`. `voices` names one voice a language; both can say words of the other."""

    def __init__(self, folder: Path, *, hub: str = HUB, voices: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._hub = hub
        # Of the Chinese voices the one that is understood best when it is heard back (docs/voice.md).
        self._voices = {"zh": "zf_xiaoyi", "en": "af_heart", **(voices or {})}
        self._lane = Lane("mouth", places=32, patience=30.0)
        self._voice: _Voice | None = None
        self._cache: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def prepare(self, report: Report | None = None) -> None:
        """Fetch and load. Raises MouthMissing without the extra, WeightsUnavailable without the weights."""
        if not available():
            raise MouthMissing(MISSING, "请先安装可选组件：uv sync --extra tts")
        home = await obtain(KOKORO, self._folder, hub=self._hub, report=report)
        if self._voice is None:
            self._voice = await self._lane.run(lambda: _Voice(home), limit=120.0)

    async def acknowledgements(self) -> dict[str, tuple[str, bytes]]:
        """Ready-made sound for each language, to be handed to sessions."""
        return {language: (text, await self._sound(text, language)) for language, text in ACKNOWLEDGEMENTS.items()}

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        """24 kHz mono PCM16, one chunk a sentence; the first is short. Raises MouthMissing before `prepare`."""
        for piece in sentences(speakable(text, language)):
            yield await self._sound(piece, language)

    async def close(self) -> None:
        self._lane.close()
        self._voice = None

    async def _sound(self, text: str, language: str) -> bytes:
        voice = self._voice
        if voice is None:
            raise MouthMissing
        key = (text, language)
        if key not in self._cache:
            name = self._voices.get(language, self._voices["en"])
            self._cache[key] = await self._lane.run(lambda: voice.say(text, language, name), limit=LIMIT)
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        self._cache.move_to_end(key)
        return self._cache[key]


class _Voice:
    """The loaded network and the two ways from letters to sounds. Synchronous."""

    def __init__(self, home: Path) -> None:
        import jieba
        import onnxruntime
        from kokoro_onnx import Kokoro
        from misaki import zh

        jieba.setLogLevel("ERROR")
        options = onnxruntime.SessionOptions()
        # Threads that spin while they wait took a third more CPU, and twice the time on a busy machine (measured).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        network = str(home / "model.onnx")
        session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._kokoro: Any = Kokoro.from_session(session, str(_gathered(home)))
        self._chinese: Any = zh.ZHG2P()
        self._chinese("好")  # its dictionary loads at the first word

    def say(self, text: str, language: str, voice: str) -> bytes:
        phonemes = " ".join(self._phonemes(run, kind, voice) for run, kind in runs(text, language)).strip()
        if not phonemes:
            return b""
        try:
            sound, _ = self._kokoro.create(phonemes, voice=voice, is_phonemes=True)
        except ValueError:  # nothing in it that can be said
            return b""
        return bytes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())

    def _phonemes(self, text: str, language: str, voice: str) -> str:
        if language == "zh":
            return str(self._chinese(text)[0])
        return str(self._kokoro.tokenizer.phonemize(text, "en-gb" if voice.startswith("b") else "en-us"))


def _gathered(home: Path) -> Path:
    """All voices in the one file that the network's library wants."""
    path = home / "voices.npz"
    if not path.is_file():
        shapes = {name: np.fromfile(home / f"{name}.bin", "<f4").reshape(-1, 1, 256) for name in VOICES}
        part = home / f"voices.{os.getpid()}.npz"
        np.savez(part, allow_pickle=False, **shapes)
        part.replace(path)
    return path
