"""A spoken conversation over one socket: who speaks, what was said, what is answered, and who may interrupt whom.

`api` gives it messages (`receive`) and sends on what `outgoing` yields; nothing here knows about sockets.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from assistant.errors import EarsBusy, StewardError
from assistant.planners.stop import Command, read_command
from assistant.ports import Mouth
from assistant.types import Hearing
from voice import protocol
from voice.answer import Answer
from voice.audio import Samples
from voice.client_events import read_event
from voice.conversation import Conversation, Preview, Spoken
from voice.guard import Meaning, is_nod, meaning
from voice.listening import Listening, Person
from voice.playback import Playback
from voice.sentence import Hears, Listener, Sentence, finished
from voice.turns import Committed, Guess, Phase, Resumed, Settled, Signal, Started, Timing

log = logging.getLogger("steward.voice")

MOST_WAITING = 4_000  # messages that a slow client may leave unread before it is let go
PREVIEW_LIMIT = 0.4
HEAR_LIMIT = 15.0
REGRET = 1.5
PROBE_AFTER = 0.6
FALSE_ALARM = 2.0  # seconds after which a paused answer goes on when nothing was understood


class VoiceSession:
    """One person at one microphone. Use as `async with`; leaving frees everything."""

    def __init__(
        self,
        *,
        ears: Hears,
        conversation: Conversation,
        mouth: Mouth | None = None,
        listener: Listener | None = None,
        acknowledgements: Mapping[str, tuple[str, bytes]] | None = None,
        timing: Timing | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ears = ears
        self.conversation = conversation
        self.mouth = mouth
        self.listener = listener or Listener()
        self.listening = Listening(timing)
        self.playback: Playback | None = None
        self.last_playback: Playback | None = None
        self._acknowledgements = acknowledgements or {}
        self._clock = clock
        self._sentence = Sentence(item_id="")
        self._outgoing: asyncio.Queue[Mapping[str, Any] | bytes | None] = asyncio.Queue(MOST_WAITING)
        self._tasks: set[asyncio.Task[None]] = set()
        self._guess: asyncio.Task[None] | None = None
        self._probe: asyncio.Task[None] | None = None
        self._probed = self._paused = 0.0
        self._answering: asyncio.Task[None] | None = None
        self._quiet = asyncio.Event()
        self.closed = False

    async def __aenter__(self) -> VoiceSession:
        self._quiet.set()
        self.announce("created")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(asyncio.QueueFull):
            self._outgoing.put_nowait(None)

    async def outgoing(self) -> AsyncIterator[Mapping[str, Any] | bytes]:
        """What to send to the client, until the session is closed."""
        while not (self.closed and self._outgoing.empty()):
            message = await self._outgoing.get()
            if message is None:
                return
            yield message

    def send(self, message: Mapping[str, Any] | bytes) -> None:
        """Put a message out. A client that reads nothing for too long is let go."""
        if self.closed:
            return
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            self.closed = True
            for task in list(self._tasks):
                task.cancel()

    def announce(self, kind: str) -> None:
        manual, rate = self.listening.manual, self.listening.framer.rate
        speaks = self.mouth is not None
        self.send(protocol.session(kind, manual=manual, rate=rate, languages=self.listener.languages, speaks=speaks))

    async def receive(self, message: bytes | str | Mapping[str, Any]) -> None:
        """One message of the client. Never raises for what it holds: bad ones are answered with an error event."""
        try:
            if isinstance(message, bytes):
                self.sound(message)
            else:
                await read_event(self, message)
        except StewardError as error:
            self.send(protocol.error(error.code, error.say.en))
        await asyncio.sleep(0)  # let others in, however fast one client sends

    def sound(self, data: bytes) -> None:
        """Sound from the microphone."""
        if self.listening.manual and self.listening.held_from is None:
            self.interrupt()  # pressing the button silences the assistant
        for frame in self.listening.framer.frames(data):
            for signal in self.listening.hear(frame, self.playback):
                self._on(signal)
            if self.playback is not None and self.playback.paused:
                self._while_paused()
            (self._quiet.clear if self.listening.speaking else self._quiet.set)()

    def end_now(self) -> bool:
        """The client says that the sentence is over. Says whether there was one."""
        signals = self.listening.turns.end_now()
        for signal in signals:
            self._on(signal)
        return bool(signals)

    # What the microphone tells.

    def _on(self, signal: Signal | Person) -> None:
        match signal:
            case Person():
                self._paused = self._probed = self.listening.tape.now
                self._player("paused")
            case Started(start=start):
                self._begin(start)
            case Guess():
                self._guess = self._start(self._hear_guess(self._sentence, signal))
            case Resumed(retracted=retracted):
                self._take_back(retracted)
            case Committed(revision=revision, end=end):
                self._sentence.committed, self._sentence.end = revision, end
                self.send(protocol.speech_stopped(self._sentence.item_id, end))
                self._go_on(self._sentence)
            case Settled(revision=revision):
                self._sentence.settled = self._sentence.settled or revision == self._sentence.committed
                self._go_on(self._sentence)

    def _begin(self, start: float) -> None:
        old, over = self._sentence, self.listening.over
        # Going on just after the answer began: both halves are one sentence, if nothing was done about the first.
        joins = old.start if over and start - old.end < REGRET and not old.acted else None
        self._sentence = Sentence(item_id=_name("item"), start=start, over=over, joins=joins)
        self.send(protocol.speech_started(self._sentence.item_id, start))

    async def _hear_guess(self, sentence: Sentence, guess: Guess) -> None:
        hearing = await self._hear(self.listening.said(guess.start, guess.end))
        if self._stale(sentence, guess.revision):
            return
        if hearing is None or not hearing.text:
            self._nothing(sentence)
        elif not sentence.over or self._may_interrupt(hearing.text):
            if sentence.joins is not None:
                hearing = await self._hear(self.listening.said(sentence.joins, guess.end)) or hearing
                sentence.over = False
            await self._understood(sentence, guess.revision, hearing)

    def _stale(self, sentence: Sentence, revision: int) -> bool:
        current = sentence is self._sentence and revision == self.listening.turns.revision
        return not current and sentence.committed != revision

    async def _understood(self, sentence: Sentence, revision: int, hearing: Hearing) -> None:
        """The words so far, and how finished they are."""
        language = hearing.language or self.listener.languages[0]
        self.send(protocol.transcript(sentence.item_id, hearing.text, language, final=False))
        preview = await self._preview(hearing.text, language)
        if self._stale(sentence, revision):
            return
        sentence.hearing, sentence.preview, sentence.revision = hearing, preview, revision
        for signal in self.listening.turns.guessed(revision, finished(hearing.text, preview)):
            self._on(signal)
        self._go_on(sentence)

    async def _hear(self, samples: Samples) -> Hearing | None:
        try:
            listener = self.listener
            async with asyncio.timeout(HEAR_LIMIT):
                return await self.ears.hear(samples, languages=listener.languages, vocabulary=listener.vocabulary)
        except (StewardError, TimeoutError) as error:
            known = error if isinstance(error, StewardError) else EarsBusy()
            self.send(protocol.error(known.code, known.say.to("zh" if self.listener.languages[0] == "zh" else "en")))
            return None

    async def _preview(self, text: str, language: str) -> Preview:
        try:
            async with asyncio.timeout(PREVIEW_LIMIT):
                return await self.conversation.preview(text, language)
        except Exception as error:  # a preview is a hint: without it we wait longer and assume the worst
            log.info("no preview: %s", type(error).__name__)
            return Preview()

    def _nothing(self, sentence: Sentence) -> None:
        """It was a cough, a door, music."""
        self.send(protocol.transcript(sentence.item_id, "", None, final=True))
        self.listening.forget()
        self._player("resumed")

    # While the assistant speaks.

    def _may_interrupt(self, text: str) -> bool:
        """Whether words said over the answer end it. Otherwise it goes on as if nothing had been said."""
        means = meaning(text, self.playback.begun() if self.playback else "")
        if means is Meaning.WISH:
            self.interrupt()
            return True
        if means is Meaning.STOP:
            self.interrupt()
            self._start(self.conversation.stop())
            self.send(protocol.transcript(self._sentence.item_id, text, None, final=True))
            self.listening.forget()
            return False
        if means is Meaning.ECHO:
            self.listening.floor.was_echo()
        self.send(protocol.deleted(self._sentence.item_id))
        self.listening.forget()
        self._player("resumed")
        return False

    def _while_paused(self) -> None:
        """Somebody talks on and on: listen in, without waiting for a pause. Nobody does: go on."""
        now = self.listening.tape.now
        if not self.listening.speaking and now - self._paused > FALSE_ALARM:
            self.listening.over = False
            self._player("resumed")
        elif (
            self.listening.speaking and now - self._probed > PROBE_AFTER and (self._probe is None or self._probe.done())
        ):
            self._probed = now
            self._probe = self._start(self._listen_in(self._sentence))

    async def _listen_in(self, sentence: Sentence) -> None:
        now = self.listening.tape.now
        hearing = await self._hear(self.listening.said(max(self._paused - 0.5, now - 8.0), now))
        if sentence is not self._sentence or self.playback is None or not self.playback.paused or hearing is None:
            return
        means = meaning(hearing.text, self.playback.begun())
        if means in {Meaning.WISH, Meaning.STOP, Meaning.ECHO}:
            self._may_interrupt(hearing.text)

    def interrupt(self) -> bool:
        """End the answer that is being given. Says whether there was one."""
        playback, task = self.playback, self._answering
        running = task is not None and not task.done()
        if task is not None and running:
            task.cancel()
        if playback is None or not (running or playback.sounding):
            return False
        self.playback, self.last_playback = None, playback
        self.send(protocol.player("cleared"))
        self.send(protocol.truncated(playback.response_id, playback.position))
        self._start(self.conversation.truncated(playback.response_id, playback.spoken()))
        return True

    def _player(self, what: str) -> None:
        playback = self.playback
        if playback is None or playback.paused == (what == "paused"):
            return
        (playback.pause if what == "paused" else playback.resume)()
        self.send(protocol.player(what))

    # When it is the assistant's turn.

    def _go_on(self, sentence: Sentence) -> None:
        """Answer once the words are known, the sentence is over, and it is safe."""
        if sentence.hearing is None or sentence.committed is None or sentence.committed != sentence.revision:
            return
        safe = sentence.settled or (sentence.preview is not None and not sentence.preview.changes)
        if sentence.answer is None and not sentence.answered:
            sentence.answered = True
            sentence.answer = self._answer(sentence, sentence.hearing)
        if sentence.answer is not None and safe:
            sentence.answer.settled.set()

    def _answer(self, sentence: Sentence, hearing: Hearing) -> Answer | None:
        language = hearing.language or self.listener.languages[0]
        self.send(protocol.committed(sentence.item_id))
        self.send(protocol.transcript(sentence.item_id, hearing.text, language, final=True))
        self.listening.over = False
        if sentence.over and is_nod(hearing.text):
            return None  # a yes spoken into the question is not an answer to it
        spoken = Spoken(
            item_id=sentence.item_id,
            text=hearing.text,
            language=language,
            confidence=hearing.confidence,
            during_speech=sentence.over,
        )
        return self._say(spoken)

    def _say(self, spoken: Spoken) -> Answer:
        before = self._answering
        playback = Playback(_name("resp"), self._clock)
        answer = Answer(
            spoken=spoken, playback=playback, conversation=self.conversation, mouth=self.mouth, send=self.send
        )
        command = read_command(spoken.text, pending=True, question=True)
        if command in {Command.STOP, Command.CANCEL} and before is not None and not before.done():
            self.interrupt()
            self._start(self.conversation.stop())

        async def run() -> None:
            if before is not None:
                await asyncio.wait({before})  # one turn after another
            self.playback = playback
            await answer.run(self._may_sound, self._acknowledgements.get(spoken.language))

        self._answering = self._start(run())
        return answer

    async def _may_sound(self) -> None:
        """Wait until nobody speaks. From then on speech is an interruption and not the rest of the sentence."""
        await self._quiet.wait()
        if self.listening.turns.phase is Phase.COMMITTED:
            self.listening.turns.phase = Phase.QUIET

    def hear_held(self, start: float) -> None:
        """What was said while the button was held; there is no doubt that it is over."""
        self._start(self._hear_all(start, self.listening.tape.now))

    async def _hear_all(self, start: float, end: float) -> None:
        sentence = self._sentence = Sentence(item_id=_name("item"))
        hearing = await self._hear(self.listening.tape.between(start - 0.1, end))
        if hearing is None or not hearing.text:
            self.send(protocol.committed(sentence.item_id))
            self._nothing(sentence)
        elif (answer := self._answer(sentence, hearing)) is not None:
            answer.settled.set()

    def _take_back(self, retracted: bool) -> None:
        """They go on with the sentence: what was made of its first half is dropped."""
        if self._guess is not None:
            self._guess.cancel()
        old = self._sentence
        if not retracted:
            return
        if old.answer is not None:
            if self._answering is not None:
                self._answering.cancel()
            if self.playback is not None and self.playback.sounding:
                self.send(protocol.player("cleared"))
            self.playback = None
        self.send(protocol.deleted(old.item_id))
        self._sentence = Sentence(item_id=_name("item"), start=old.start, over=old.over)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.send(protocol.error("internal", "That did not work."))
            asyncio.get_running_loop().call_exception_handler(
                {"message": "voice session", "exception": task.exception()}
            )


def _name(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:16]}"
