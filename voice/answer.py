"""One answer on its way to a listener: words become sound, sentence by sentence, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, cast

from assistant.errors import StewardError
from assistant.ports import Mouth
from voice import protocol
from voice.conversation import Conversation, Shown, Spoken, Words
from voice.playback import Playback
from voice.sentences import sentences

Send = Callable[[Mapping[str, Any] | bytes], None]
PIECE = 4_800  # bytes of sound in one message: a tenth of a second


class Answer:
    """Runs once. `settled` must be set before the assistant may act; `quiet` before it may speak."""

    def __init__(
        self, *, spoken: Spoken, playback: Playback, conversation: Conversation, mouth: Mouth | None, send: Send
    ) -> None:
        self.spoken = spoken
        self.playback = playback
        self.settled = asyncio.Event()
        self._conversation = conversation
        self._mouth = mouth
        self._send = send

    async def run(self, quiet: Callable[[], Awaitable[object]], acknowledgement: tuple[str, bytes] | None) -> None:
        """Say and show what the assistant answers. Cancelling it is how an answer is interrupted."""
        response = self.playback.response_id
        self._send(protocol.response_created(response))
        try:
            if acknowledgement and not self.settled.is_set():
                self._acknowledge(*acknowledgement)
            await self.settled.wait()
            stream = cast(Any, self._conversation.respond(self.spoken))
            async with aclosing(stream):
                async for part in stream:
                    await self._part(part, quiet)
        except asyncio.CancelledError:
            self._send(protocol.response_done(response, "cancelled"))
            raise
        except StewardError as error:
            self._send(protocol.error(error.code, error.say.to("zh" if self.spoken.language == "zh" else "en")))
            self._send(protocol.response_done(response, "failed"))
            return
        self._send(protocol.response_done(response, "completed"))

    def _acknowledge(self, text: str, pcm: bytes) -> None:
        start = self.playback.line(text)
        self._send(protocol.words_begin(self.playback.response_id, text, start, acknowledgement=True))
        self._sound(pcm)

    async def _part(self, part: Words | Shown, quiet: Callable[[], Awaitable[object]]) -> None:
        if not isinstance(part, Words):
            self._send(protocol.shown(part))
            return
        for sentence in sentences(part.text):
            await quiet()
            start = self.playback.line(sentence)
            self._send(protocol.words_begin(self.playback.response_id, sentence, start))
            await self._speak(sentence, part.language)

    async def _speak(self, sentence: str, language: str) -> None:
        """The sound of a sentence. A voice that fails takes nothing else with it: the words are on the screen."""
        if self._mouth is None:
            return
        try:
            async for pcm in self._mouth.speak(sentence, language):
                self._sound(pcm)
        except StewardError as error:
            self._mouth = None
            self._send(protocol.error(error.code, error.say.to("zh" if language == "zh" else "en")))

    def _sound(self, pcm: bytes) -> None:
        self.playback.sound(pcm)
        for at in range(0, len(pcm), PIECE):
            self._send(pcm[at : at + PIECE])
