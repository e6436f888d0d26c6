"""A sentence ends when it is finished, not when somebody breathes; and an end can be taken back."""

from collections.abc import Iterable

import pytest

from voice.activity import FRAME_SECONDS
from voice.turns import Committed, Completeness, Guess, Phase, Resumed, Settled, Signal, Started, TurnTaking


class Listener:
    """Feeds a TurnTaking with spoken and silent seconds and keeps what it signalled, with the time."""

    def __init__(self, looks: Completeness | None = Completeness.UNSURE, delay: float = 0.0) -> None:
        self.turns = TurnTaking()
        self.looks = looks
        self.delay = delay
        self.log: list[tuple[float, Signal]] = []
        self._due: list[tuple[float, int]] = []

    def hear(self, seconds: float, probability: float) -> "Listener":
        for _ in range(round(seconds / FRAME_SECONDS)):
            self._note(self.turns.frame(probability))
            for due, revision in [item for item in self._due if item[0] <= self.turns.now]:
                self._due.remove((due, revision))
                if self.looks:
                    self._note(self.turns.guessed(revision, self.looks))
        return self

    def speak(self, seconds: float) -> "Listener":
        return self.hear(seconds, 0.95)

    def wait(self, seconds: float) -> "Listener":
        return self.hear(seconds, 0.02)

    def kinds(self) -> list[type]:
        return [type(signal) for _, signal in self.log]

    def of(self, kind: type) -> list[tuple[float, Signal]]:
        return [(at, signal) for at, signal in self.log if isinstance(signal, kind)]

    def _note(self, signals: Iterable[Signal]) -> None:
        for signal in signals:
            self.log.append((self.turns.now, signal))
            if isinstance(signal, Guess):
                self._due.append((self.turns.now + self.delay, signal.revision))


def test_a_sentence_is_begun_guessed_committed_and_settled() -> None:
    listener = Listener().wait(1).speak(2).wait(2)
    assert listener.kinds() == [Started, Guess, Committed, Settled]
    [(_, started)] = listener.of(Started)
    assert 0.6 <= started.start <= 0.75  # with a little from before
    assert listener.turns.phase is Phase.QUIET


@pytest.mark.parametrize(
    ("looks", "waits"), [(Completeness.COMPLETE, 0.32), (Completeness.UNSURE, 0.64), (Completeness.OPEN, 1.5)]
)
def test_a_finished_sentence_waits_least(looks: Completeness, waits: float) -> None:
    [(_, committed)] = Listener(looks).speak(2).wait(3).of(Committed)
    assert committed.waited == pytest.approx(waits, abs=0.035)


def test_words_are_guessed_after_a_fifth_of_a_second() -> None:
    [(at, guess)] = Listener().speak(2.016).wait(3).of(Guess)
    assert at - 2.016 == pytest.approx(0.19, abs=0.035)
    assert guess.start == 0.0
    assert guess.end == pytest.approx(at)


def test_a_slow_decoder_delays_the_commit_and_no_longer() -> None:
    [(at, committed)] = Listener(Completeness.COMPLETE, delay=0.9).speak(2.016).wait(3).of(Committed)
    assert committed.waited == pytest.approx(1.1, abs=0.04)
    assert at == pytest.approx(2.016 + committed.waited)


def test_a_decoder_that_never_answers_commits_nothing() -> None:
    assert Listener(None).speak(2).wait(10).of(Committed) == []


def test_nothing_settles_before_seven_tenths_of_a_second() -> None:
    [(at, _)] = Listener(Completeness.COMPLETE).speak(2.016).wait(3).of(Settled)
    assert at - 2.016 >= 0.7


def test_a_pause_in_the_middle_of_an_open_sentence_does_not_split_it() -> None:
    listener = Listener(Completeness.OPEN).speak(1).wait(1.2).speak(1).wait(3)
    assert [type(s) for _, s in listener.log].count(Committed) == 1
    [(_, committed)] = listener.of(Committed)
    assert committed.start == 0.0


def test_speech_soon_after_a_commit_takes_it_back_and_joins_both_halves() -> None:
    listener = Listener(Completeness.COMPLETE).speak(1).wait(0.6).speak(1).wait(3)
    assert listener.kinds() == [Started, Guess, Committed, Resumed, Guess, Committed, Settled]
    [(_, resumed)] = listener.of(Resumed)
    assert resumed.retracted
    first, second = (signal for _, signal in listener.of(Committed))
    assert first.revision != second.revision
    assert second.start == first.start == 0.0
    # Nothing was allowed to change before the second half was in.
    [(_, settled)] = listener.of(Settled)
    assert settled.revision == second.revision


def test_speech_much_later_is_a_new_sentence() -> None:
    listener = Listener(Completeness.COMPLETE).speak(1).wait(1.5).speak(1).wait(2)
    assert listener.kinds() == [Started, Guess, Committed, Settled] * 2


def test_an_answer_about_old_words_changes_nothing() -> None:
    listener = Listener(None).speak(1).wait(0.3)
    old = listener.turns.revision
    listener.speak(0.5).wait(0.3)
    assert listener.turns.guessed(old, Completeness.COMPLETE) == []
    assert listener.turns.phase is Phase.PAUSED


@pytest.mark.parametrize("voiced", [0.032, 0.064])
def test_a_click_is_not_speech(voiced: float) -> None:
    assert Listener().wait(1).speak(voiced).wait(2).log == []


def test_a_weak_middle_keeps_a_sentence_going() -> None:
    listener = Listener(Completeness.COMPLETE).speak(1).hear(0.5, 0.4).speak(1)
    assert listener.kinds() == [Started]


def test_ten_minutes_without_a_pause_are_taken_in_pieces() -> None:
    listener = Listener().speak(600)
    pieces = [signal for _, signal in listener.of(Committed)]
    assert len(pieces) >= 20
    assert all(piece.end - piece.start <= 28.5 for piece in pieces)


def test_a_button_let_go_ends_it_at_once() -> None:
    listener = Listener(None).speak(1)
    assert [type(signal) for signal in listener.turns.end_now()] == [Guess, Committed, Settled]
    assert listener.turns.end_now() == []


def test_forgetting_listens_anew() -> None:
    listener = Listener().speak(1)
    listener.turns.forget()
    assert listener.wait(2).of(Committed) == []
