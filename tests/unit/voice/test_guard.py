"""The assistant is stopped by people and not by itself, by a wish and not by a nod."""

import numpy as np
import pytest

from voice.guard import EchoFloor, Meaning, decibel, echo_share, meaning

SPOKEN = "Your alarm is set for seven tomorrow morning. Shall I also book a table at the Riverside?"
ANSWER = "好的，明天早上七点半叫你起床。还要不要我帮你订一张去上海的票？"


@pytest.mark.parametrize(
    ("heard", "spoken", "means"),
    [
        ("", SPOKEN, Meaning.NOTHING),
        ("...", SPOKEN, Meaning.NOTHING),
        ("set for seven tomorrow", SPOKEN, Meaning.ECHO),
        ("明天早上七点半叫你起床", ANSWER, Meaning.ECHO),
        ("set for eleven tomorrow morning", SPOKEN, Meaning.ECHO),  # misheard, still ours
        ("uh-huh", SPOKEN, Meaning.NOD),
        ("嗯嗯", ANSWER, Meaning.NOD),
        ("好的。", "今天有三件事。", Meaning.NOD),
        ("Yes.", SPOKEN, Meaning.NOD),
        ("stop", SPOKEN, Meaning.STOP),
        ("停一下", ANSWER, Meaning.STOP),
        ("never mind", SPOKEN, Meaning.STOP),
        ("make it eight instead", SPOKEN, Meaning.WISH),
        ("不对，改成八点", ANSWER, Meaning.WISH),
        ("tree", SPOKEN, Meaning.NOTHING),
    ],
)
def test_what_words_during_playback_mean(heard: str, spoken: str, means: Meaning) -> None:
    assert meaning(heard, spoken) is means


def test_the_word_stop_in_the_assistants_own_sentence_does_not_stop_it() -> None:
    assert meaning("stop", "Say stop when it is enough.") is not Meaning.STOP


def test_an_echo_is_found_in_order_only() -> None:
    assert echo_share("seven tomorrow", SPOKEN) == 1.0
    assert echo_share("", SPOKEN) == 0.0
    assert echo_share("tomorrow seven for set", SPOKEN) < 0.6


def frames(floor: EchoFloor, count: int, probability: float, heard: float, played: float) -> int | None:
    """The number of the frame at which a person was noticed."""
    for at in range(count):
        if floor.hear(probability, heard, played):
            return at + 1
    return None


def test_a_person_is_noticed_within_a_third_of_a_second() -> None:
    floor = EchoFloor()
    frames(floor, 20, 0.0, -70, -20)
    at = frames(floor, 40, 0.95, -25, -20)
    assert at is not None
    assert at * 0.032 <= 0.35


@pytest.mark.parametrize("gain", [-20, -30, -50])
def test_a_quiet_echo_is_not_a_person(gain: float) -> None:
    assert frames(EchoFloor(), 200, 0.95, -20 + gain, -20) is None


def test_an_echo_that_lags_behind_a_falling_voice_is_not_a_person() -> None:
    floor = EchoFloor()
    assert frames(floor, 20, 0.9, -42, -20) is None
    assert frames(floor, 20, 0.9, -42, -90) is None  # the room still rings


def test_a_loud_echo_is_taken_for_a_person_once_and_then_known() -> None:
    floor = EchoFloor()
    assert frames(floor, 40, 0.95, -22, -20) is not None
    floor.was_echo()
    assert frames(floor, 200, 0.95, -22, -20) is None
    assert frames(floor, 40, 0.95, -12, -20) is not None  # a person is louder still


def test_level_is_relative_to_full_scale() -> None:
    assert decibel(np.ones(512, np.float32)) == pytest.approx(0.0)
    assert decibel(np.full(512, 0.1, np.float32)) == pytest.approx(-20.0)
    assert decibel(np.zeros(512, np.float32)) == -90.0
