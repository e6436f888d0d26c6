"""A scripted OpenAI-compatible endpoint for every test that needs a language model."""

from tests.endpoint.answers import (
    Call,
    Reply,
    call,
    calls,
    cut,
    ended,
    endless,
    event,
    hang,
    in_stream_error,
    rubbish,
    slow,
    status,
    stream,
    words,
)
from tests.endpoint.server import Request, ScriptedEndpoint

__all__ = [
    "Call", "Reply", "Request", "ScriptedEndpoint", "call", "calls", "cut", "ended", "endless", "event", "hang",
    "in_stream_error", "rubbish", "slow", "status", "stream", "words",
]  # fmt: skip
