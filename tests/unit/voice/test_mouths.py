"""Speech from elsewhere arrives whole; a mouth that is missing says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.ports import Mouth
from voice import mouth as module
from voice.mouth import ACKNOWLEDGEMENTS, KokoroMouth, MouthMissing
from voice.remote_mouth import RemoteMouth

SOUND = bytes(range(256)) * 100


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            asked[-1]["authorization"] = self.headers.get("Authorization", "")
            if self.path != "/v1/audio/speech" or asked[-1]["input"] == "boom":
                return self.send_error(500)
            self.send_response(200)
            self.send_header("Content-Length", str(len(SOUND)))
            self.end_headers()
            for at in range(0, len(SOUND), 777):  # odd pieces
                self.wfile.write(SOUND[at : at + 777])
            return None

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    server.shutdown()
    server.server_close()


async def test_a_remote_mouth_speaks_the_prepared_text(endpoint: tuple[str, list[dict[str, str]]]) -> None:
    url, asked = endpoint
    mouth = RemoteMouth(url, key="secret", voices={"zh": "nova"})
    port: Mouth = mouth
    pieces = [piece async for piece in port.speak("7:30见", "zh")]
    assert b"".join(pieces) == SOUND
    assert all(len(piece) % 2 == 0 for piece in pieces)
    [call] = asked
    assert (call["input"], call["voice"], call["response_format"]) == ("7点半见", "nova", "pcm")
    assert call["authorization"] == "Bearer secret"
    await mouth.close()


@pytest.mark.parametrize("text", ["boom"])
async def test_a_remote_mouth_that_fails_says_so(endpoint: tuple[str, list[dict[str, str]]], text: str) -> None:
    with pytest.raises(MouthMissing) as refused:
        [piece async for piece in RemoteMouth(endpoint[0]).speak(text, "en")]
    assert refused.value.code == "mouth_missing"
    with pytest.raises(MouthMissing):
        [piece async for piece in RemoteMouth("http://127.0.0.1:9/v1").speak("hello", "en")]


async def test_without_the_extra_the_mouth_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "available", lambda: False)
    mouth = KokoroMouth(tmp_path)
    with pytest.raises(MouthMissing) as refused:
        await mouth.prepare()
    assert "tts" in refused.value.say.en
    assert "tts" in refused.value.say.zh
    with pytest.raises(MouthMissing):
        [piece async for piece in mouth.speak("hello", "en")]


def test_an_acknowledgement_does_not_sound_like_done() -> None:
    for text in ACKNOWLEDGEMENTS.values():
        assert not any(word in text.lower() for word in ("done", "ok", "set", "好", "完成", "已"))
