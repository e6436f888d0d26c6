"""A talk about going to the cinema, in this process and without a network: python examples/07_tickets.py"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.app import build
from api.settings import Settings

TALK = (
    ("zh", "想看像星际穿越那样的电影，别太长"),
    ("zh", "明天晚上有什么科幻片"),
    ("zh", "买第一场的两张票"),
    ("zh", "好的"),
    ("en", "which tickets do I have"),
    ("en", "cancel my cinema tickets"),
    ("en", "yes"),
)


async def main() -> None:
    import httpx

    with tempfile.TemporaryDirectory() as folder:
        token = "the-owner-of-this-example-0123456789"
        settings = Settings(data_dir=Path(folder), token=token, timezone="Europe/Helsinki", whisper_model="./none")
        app, _ = build(settings)
        headers = {"Authorization": f"Bearer {token}"}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
                await _talk(client)


async def _talk(client: object) -> None:
    conversation: str | None = None
    for language, sentence in TALK:
        body = {"text": sentence, "language": language}
        if conversation:
            body["conversation_id"] = conversation
        turn = (await client.post("/api/turns", json=body, timeout=60)).json()  # type: ignore[attr-defined]
        conversation = turn["conversation_id"]
        print(f"\nyou      {sentence}\nsteward  {turn['reply']['text']}")


if __name__ == "__main__":
    asyncio.run(main())
