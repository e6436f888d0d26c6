"""A talk about eating out, in this process and without a network: python examples/06_restaurants.py"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.app import build
from api.settings import Settings

TALK = (
    ("en", "find me an Italian restaurant"),
    ("en", "book the second one for two people tomorrow at seven in the evening"),
    ("en", "yes"),
    ("zh", "把订座改到明晚七点半"),
    ("zh", "好的"),
    ("zh", "我订了哪些餐厅"),
    ("en", "cancel my table reservation"),
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
