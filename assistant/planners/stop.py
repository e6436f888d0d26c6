"""The words that must never wait for a planner: stop, cancel, yes, no, undo, say that again - in Chinese and English.

Only a sentence that is nothing but such a phrase counts. "Yes, but at eight" is a change, not a yes.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from assistant.planners.simplified import simplified


class Command(StrEnum):
    STOP = "stop"  # be quiet, halt what is running
    CANCEL = "cancel"  # drop what waits: the question, the approval
    YES = "yes"
    NO = "no"
    UNDO = "undo"
    REPEAT = "repeat"  # say the last reply again


_VOCABULARY = Path(__file__).with_name("commands.yaml")
_LONGEST = 48  # characters; nobody says yes at greater length
_FILLER = "filler"
_BLOCK = "block"  # "don't stop" holds a stop word and means the opposite

_WITH = {Command.CANCEL: {Command.NO, Command.STOP}, Command.STOP: {Command.NO}}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    read = yaml.safe_load(_VOCABULARY.read_text(encoding="utf-8"))
    named = re.compile("|".join(sorted(read["lists"], key=len, reverse=True)))
    return tuple(
        (kind, re.compile(named.sub(lambda m: str(read["lists"][m[0]]), phrase) + r"(?![a-z'])"))
        for kind, phrases in read["phrases"].items()
        for phrase in phrases
    )


def _plain(text: str) -> str:
    folded = simplified(unicodedata.normalize("NFKC", text)).casefold().replace("\u2019", "'").replace("`", "'")
    return re.sub(r"\s+", " ", re.sub(r"[^\w'\s]|_", " ", folded)).strip()


def _split(text: str, at: int = 0) -> list[str] | None:
    """The kinds of phrases the text consists of, longest first; None when some of it is anything else."""
    while at < len(text) and text[at] == " ":
        at += 1
    if at == len(text):
        return []
    found = {(m.end(), kind) for kind, p in _patterns() if (m := p.match(text, at)) and m.end() > at}
    for end, kind in sorted(found, key=lambda f: (-f[0], f[1] != _BLOCK, f[1])):
        if (rest := _split(text, end)) is not None:
            return [kind, *rest]
    return None


def _meant(kinds: set[str]) -> Command | None:
    """One meaning of all phrases together: "算了，不订了" is a cancel; "yes no" is nothing."""
    if len(kinds) == 1:
        return Command(kinds.pop())
    for command, beside in _WITH.items():
        if command in kinds and kinds <= {command, *beside}:
            return command
    return None


def read_command(text: str, *, pending: bool, question: bool) -> Command | None:
    """The command that the whole text is, or None.

    `pending`: a call waits for a yes; only then is there a YES. `question`: a missing detail was asked for; a NO
    answers one of the two or is no command at all.
    """
    plain = _plain(text)
    if not plain or len(plain) > _LONGEST:
        return None
    parts = _split(plain)
    if parts is None or _BLOCK in parts:
        return None
    command = _meant({p for p in parts if p != _FILLER})
    if command is Command.YES and not pending:
        return None
    if command is Command.NO and not (pending or question):
        return None
    return command
