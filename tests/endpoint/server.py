"""A scripted OpenAI-compatible endpoint: a real HTTP server on loopback that answers and fails as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.endpoint.answers import Reply


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def text(self) -> str:
        """Every word of every message, to look for what must or must not be told."""
        return "\n".join(str(m.get("content") or "") for m in self.messages)

    @property
    def tools(self) -> list[str]:
        return [t["function"]["name"] for t in self.body.get("tools", ())]


Scripted = Reply | Callable[[Request], Reply]


class ScriptedEndpoint:
    """`with ScriptedEndpoint() as endpoint: endpoint.script(words("Hello."))`. The last answer repeats."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._script: list[Scripted] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def script(self, *answers: Scripted) -> None:
        with self._lock:
            self._script = list(answers)

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            chosen = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return chosen(request) if callable(chosen) else chosen

    def __enter__(self) -> ScriptedEndpoint:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(endpoint: ScriptedEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
            reply = endpoint.answer(Request(path=self.path, headers=dict(self.headers.items()), body=body))
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True  # the client has had enough

        def do_GET(self) -> None:
            self._send(Reply(body=lambda _: iter([b'{"object":"list","data":[{"id":"scripted","object":"model"}]}'])))

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in reply.body(endpoint.stopping):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
            if reply.cut:
                self.close_connection = True  # without the last chunk: the wire was cut
            else:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler
