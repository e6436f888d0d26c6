"""Whose turn it is: from voice activity, frame by frame, to 'spoken', 'perhaps done', 'done', 'not done after all'.

Pure: no clock, no audio, no model. Time is the number of frames that came in, so a test can run a minute in no time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from voice.activity import FRAME_SECONDS


class Completeness(Enum):
    """What the words so far look like."""

    COMPLETE = "complete"  # a whole command or answer: no need to wait
    UNSURE = "unsure"
    OPEN = "open"  # "remind me to": surely more is coming


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """How long to wait for what. Seconds."""

    start: float = 0.096  # voiced before speech counts as begun
    before: float = 0.3  # kept from before it began
    guess: float = 0.19  # silence before the words so far are decoded
    complete: float = 0.32  # silence that ends a complete sentence
    unsure: float = 0.64
    open: float = 1.5
    settled: float = 0.7  # silence before anything may be changed
    regret: float = 1.0  # silence within which speech still belongs to the sentence before
    longest: float = 28.0  # one sentence at most, pause or not
    begin: float = 0.5  # probability that begins speech
    stay: float = 0.35  # probability that keeps it going

    def patience(self, completeness: Completeness) -> float:
        return {
            Completeness.COMPLETE: self.complete,
            Completeness.UNSURE: self.unsure,
            Completeness.OPEN: self.open,
        }[completeness]


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """Somebody began to speak, `start` seconds into the stream."""

    start: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed:
    """They go on with the same sentence: what was guessed is out of date, and a commit is taken back."""

    retracted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """Decode what was said from `start` to `end`; answer with `TurnTaking.guessed` and this revision."""

    revision: int
    start: float
    end: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """The sentence seems over. It may yet be taken back, so nothing that changes anything may run."""

    revision: int
    start: float
    end: float
    waited: float  # seconds of silence before it


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """It has been quiet long enough: now things may be changed."""

    revision: int


Signal = Started | Resumed | Guess | Committed | Settled


class Phase(Enum):
    QUIET = "quiet"
    SPEAKING = "speaking"
    PAUSED = "paused"
    COMMITTED = "committed"


@dataclass(slots=True)
class TurnTaking:
    """One listener. Feed `frame` with every frame's probability and `guessed` with what the words look like."""

    timing: Timing = field(default_factory=Timing)
    phase: Phase = Phase.QUIET
    revision: int = 0
    _frames: int = 0
    _start: float = 0.0
    _floor: float = 0.0
    _last_voiced: float = 0.0
    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=4))
    _asked: bool = False
    _settled: bool = False
    _completeness: Completeness | None = None

    @property
    def now(self) -> float:
        """Seconds of audio heard so far."""
        return self._frames * FRAME_SECONDS

    @property
    def silence(self) -> float:
        """Seconds since the last voiced frame."""
        return self.now - self._last_voiced

    def frame(self, probability: float) -> list[Signal]:
        """What follows from one more frame."""
        self._frames += 1
        speaking = self.phase in {Phase.SPEAKING, Phase.PAUSED}
        voiced = probability >= (self.timing.stay if speaking else self.timing.begin)
        self._recent.append(voiced)
        if self._begins():
            return self._begin()
        if voiced and speaking:
            return self._go_on()
        if self.phase is Phase.QUIET:
            return []
        return [*self._too_long(), *self._wait()]

    def guessed(self, revision: int, completeness: Completeness) -> list[Signal]:
        """The words of that revision look like this. Out-of-date answers are ignored."""
        if revision != self.revision or self.phase is not Phase.PAUSED:
            return []
        self._completeness = completeness
        return self._wait()

    def end_now(self) -> list[Signal]:
        """The speaker says that they are done (a button let go): commit at once."""
        if self.phase in {Phase.QUIET, Phase.COMMITTED}:
            return []
        return [*self._ask(), self._commit(), *self._settle()]

    def forget(self) -> None:
        """Drop what was being said; listen anew."""
        self.phase, self._asked, self._settled, self._completeness = Phase.QUIET, False, False, None
        self.revision += 1
        self._recent.clear()

    def _begins(self) -> bool:
        needed = round(self.timing.start / FRAME_SECONDS)
        return self.phase in {Phase.QUIET, Phase.COMMITTED} and sum(self._recent) >= needed and self._recent[-1]

    def _begin(self) -> list[Signal]:
        same = self.phase is Phase.COMMITTED
        heard_since = self.now - len(self._recent) * FRAME_SECONDS
        self._recent.clear()
        if same:
            self.phase = Phase.PAUSED
            return self._go_on(retracted=True)
        self.forget()
        self.phase, self._last_voiced = Phase.SPEAKING, self.now
        self._start = max(self._floor, heard_since - self.timing.before)
        return [Started(start=self._start)]

    def _go_on(self, *, retracted: bool = False) -> list[Signal]:
        self._last_voiced = self.now
        if self.phase is Phase.SPEAKING:
            return self._too_long()
        told = self._asked or retracted
        self.phase, self._asked, self._settled, self._completeness = Phase.SPEAKING, False, False, None
        self.revision += 1
        return [Resumed(retracted=retracted)] if told else []

    def _wait(self) -> list[Signal]:
        """What the silence so far means."""
        if self.phase is Phase.SPEAKING:
            self.phase = Phase.PAUSED
        if self.phase is Phase.PAUSED:
            return self._pause()
        signals = self._settle() if self.silence >= self.timing.settled else []
        if self.phase is Phase.COMMITTED and self.silence >= self.timing.regret:
            self.phase = Phase.QUIET
        return signals

    def _pause(self) -> list[Signal]:
        signals: list[Signal] = []
        if self.silence >= self.timing.guess:
            signals += self._ask()
        # While the words are not known yet, waiting costs nothing; once they are, silence decides.
        known = self._completeness
        if known is not None and self.silence >= self.timing.patience(known):
            signals.append(self._commit())
            signals += self._settle() if self.silence >= self.timing.settled else []
        return signals

    def _ask(self) -> list[Signal]:
        if self._asked:
            return []
        self._asked = True
        return [Guess(revision=self.revision, start=self._start, end=self.now)]

    def _commit(self) -> Committed:
        self.phase = Phase.COMMITTED
        self._floor = self.now
        return Committed(revision=self.revision, start=self._start, end=self.now, waited=self.silence)

    def _settle(self) -> list[Signal]:
        if self._settled:
            return []
        self._settled = True
        return [Settled(revision=self.revision)]

    def _too_long(self) -> list[Signal]:
        if self.phase is not Phase.SPEAKING or self.now - self._start < self.timing.longest:
            return []
        signals = [*self._ask(), self._commit(), *self._settle()]
        self.phase = Phase.QUIET
        return signals
