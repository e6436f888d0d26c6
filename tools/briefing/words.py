"""A briefing as it is spoken: three things by name, the rest as a number; short enough for half a minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.moments import spoken_clock
from assistant.types import Say

MOST = 3  # things named one by one
_LONG = {"zh": 14, "en": 50}  # characters of one thing; the rest of a long one is on the page
_NOTHING = Say(zh="今天没有安排，也没有要你确认的事。", en="Nothing is due today, and nothing waits for you.")


def told(due: Sequence[tuple[datetime, Say]], missed: Sequence[Say], asked: Sequence[Say]) -> Say:
    parts = [part for part in (_due(due), _missed(missed), _asked(asked)) if part is not None]
    if not parts:
        return _NOTHING
    return Say(zh="".join(p.zh for p in parts), en=" ".join(p.en for p in parts))


def _due(due: Sequence[tuple[datetime, Say]]) -> Say | None:
    if not due:
        return None
    zh = "，".join(f"{spoken_clock(at, 'zh')}{_short(say, 'zh')}" for at, say in due[:MOST])
    en = ", ".join(f"at {spoken_clock(at, 'en')} {_short(say, 'en')}" for at, say in due[:MOST])
    rest = len(due) - MOST
    more = (f"，还有{rest}件", f", and {rest} more") if rest > 0 else ("", "")
    return Say(zh=f"今天：{zh}{more[0]}。", en=f"Today: {en}{more[1]}.")


def _missed(missed: Sequence[Say]) -> Say | None:
    if not missed:
        return None
    first, rest = missed[0], len(missed) - 1
    more = (f"等{rest + 1}件", f" and {rest} more") if rest else ("", "")
    return Say(
        zh=f"昨天错过了：{_short(first, 'zh')}{more[0]}。",
        en=f"Missed since yesterday: {_short(first, 'en')}{more[1]}.",
    )


def _asked(asked: Sequence[Say]) -> Say | None:
    if not asked:
        return None
    if len(asked) == 1:
        return Say(
            zh=f"有一件事等你确认：{_short(asked[0], 'zh')}。",
            en=f"One thing waits for your yes: {_short(asked[0], 'en')}.",
        )
    return Say(zh=f"有{len(asked)}件事等你确认。", en=f"{len(asked)} things wait for your yes.")


def _short(say: Say, language: str) -> str:
    text, limit = say.to(language).rstrip("。.？?！! "), _LONG[language]
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
