"""A talk from a symptom to medicine and the return visit, in this process, with the local planner. Run it as it is."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import httpx

from api.app import build
from api.settings import Settings

TALK = (
    "I have a sore throat", "since yesterday", "about 4", "no fever", "nothing else", "no", "no",
    "the doctor told me to take ibuprofen twice a day for five days", "yes",
    "order ibuprofen from the pharmacy", "yes", "I forgot my medicine",
)  # fmt: skip


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            token="an-example-token-0123456789",
            timezone="Europe/Helsinki",
            language="en",
            whisper_model="./none",
        )
        app, _ = build(settings, serving=False)
        async with app.router.lifespan_context(app):
            door = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app),
                base_url="http://localhost",
                headers={"Authorization": "Bearer an-example-token-0123456789"},
            )
            conversation = None
            for text in TALK:
                body = {"text": text, "conversation_id": conversation}
                turn = (await door.post("/api/turns", json=body, timeout=60)).json()
                conversation = turn["conversation_id"]
                print(f"> {text}\n  {turn['reply']['text']}")
            await door.aclose()


if __name__ == "__main__":
    asyncio.run(main())
