"""What a scripted endpoint can answer: words, tool calls, and every way of failing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

Body = Callable[[threading.Event], Iterator[bytes]]


@dataclass(frozen=True)
class Reply:
    """One HTTP answer. `body` yields its bytes; the event it gets is set when the server stops."""

    body: Body
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


def event(
    delta: dict[str, Any] | None = None, *, finish: str | None = None, usage: tuple[int, int] | None = None
) -> bytes:
    """One server-sent event of a chat completion."""
    chunk: dict[str, Any] = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    chunk["choices"] = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    if usage:
        chunk["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def stream(*parts: bytes) -> Reply:
    return Reply(body=lambda _: iter(parts), content_type="text/event-stream")


def words(*parts: str, finish: str = "stop", usage: tuple[int, int] | None = (100, 10)) -> Reply:
    """Text, in as many pieces as there are `parts`."""
    said = [event({"role": "assistant", "content": p}) for p in parts]
    end = [event(usage=usage)] if usage else []
    return stream(*said, event({}, finish=finish), *end, DONE)


@dataclass(frozen=True)
class Call:
    """A tool call. `arguments` may be any text, for a model may write anything."""

    name: str
    arguments: str | dict[str, Any]
    id: str | None = None
    index: int | None = None

    @property
    def text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments, ensure_ascii=False)


def calls(*wanted: Call, preamble: str = "", finish: str = "tool_calls", shred: int = 7) -> Reply:
    """Tool calls side by side, their arguments in shreds of `shred` characters, as real endpoints send them."""
    parts = [event({"role": "assistant", "content": preamble})] if preamble else []
    for position, call in enumerate(wanted):
        index = position if call.index is None else call.index
        head = {"index": index, "id": call.id or f"call_{position}", "type": "function"}
        parts.append(event({"tool_calls": [{**head, "function": {"name": call.name, "arguments": ""}}]}))
        for start in range(0, len(call.text), shred):
            shredded = {"arguments": call.text[start : start + shred]}
            parts.append(event({"tool_calls": [{"index": index, "function": shredded}]}))
    return stream(*parts, event({}, finish=finish), event(usage=(120, 20)), DONE)


def call(name: str, /, **arguments: Any) -> Reply:
    return calls(Call(name, arguments))


# Faults


def status(code: int, *, retry_after: str | None = None) -> Reply:
    error = json.dumps({"error": {"message": "scripted", "type": "scripted", "code": None}}).encode()
    return Reply(body=lambda _: iter([error]), status=code, headers={"Retry-After": retry_after} if retry_after else {})


def cut(reply: Reply, after: int) -> Reply:
    """The first `after` events, then the wire breaks."""

    def body(stopping: threading.Event) -> Iterator[bytes]:
        for number, part in enumerate(reply.body(stopping)):
            if number == after:
                return
            yield part

    return replace(reply, body=body, cut=True)


def ended(reply: Reply, after: int) -> Reply:
    """The first `after` events, then a clean end: no finish_reason, no [DONE]."""
    return replace(cut(reply, after), cut=False)


def hang(*first: bytes) -> Reply:
    """Says `first`, then nothing more and never ends (until the server is stopped)."""

    def body(stopping: threading.Event) -> Iterator[bytes]:
        yield from first
        stopping.wait(60)

    return Reply(body=body, content_type="text/event-stream")


def slow(reply: Reply, pause: float) -> Reply:
    """`pause` seconds before each event."""

    def body(stopping: threading.Event) -> Iterator[bytes]:
        for part in reply.body(stopping):
            if stopping.wait(pause):
                return
            yield part

    return replace(reply, body=body)


def endless(part: bytes) -> Reply:
    """The same bytes for ever."""

    def body(stopping: threading.Event) -> Iterator[bytes]:
        while not stopping.is_set():
            yield part

    return Reply(body=body, content_type="text/event-stream")


def rubbish(*parts: bytes, content_type: str = "text/event-stream") -> Reply:
    return Reply(body=lambda _: iter(parts), content_type=content_type)


def in_stream_error() -> Reply:
    return rubbish(b'data: {"error": {"message": "overloaded", "type": "server_error"}}\n\n')
