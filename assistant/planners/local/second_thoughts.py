"""Corrected in the same breath: "wake me at seven, no wait, eight" is read as if only the second had been said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from assistant.planners.local.numbers import read_numbers
from assistant.planners.local.sentence import Sentence, is_bare
from assistant.planners.local.times import TimeMention, merge

_TURN = re.compile(
    r"\s*[,，;；。.…-]*\s*\b(?:no,? (?:wait|sorry|actually|rather|make (?:it|that))|wait,? no|no|sorry|oops|i mean|"
    r"make that|or rather|actually|rather|correction)\b[\s,，.:]*(?:make (?:it|that)\s+|at\s+|i mean\s+)?(?=\S)"
    r"|\s*[,，;；。…]+\s*(?:哦?不对?|不是|错了|说错了|等等|等一下|应该是|我是说|算了|还是)[\s,，是]*(?:改成|换成)?(?=\S)",
    re.IGNORECASE,
)
Read = Callable[[str], Sentence]


def settled(sentence: Sentence, read: Read) -> Sentence:
    """The sentence with what was taken back replaced; the same sentence when nothing was."""
    for turn in reversed(list(_TURN.finditer(sentence.text))):
        head, tail = sentence.text[: turn.start()], sentence.text[turn.end() :].rstrip(" .。!！?？吧")
        first, second = read(head), read(tail)
        if len(head) > 3 and (is_bare(second) or _is_number(second)) and (text := _joined(first, second, read)):
            return read(text)
    return sentence


def _is_number(said: Sentence) -> bool:
    return len(said.numbers) == 1 and said.numbers[0].text.strip() == said.text.strip()


def _joined(first: Sentence, second: Sentence, read: Read) -> str | None:
    """The first half with its last time or number as the second half has it."""
    time = first.times[-1] if first.times else None
    number = first.numbers[-1] if first.numbers else None
    if second.times and time is not None and not second.numbers:
        return _with(first.text, time.start, time.end, _merged(time, second.times[-1], first.now) or second.text)
    if not second.numbers:
        return None
    said = second.numbers[0].text
    if number is not None and (time is None or number.start > time.start):
        rest = second.text[second.numbers[0].end :]  # "for three, I mean four, tomorrow at seven"
        return _with(first.text, number.start, number.end, said + rest if number.end == len(first.text) else said)
    if time is None:
        return None
    if time.has_clock:
        clock = read(f"{said}点" if first.language == "zh" else f"at {said}").times
        return _with(first.text, time.start, time.end, _merged(time, clock[-1], first.now)) if clock else None
    counted = read_numbers(time.text)  # "five minutes, no, ten"
    return _with(first.text, time.start + counted[0].start, time.start + counted[0].end, said) if counted else None


def _merged(old: TimeMention, new: TimeMention, now: datetime) -> str | None:
    """The day and the half of the day stay when only a clock is said anew; None when there is nothing to keep."""
    if old.at is None or old.recurrence is not None or not (old.has_clock and (new.has_clock or new.day)):
        return None
    return f" {merge(old.at, new, now):%Y-%m-%d %H:%M} "


def _with(text: str, start: int, end: int, new: str | None) -> str | None:
    return f"{text[:start]}{new}{text[end:]}" if new else None
