"""Shuts the network while a test runs: a kit that could reach a model or a vendor would sooner or later do so."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


class NetworkTouched(AssertionError):
    """Something tried to leave this machine while it was being tested."""


def _refuse(*args: Any, **_: Any) -> NoReturn:
    raise NetworkTouched(f"tried to reach {args[1:2] or args[:1]} from within the test kit")


# The real ones, kept once: blocks that overlap (two sentences at a time) must not restore each other's refusal.
_REAL = (socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo, asyncio.BaseEventLoop.getaddrinfo)
_open_blocks = 0


@contextmanager
def no_network() -> Iterator[None]:
    """Every attempt to look up a name or to connect raises NetworkTouched."""
    global _open_blocks  # noqa: PLW0603 - the network is global too
    _open_blocks += 1
    _install(_refuse, _refuse, _refuse, _refuse)
    try:
        yield
    finally:
        _open_blocks -= 1
        if _open_blocks == 0:
            _install(*_REAL)


def _install(connect: Any, connect_ex: Any, lookup: Any, loop_lookup: Any) -> None:
    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = lookup
    asyncio.BaseEventLoop.getaddrinfo = loop_lookup  # type: ignore[method-assign]
