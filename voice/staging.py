"""What both sources of weights share: progress, digests, and one way to say that a source failed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path


class SourceFailed(Exception):
    """This source did not give the weights; the next one may."""


class Progress:
    """Tells how many bytes of how many are there. Never goes backwards within one source."""

    def __init__(self, report: Callable[[int, int], None] | None) -> None:
        self._report = report
        self._done = 0
        self._total = 0

    def begin(self, total: int) -> None:
        self._done, self._total = 0, total

    def reached(self, done: int) -> None:
        if done > self._done and self._report and self._total:
            self._done = done
            self._report(min(done, self._total), self._total)

    def more(self, count: int) -> None:
        self.reached(self._done + count)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
