"""Which language a sentence is in; a mixed one belongs to its user's language."""

from __future__ import annotations

import re

from assistant.types import Language, Source, User, Utterance

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+", re.ASCII)  # in no language


def language_of(text: str, fallback: Language) -> Language:
    """zh or en by what is there; `fallback` when both carry the sentence, or neither does ("8:30")."""
    told = _ADDRESS.sub(" ", text)
    han, words = len(_HAN.findall(told)), len(_LATIN_WORD.findall(told))
    if not han and not words:
        return fallback
    if not han:
        return "en"
    # Two Han characters weigh about one English word; names like "Kiasma" do not make a sentence English.
    share = han / (han + 2 * words)
    if share >= 0.6:
        return "zh"
    return "en" if share <= 0.2 else fallback


def hear(text: str, user: User, *, source: Source = Source.TEXT, language: Language | None = None) -> Utterance:
    """An utterance in its language: the one given, else the sentence's own."""
    return Utterance(text=text, source=source, language=language or language_of(text, user.language))
