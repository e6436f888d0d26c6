"""Cuts a mixed sentence into Chinese and English runs, so that each gets the right sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’.&-]*(?:[ ]+[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’.&-]*)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def runs(text: str, language: str) -> list[tuple[str, str]]:
    """(run, language) in order. Digits and signs belong to the sentence's language."""
    other, pattern = ("en", _LATIN) if language == "zh" else ("zh", _HAN)
    return list(_runs(text, language, other, pattern))


def _runs(text: str, language: str, other: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    at = 0
    for found in pattern.finditer(text):
        if text[at : found.start()].strip():
            yield text[at : found.start()], language
        yield found.group(), other
        at = found.end()
    if text[at:].strip():
        yield text[at:], language
