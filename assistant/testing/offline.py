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


@contextmanager
def no_network() -> Iterator[None]:
    """Every attempt to look up a name or to connect raises NetworkTouched."""
    kept = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    lookup = asyncio.BaseEventLoop.getaddrinfo
    socket.socket.connect = socket.socket.connect_ex = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse
    asyncio.BaseEventLoop.getaddrinfo = _refuse  # type: ignore[method-assign]
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = kept[0], kept[1]  # type: ignore[method-assign]
        socket.getaddrinfo = kept[2]
        asyncio.BaseEventLoop.getaddrinfo = lookup  # type: ignore[method-assign]
