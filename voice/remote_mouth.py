"""A mouth elsewhere: any endpoint that speaks OpenAI's `/audio/speech`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx

from voice.mouth import MouthMissing
from voice.saying import speakable

PATIENCE = httpx.Timeout(30.0, connect=5.0)


class RemoteMouth:
    """Fulfils `assistant.ports.Mouth`. `base_url` ends in `/v1`; `voices` names a voice for each language."""

    def __init__(
        self, base_url: str, *, key: str = "", model: str = "tts-1", voices: Mapping[str, str] | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(base_url=base_url.rstrip("/") + "/", headers=headers, timeout=PATIENCE)
        self._model = model
        self._voices = {"zh": "alloy", "en": "alloy", **(voices or {})}

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        """24 kHz mono PCM16 as it arrives, in whole samples. Raises MouthMissing when the endpoint fails."""
        words = speakable(text, language)
        if not words:
            return
        voice = self._voices.get(language, self._voices["en"])
        body = {"model": self._model, "input": words, "voice": voice, "response_format": "pcm"}
        odd = b""
        try:
            async with self._client.stream("POST", "audio/speech", json=body) as answer:
                answer.raise_for_status()
                async for piece in answer.aiter_bytes(9_600):
                    whole = odd + piece
                    cut = len(whole) // 2 * 2
                    odd = whole[cut:]
                    yield whole[:cut]
        except httpx.HTTPError as error:
            raise MouthMissing from error

    async def close(self) -> None:
        await self._client.aclose()
