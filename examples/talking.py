"""Plays a talk against the whole assistant, in this process and without a network; the numbered examples use it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.app import build
from api.settings import Settings

TOKEN = "the-owner-of-this-example-0123456789"


def play(talk: Sequence[tuple[str, str]]) -> None:
    """Say (language, sentence) after (language, sentence) in one conversation and print what is answered."""
    asyncio.run(_play(talk))


async def _play(talk: Sequence[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), token=TOKEN, timezone="Europe/Helsinki", whisper_model="./none")
        app, _ = build(settings)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
                await _talk(client, talk)


async def _talk(client: httpx.AsyncClient, talk: Sequence[tuple[str, str]]) -> None:
    conversation: str | None = None
    for language, sentence in talk:
        body = {"text": sentence, "language": language}
        if conversation:
            body["conversation_id"] = conversation
        turn = (await client.post("/api/turns", json=body, timeout=60)).json()
        conversation = turn["conversation_id"]
        print(f"\nyou      {sentence}\nsteward  {turn['reply']['text']}")
