"""One microphone: frames in, signals out; what is said over the assistant's own voice passes the guard first."""

from __future__ import annotations

from dataclasses import dataclass

from voice.activity import Activity
from voice.audio import Samples
from voice.guard import EchoFloor, decibel
from voice.pcm import Framer, Tape
from voice.playback import Playback
from voice.turns import Phase, Signal, Timing, TurnTaking

LATE = 0.3  # the guard needs this long to be sure; what was said meanwhile belongs to the sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody speaks over the assistant."""


class Listening:
    """The state of one microphone. With `manual` there is no turn-taking: a button says when."""

    def __init__(self, timing: Timing | None = None) -> None:
        self.framer = Framer()
        self.tape = Tape()
        self.turns = TurnTaking(timing=timing or Timing())
        self.floor = EchoFloor()
        self.over = False
        self.manual = False
        self.held_from: float | None = None
        self._activity: Activity | None = None

    def hear(self, frame: Samples, playback: Playback | None) -> list[Signal | Person]:
        """What follows from one more frame of 16 kHz sound."""
        self.tape.add(frame)
        if self.manual:
            self.held_from = self.tape.now if self.held_from is None else self.held_from
            return []
        self._activity = self._activity or Activity()
        probability = self._activity.frame(frame)
        signals: list[Signal | Person] = []
        if playback is not None and playback.sounding and self._free:
            person = self.floor.hear(probability, decibel(frame), playback.level())
            if person and not self.over:
                self.over = True
                signals.append(Person())
            if not self.over:
                probability = 0.0
        return [*signals, *self.turns.frame(probability)]

    @property
    def speaking(self) -> bool:
        """Whether somebody holds the floor."""
        return self.turns.phase in {Phase.SPEAKING, Phase.PAUSED}

    @property
    def _free(self) -> bool:
        return not self.speaking

    def said(self, start: float, end: float) -> Samples:
        """The sound of a sentence."""
        return self.tape.between(max(0.0, start - (LATE if self.over else 0.0)), end)

    def forget(self) -> None:
        """What was heard was nothing; listen anew."""
        self.turns.forget()
        self.over = False
        self.floor.rest()

    def clear(self) -> None:
        """Drop what was not committed yet."""
        self.forget()
        self.held_from = None
