"""What the ears make of recordings, with a decoder that says what it is told: no weights needed."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AudioError, AudioTooLong, EarsNotReady
from assistant.ports import Ears
from tests.unit.voice.sounds import recording, tone
from voice import ears as module
from voice.audio import RATE, AudioEmpty, Samples, decode
from voice.decoded import Decoded
from voice.ears import WhisperEars
from voice.lane import Hung

RECORDINGS = Path(__file__).parents[2] / "speech" / "recordings"
WAKE = (RECORDINGS / "zh_wake.ogg").read_bytes()


class Parrot:
    """A decoder that says the lines it was given, one a window, and keeps what it was asked."""

    def __init__(self, *lines: str, language: str = "zh", logprob: float = -0.3) -> None:
        self._lines = list(lines)
        self._language = language
        self._logprob = logprob
        self.asked: list[tuple[float, Sequence[str], Sequence[str]]] = []

    def decode(self, samples: Samples, *, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Decoded:
        self.asked.append((len(samples) / RATE, languages, vocabulary))
        return Decoded(
            text=self._lines.pop(0),
            language=self._language,
            language_probability=1.0,
            mean_logprob=self._logprob,
            no_speech=0.01,
        )


def ears(folder: Path, parrot: object) -> WhisperEars:
    """Ears whose weights lie in `folder` and whose decoder is `parrot`."""
    return WhisperEars(folder, model=str(folder), load=lambda _: parrot)  # type: ignore[arg-type,return-value]


async def test_a_sentence_is_heard_and_written_simplified(tmp_path: Path) -> None:
    parrot = Parrot("明天早上7點半叫我起床。")
    mine: Ears = ears(tmp_path, parrot)
    hearing = await mine.transcribe(WAKE, languages=("zh",), vocabulary=("起床",))
    assert hearing.text == "明天早上7点半叫我起床。"
    assert hearing.language == "zh"
    assert hearing.confidence == pytest.approx(0.741, abs=0.01)
    assert hearing.duration == pytest.approx(4.17, abs=0.05)
    [(seconds, languages, vocabulary)] = parrot.asked
    assert seconds < 3.2  # only the speech, not the silence around it
    assert (languages, vocabulary) == (("zh",), ("起床",))


@pytest.mark.parametrize("sound", [np.zeros(RATE * 2, np.float32), tone(2.0)])
async def test_without_speech_the_decoder_is_not_even_asked(tmp_path: Path, sound: Samples) -> None:
    parrot = Parrot("Thank you.")
    hearing = await ears(tmp_path, parrot).transcribe(recording(sound))
    assert (hearing.text, hearing.language, hearing.confidence) == ("", None, 0.0)
    assert parrot.asked == []


async def test_invented_words_are_not_heard(tmp_path: Path) -> None:
    assert (await ears(tmp_path, Parrot("谢谢大家收看")).transcribe(WAKE)).text == ""


async def test_a_long_recording_is_heard_piece_by_piece(tmp_path: Path) -> None:
    sentence = decode(WAKE)
    parrot = Parrot("一", "二", "三", "四", "五", "六")
    hearing = await ears(tmp_path, parrot).hear(np.tile(sentence, 10), languages=("zh", "en"))
    assert len(parrot.asked) >= 3
    assert all(seconds <= 14.0 for seconds, _, _ in parrot.asked)
    assert hearing.text == "一二三四五六"[: len(parrot.asked)]


async def test_english_pieces_are_joined_with_a_space(tmp_path: Path) -> None:
    parrot = Parrot("one", "two", language="en")
    apart = np.concatenate([decode(WAKE), np.zeros(RATE * 12, np.float32), decode(WAKE)])
    assert (await ears(tmp_path, parrot).hear(apart, languages=("en",))).text == "one two"


async def test_a_broken_recording_is_named_before_a_missing_model(tmp_path: Path) -> None:
    deaf = WhisperEars(tmp_path)
    assert deaf.state.status == "absent"
    for data, kind in ((b"rubbish", AudioError), (b"", AudioEmpty), (b"x" * (70 << 20), AudioTooLong)):
        with pytest.raises(kind):
            await deaf.transcribe(data)
    with pytest.raises(EarsNotReady) as refused:
        await deaf.transcribe(WAKE)
    assert refused.value.code == "ears_not_ready"


async def test_the_model_is_loaded_once_and_only_when_needed(tmp_path: Path) -> None:
    loads = []

    def load(folder: Path) -> Parrot:
        loads.append(folder)
        return Parrot("一", "二")

    lazy = WhisperEars(tmp_path, model=str(tmp_path), load=load)
    assert loads == []
    await lazy.warm()
    await lazy.transcribe(WAKE)
    assert loads == [tmp_path]
    assert lazy.state.status == "ready"


async def test_a_model_that_does_not_load_is_said(tmp_path: Path) -> None:
    def broken(_: Path) -> Parrot:
        raise RuntimeError("File model.bin is incomplete")

    mine = WhisperEars(tmp_path, model=str(tmp_path), load=broken)
    with pytest.raises(EarsNotReady):
        await mine.transcribe(WAKE)
    assert mine.state.status == "failed"
    assert "does not load" in mine.state.detail


async def test_a_decoder_that_hangs_is_given_up_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOAD_LIMIT", 0.05)
    stuck = threading.Event()

    class Stone(Parrot):
        def decode(self, samples: Samples, *, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Decoded:
            stuck.wait(10)
            raise AssertionError

    decoders = [Stone(), Parrot("好了")]
    mine = WhisperEars(tmp_path, model=str(tmp_path), load=lambda _: decoders.pop(0))
    with pytest.raises(Hung) as refused:
        await mine.transcribe(WAKE)
    assert refused.value.code == "ears_busy"
    monkeypatch.setattr(module, "LOAD_LIMIT", 30.0)
    assert (await mine.transcribe(WAKE)).text == "好了"
    stuck.set()


async def test_a_path_that_holds_nothing_is_said_plainly(tmp_path: Path) -> None:
    mine = WhisperEars(tmp_path, model=str(tmp_path / "no" / "model"))
    state = await mine.prepare()
    assert state.status == "failed"
    assert "no/model" in state.detail


def test_importing_the_ears_loads_no_model_library() -> None:
    import subprocess
    import sys

    heavy = "ctranslate2", "faster_whisper", "av", "onnxruntime", "opencc"
    code = f"import sys, voice.ears; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
