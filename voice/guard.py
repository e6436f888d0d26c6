"""Who is heard while the assistant speaks: its own echo, a nod, somebody who says stop, or somebody with a wish."""

from __future__ import annotations

import math
import re
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from assistant.planners.stop import Command, read_command
from voice.activity import FRAME_SECONDS
from voice.audio import Samples
from voice.vocabulary import units

_NOD = re.compile(
    r"(?:嗯+|哦+|噢+|啊+|呃+|对+|好的?|好吧|是的?|行|可以|知道了|明白了?|这样啊|哈+"
    r"|u+h+|u+m+|m+h*m+|h+m+|uh huh|mm hmm|yeah|yes|yep|ok|okay|right|sure|i see|oh|ah|aha"
    r"|got it|good|great|nice|thanks?|thank you)"
)
ECHO_SHARE = 0.6
SILENCE_DB = -90.0


class Meaning(Enum):
    NOTHING = "nothing"  # no words: a cough, a door
    ECHO = "echo"  # the assistant's own voice
    NOD = "nod"  # "嗯", "uh-huh": go on
    STOP = "stop"  # be quiet, at once
    WISH = "wish"  # somebody has something to say


def meaning(heard: str, spoken: str) -> Meaning:
    """What words heard during playback mean. `spoken` is what the assistant has said up to now, its last sentences."""
    said = units(heard)
    if not said:
        return Meaning.NOTHING
    command = read_command(heard, pending=True, question=True)
    if command in {Command.STOP, Command.CANCEL} and not _within(said, units(spoken)):
        return Meaning.STOP
    if echo_share(heard, spoken) >= ECHO_SHARE:
        return Meaning.ECHO
    if is_nod(heard):
        return Meaning.NOD
    # One word may be a slip of the decoder; two that were not spoken are somebody.
    own = _common(said, units(spoken))
    return Meaning.WISH if len(said) - own >= 2 else Meaning.NOTHING


def is_nod(heard: str) -> bool:
    """Whether these words only say: I am listening."""
    bare = re.sub(r"[^\w\s]", " ", heard.lower()).strip()
    parts = re.split(r"\s+", bare)
    return all(_NOD.fullmatch(part) for part in parts) or bool(_NOD.fullmatch(re.sub(r"\s+", " ", bare)))


def echo_share(heard: str, spoken: str) -> float:
    """How much of what was heard stands, in order, in what was spoken: 1 when all of it does."""
    said = units(heard)
    return _common(said, units(spoken)) / len(said) if said else 0.0


def _common(one: list[str], other: list[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for unit in one:
        before = row[:]
        for at, guess in enumerate(other, 1):
            row[at] = before[at - 1] + 1 if unit == guess else max(row[at - 1], before[at])
    return row[-1]


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def decibel(samples: Samples) -> float:
    """Level of a frame relative to full scale."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return 10 * math.log10(power) if power > 1e-9 else SILENCE_DB


@dataclass(slots=True)
class EchoFloor:
    """How loud the assistant comes back through the microphone, learnt while it speaks; louder than that is a person.

    `reach`: seconds that an echo may lag behind what is played. `margin`: decibels above the echo that mean a person.
    """

    gain: float = -14.0
    margin: float = 6.0
    quietest: float = -30.0  # with echo cancellation nothing comes back; a person is still louder than this
    reach: float = 0.8
    _played: deque[float] = field(init=False)
    _voiced: deque[bool] = field(init=False)
    _gaps: deque[float] = field(init=False)
    _learnt: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._played = deque(maxlen=round(self.reach / FRAME_SECONDS))
        self._voiced = deque(maxlen=9)
        self._gaps = deque(maxlen=40)

    def hear(self, probability: float, heard: float, played: float) -> bool:
        """One frame: speech probability, level at the microphone, level being played (dB). True: a person speaks.

        A person is five voiced frames of nine (about 160 ms) that the echo alone does not explain. Being wrong costs
        little: the answer only pauses until the words are known.
        """
        self._played.append(played)
        loudest = max(self._played)
        self._gaps.append(heard - loudest)
        if not self._learnt and len(self._gaps) == self._gaps.maxlen:
            # Two seconds of our own voice, and nobody spoke: this is how much of it comes back.
            self._learnt = True
            self.gain = min(self.gain, max(self.quietest, self._loud_gap() + 3.0))
        above = heard > loudest + self.gain + self.margin
        self._voiced.append(probability >= 0.5 and above)
        return sum(self._voiced) >= 5

    def was_echo(self) -> None:
        """What was taken for a person was our own voice: the echo is louder than thought."""
        self._learnt = True
        if self._gaps:
            self.gain = min(6.0, max(self.gain, self._loud_gap()))
        self.rest()

    def _loud_gap(self) -> float:
        gaps = sorted(self._gaps)
        return gaps[int(len(gaps) * 0.9)]

    def rest(self) -> None:
        """Start counting anew."""
        self._voiced.clear()
