"""A talk about getting somewhere, in this process and without a network: python examples/05_navigation.py"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.app import build
from api.settings import Settings

TALK = (
    ("en", "how do I get from Kiasma to Market Square by car"),
    ("en", "with the fewest traffic lights"),
    ("en", "take the first route"),
    ("zh", "附近有药店吗"),
    ("zh", "带我去第二家"),
    ("zh", "下午三点要到集市广场，我几点出发"),
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
