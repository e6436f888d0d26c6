"""One window of speech to words: Whisper on a short window, cut at the end of speech. Synchronous, one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voice.audio import RATE, Samples
from voice.decoded import Decoded
from voice.junk import loops, once
from voice.vocabulary import echoes, near, prompt, uses

if TYPE_CHECKING:
    from ctranslate2 import StorageView

FRAMES_PER_SECOND = 100
TIMESTAMP = 0.02
# Padding is what costs: encoding 30 s takes five times as long as 15 s, most commands are 2-4 s. Measured on 68 clips:
# with 5 s for the short ones no error more than with 10 s, and a quarter less CPU; with 4, 6 and 8 s more errors.
SIZES = (5.0, 10.0, 15.0, 30.0)
ROOM = 1.0
LONGEST = 14.0
# Measured on real clips: a beam of 5 helps Chinese, and English only when there is a hint to weigh.
BEAM = 5
TOKENS_PER_SECOND = 10
PROMPT_TOKENS = 200
MARGIN = 0.1


class Decoder:
    """A Whisper model in CTranslate2 form, loaded from a folder."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        from faster_whisper import WhisperModel

        self._whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
        self._model: Any = self._whisper.model
        self._tokens = _Tokens(self._whisper.hf_tokenizer)

    def decode(self, samples: Samples, *, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Decoded:
        """Decode at most `LONGEST` seconds of speech in one of `languages`; words of `vocabulary` become likelier."""
        encoded = self._encode(samples)
        language, sure = self._language(encoded, languages)

        def generate(hint: str) -> Decoded:
            return self._generate(encoded, len(samples) / RATE, language, sure, hint)

        # Measured: a list of 50 words helps Chinese (12 to 6 % errors) and harms short English commands (9 to 21 %),
        # which gain when only the entries are hinted at that sound like what was heard without a hint (9 to 6 %).
        return self._chinese(vocabulary, generate) if language == "zh" else self._latin(vocabulary, generate)

    def _chinese(self, vocabulary: Sequence[str], generate: Callable[[str], Decoded]) -> Decoded:
        hint = prompt(vocabulary, "zh")
        hinted = generate(hint)
        recited = hint and (echoes(hinted.text, hint) or loops(hinted.text))
        return generate("") if recited else hinted

    def _latin(self, vocabulary: Sequence[str], generate: Callable[[str], Decoded]) -> Decoded:
        plain = generate("")
        entries = near(vocabulary, plain.text)
        if not entries:
            return plain
        hint = prompt(entries, plain.language)
        hinted = generate(hint)
        gained = uses(hinted.text, entries) and hinted.mean_logprob >= plain.mean_logprob - MARGIN
        return hinted if gained and not echoes(hinted.text, hint) and not loops(hinted.text) else plain

    def _encode(self, samples: Samples) -> StorageView:
        seconds = len(samples) / RATE
        size = next((size for size in SIZES if seconds + ROOM <= size), SIZES[-1])
        padded = np.zeros(int(size * RATE), np.float32)
        loud = float(np.abs(samples).max(initial=1e-4))
        padded[: len(samples)] = samples[: len(padded)] * (0.9 / loud)
        mel = self._whisper.feature_extractor(padded, padding=0)[..., : int(size * FRAMES_PER_SECOND)]
        return self._whisper.encode(mel)

    def _language(self, encoded: StorageView, languages: Sequence[str]) -> tuple[str, float]:
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        guesses = {token[2:-2]: share for token, share in self._model.detect_language(encoded)[0]}
        best = max(languages, key=lambda language: guesses.get(language, 0.0))
        return best, float(sum(guesses.get(language, 0.0) for language in languages))

    def _generate(self, encoded: StorageView, seconds: float, language: str, sure: float, hint: str) -> Decoded:
        start = self._tokens.start(language, hint)
        room = int(seconds * TOKENS_PER_SECOND) + 16
        [result] = self._model.generate(
            encoded,
            [start],
            beam_size=BEAM if language == "zh" or hint else 1,
            max_length=min(448, len(start) + room),
            return_scores=True,
            return_no_speech_prob=True,
        )
        tokens = result.sequences_ids[0]
        words = self._tokens.before(tokens, seconds)
        # CTranslate2 gives the mean over the tokens; Whisper's thresholds count the end token too.
        mean = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return Decoded(
            text=once(self._tokens.text(words)),
            language=language,
            language_probability=sure,
            mean_logprob=float(mean),
            no_speech=float(result.no_speech_prob),
        )


class _Tokens:
    """Whisper's special tokens, and text to tokens and back."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._end = tokenizer.token_to_id("<|endoftext|>")
        self._first_time = tokenizer.token_to_id("<|notimestamps|>") + 1

    def start(self, language: str, hint: str) -> list[int]:
        """The tokens before the first word. Timestamps stay on: without them short windows repeat themselves."""
        said = self._tokenizer.encode(" " + hint, add_special_tokens=False).ids[:PROMPT_TOKENS] if hint else []
        before = [self._special("startofprev"), *said] if said else []
        return [*before, self._special("startoftranscript"), self._special(language), self._special("transcribe")]

    def before(self, tokens: list[int], seconds: float) -> list[int]:
        """The tokens up to the first time stamp at or behind the end of speech: what follows is made up."""
        kept: list[int] = []
        for token in tokens:
            if token >= self._first_time:
                if kept and (token - self._first_time) * TIMESTAMP >= seconds - 0.1:
                    break
            elif token < self._end:
                kept.append(token)
        return kept

    def text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens)).strip()

    def _special(self, name: str) -> int:
        return int(self._tokenizer.token_to_id(f"<|{name}|>"))
