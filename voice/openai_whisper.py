"""OpenAI's own Whisper behind the same ears: the extra `whisper`, for those who have its weights or a graphics card."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.errors import EarsNotReady
from assistant.types import EarsState
from voice.audio import Samples
from voice.decoded import Decoded
from voice.ears import WhisperEars
from voice.vocabulary import echoes, prompt

MISSING = 'Install the extra first: uv sync --extra whisper, or pip install "steward-assistant[whisper]".'


class OpenAIDecoder:
    """Decodes a window with the package openai-whisper. Raises EarsNotReady when it is not installed."""

    def __init__(self, model: Path) -> None:
        if find_spec("whisper") is None:
            raise EarsNotReady(MISSING, "请先安装可选组件：uv sync --extra whisper")
        import whisper

        self._model: Any = whisper.load_model(str(model))

    def decode(self, samples: Samples, *, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Decoded:
        import whisper

        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), n_mels=self._model.dims.n_mels).to(
            self._model.device
        )
        _, guesses = self._model.detect_language(mel)
        language = max(languages, key=lambda name: guesses.get(name, 0.0))
        hint = prompt(vocabulary, language)
        result = self._decode(samples, language, hint)
        if echoes(result["text"], hint):
            result = self._decode(samples, language, "")
        parts = result["segments"] or [{"avg_logprob": -9.0, "no_speech_prob": 1.0}]
        return Decoded(
            text=result["text"].strip(),
            language=language,
            language_probability=float(sum(guesses.get(name, 0.0) for name in languages)),
            mean_logprob=sum(part["avg_logprob"] for part in parts) / len(parts),
            no_speech=max(part["no_speech_prob"] for part in parts),
        )

    def _decode(self, samples: Samples, language: str, hint: str) -> dict[str, Any]:
        result: dict[str, Any] = self._model.transcribe(
            samples,
            language=language,
            initial_prompt=hint or None,
            condition_on_previous_text=False,
            fp16=False,
            verbose=None,
        )
        return result


class OpenAIEars(WhisperEars):
    """The same ears with openai-whisper inside; it fetches a model by name by itself when it is loaded."""

    def __init__(self, model: str = "base") -> None:
        super().__init__(Path(), model=model, load=OpenAIDecoder)

    async def prepare(self) -> EarsState:
        """Nothing to fetch here; says so when the extra is missing."""
        if find_spec("whisper") is None:
            self._state = EarsState(status="failed", detail=MISSING)
        return self._state

    def _find(self) -> Path | None:
        return Path(self._model)
