"""Sentence vectors beside the n-grams: learnt in the background, kept, and asked only where there is a doubt."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from unit.planners.local.conversation import NOW

from assistant.embedder import Vectors
from assistant.planners.local import embeddings
from assistant.planners.local.embeddings import EmbeddingReader, LateEmbeddings, spoken
from assistant.planners.local.example_vectors import ExampleVectors
from assistant.planners.local.examples import NO_TOOL
from assistant.planners.local.readers import Readers
from assistant.planners.local.sentence import read_sentence
from assistant.types import Effect, ToolSpec

PAIRS = [
    *((text, "alarms__set") for text in ("wake me at seven", "set an alarm", "ring at six", "get me up early")),
    *((text, "films__find") for text in ("what film is on", "see a movie", "show the cinema times", "any good films")),
    *((text, NO_TOOL) for text in ("tell me a joke", "who wrote hamlet", "I am tired", "seventeen times four")),
]


class LetterVectors:
    """Behaves like a sentence model: alike words make near vectors. Counts what it is asked."""

    name = "letters-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.queries(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % 64] += 1.0
            row[:] = row + 0.01
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> LetterVectors:
    made = LetterVectors()
    monkeypatch.setattr(embeddings, "packaged_embedder", lambda: made)
    return made


def _soon(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_vectors_and_ngrams_together_name_the_tool(model: LetterVectors) -> None:
    read = EmbeddingReader(PAIRS).read("set an alarm please")
    assert max(read, key=lambda tool: read[tool]) == "alarms__set"
    assert sum(read.values()) == pytest.approx(1.0, abs=1e-3)


def test_the_ngrams_read_until_the_vectors_are_learnt(model: LetterVectors) -> None:
    late = LateEmbeddings(PAIRS)
    assert max(late.read("set an alarm"), key=late.read("set an alarm").__getitem__) == "alarms__set"
    _soon(lambda: late.deeper)


def test_a_model_that_breaks_costs_nobody_the_assistant(model: LetterVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[int] = []

    def breaks(texts: Sequence[str]) -> Vectors:
        broken.append(len(texts))
        raise RuntimeError("illegal instruction")

    monkeypatch.setattr(model, "queries", breaks)
    late = LateEmbeddings(PAIRS)
    _soon(lambda: broken)
    assert late.deeper is None
    assert late.read("set an alarm")["alarms__set"] > 0.3


def test_the_second_start_learns_nothing_anew(model: LetterVectors, tmp_path: Path) -> None:
    kept = ExampleVectors(tmp_path / "vectors.npz")
    first = kept.of(["one", "two", "one"], model)
    model.asked.clear()
    again = ExampleVectors(tmp_path / "vectors.npz").of(["two", "one", "three"], model)
    assert model.asked == ["three"]
    assert np.allclose(again[0], first[1], atol=1e-3)


def test_who_stops_early_goes_on_from_there(
    model: LetterVectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, texts, whole = tmp_path / "vectors.npz", [f"sentence {n}" for n in range(400)], model.queries
    left = iter(range(20))

    def stops(batch: Sequence[str]) -> Vectors:
        next(left)
        return whole(batch)

    monkeypatch.setattr(model, "queries", stops)
    with pytest.raises(StopIteration):
        ExampleVectors(path).of(texts, model)
    monkeypatch.setattr(model, "queries", whole)
    model.asked.clear()
    ExampleVectors(path).of(texts, model)
    assert len(model.asked) == 400 - 256


@pytest.mark.parametrize("damage", [b"", b"not vectors", None])
def test_a_damaged_file_or_another_model_is_made_anew(
    model: LetterVectors, tmp_path: Path, damage: bytes | None
) -> None:
    path = tmp_path / "vectors.npz"
    ExampleVectors(path).of(["one"], model)
    if damage is None:
        model.name = "letters-2"
    else:
        path.write_bytes(damage)
    model.asked.clear()
    ExampleVectors(path).of(["one"], model)
    assert model.asked == ["one"]


def test_a_sentence_without_any_word_of_a_tool_asks_no_vectors(model: LetterVectors) -> None:
    lexicon = {"en": {"patterns": ("set an alarm",)}}
    spec = ToolSpec(
        name="alarms__set",
        description="Set an alarm.",
        effect=Effect.CHANGE,
        examples={"en": tuple(text for text, tool in PAIRS if tool == "alarms__set")},
        lexicon=lexicon,
    )
    readers = Readers((spec,), LateEmbeddings)
    _soon(lambda: getattr(readers.examples, "deeper", None))
    model.asked.clear()
    readers.vote(read_sentence("who was the first man on the moon", "en", NOW))
    assert model.asked == []
    readers.vote(read_sentence("what would set an alarm off in a shop", "en", NOW))
    assert model.asked != []


def test_of_a_long_story_both_ends_are_read() -> None:
    story = "Once upon a time " + "and then " * 200 + "set an alarm"
    assert len(spoken(story)) <= 202
    assert spoken(story).startswith("Once")
    assert spoken(story).endswith("set an alarm")
    assert spoken("wake me at \ue000") == "wake me at  8:00"
