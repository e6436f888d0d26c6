"""How this user writes: greeting and close, learnt from mail they sent before. Pure; no model, nothing invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.language import language_of
from tools.office.provider import Written

_GREETS = re.compile(
    r"^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening))\b|^尊敬的|(?:你好|您好|早上好|下午好)"
    r"|^亲爱的|^[^，,]{1,8}[：:]$",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"^(?:(?:best|kind|warm)(?: regards| wishes)?|regards|sincerely|yours|cheers|thanks|thank you|many thanks"
    r"|all the best|take care|love|talk soon|bye|br)\b|^(?:此致|祝好|祝|谢谢|顺颂|敬礼|商祺|多谢|辛苦了|拜|best)",
    re.IGNORECASE,
)
_NAME = "{name}"
_ENOUGH = 2  # letters that agree before a habit is one; to the same person one is enough
_LONGEST = 60  # characters of a greeting or of one line of a close


@dataclass(frozen=True, kw_only=True, slots=True)
class Habit:
    """How one letter began and ended; `greeting` has {name} where the other's name stood."""

    to: str
    language: str
    greeting: str = ""
    closing: str = ""


def habits(letters: Iterable[Written]) -> tuple[Habit, ...]:
    """One per letter that shows something."""
    found = (_habit(letter) for letter in letters if letter.text.strip())
    return tuple(h for h in found if h.greeting or h.closing)


def _habit(letter: Written) -> Habit:
    lines = [line.strip() for line in letter.text.splitlines() if line.strip()]
    first = lines[0]
    greeting = _nameless(first, letter) if len(first) <= _LONGEST and _GREETS.search(first) else ""
    ends = [n for n in range(max(1, len(lines) - 5), len(lines)) if _CLOSES.match(lines[n])]
    closing = "\n".join(line[:_LONGEST] for line in lines[ends[0] :]) if ends else ""
    return Habit(to=letter.to, language=language_of(letter.text, "en"), greeting=greeting, closing=closing)


def _nameless(greeting: str, letter: Written) -> str:
    """ "Hi Karen," is "Hi {name}," when Karen is whom it went to."""
    name = letter.name.strip()
    for part in sorted({name, *name.split(), letter.to.partition("@")[0]}, key=len, reverse=True):
        if len(part) > 1 and part.casefold() in greeting.casefold():
            return re.sub(re.escape(part), _NAME, greeting, count=1, flags=re.IGNORECASE)
    return greeting


def style_for(known: Sequence[Habit], to: str, language: str) -> Habit | None:
    """How this user would begin and end a letter to that address, in that language; None: not known."""
    same = [h for h in known if h.language == language]
    own = [h for h in same if h.to == to.casefold()]
    greeting = _usual([h.greeting for h in own], 1) or _usual(
        [h.greeting for h in same if _NAME in h.greeting], _ENOUGH
    )
    closing = _usual([h.closing for h in own], 1) or _usual([h.closing for h in same], _ENOUGH)
    if not greeting and not closing:
        return None
    return Habit(to=to, language=language, greeting=greeting, closing=closing)


def _usual(said: Sequence[str], least: int) -> str:
    counted = Counter(s for s in said if s)
    if not counted:
        return ""
    best, times = counted.most_common(1)[0]
    return best if times >= least else ""


def greeting_to(habit: Habit | None, name: str, language: str) -> str:
    if habit is not None and habit.greeting:
        return habit.greeting.replace(_NAME, name)
    return f"{name}，你好：" if language == "zh" else f"Hi {name},"


def closing_of(habit: Habit | None, own: str) -> str:
    return habit.closing if habit is not None and habit.closing else own
