"""How routines are told, named and spoken of, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import Card, Say
from tools.office.replies import button

_ENDINGS = re.compile(r"(?:例程|流程|工作流|\s*\b(?:routine|workflow))$", re.I)
_STARTS = re.compile(r"^(?:我的|运行|执行|启动|开始|跑一下|跑|my |the |run |start |do )+", re.I)
_CALLED = re.compile(
    r"^(?:(?:教你|教|记住|学|建|新建|新)?(?:一个|个)?(?:流程|例程)[，,：:]?\s*(?:叫做?|名叫)?"
    r"|(?:learn|make|teach you|new)?"
    r"\s*(?:a |the )?(?:new )?routine (?:called|named)|when i say|我说|以后)\s*",
    re.IGNORECASE,
)
_TAUGHT = re.compile(r"^(?P<name>.+?)\s*(?:就是|包括|是先|means|is|consists of|[:：])\s*(?P<steps>.+)$", re.I | re.S)
_NEXT = re.compile(r"\s*(?:[;；。\n]|[,，]?\s*(?:\b(?:and then|then|after that)\b|然后|接着|最后|再)|[,，])\s*", re.I)
_SHOWN = re.compile(
    r"(?:记住|记下|保存)(?:一下)?刚才(?:的|这|那)?(?P<n>[一二两三四五六七八九十\d]*)?(?:步|件事|几步)?.{0,6}?"
    r"(?:叫|作为|存成|当作|为)(?P<a>.{1,20}?)(?:流程|例程)?$"
    r"|(?:remember|save|learn|keep) "
    r"(?:what (?:i|we) (?:just )?(?:did|asked)|(?:the|those|these|my) (?:last )?(?P<m>\w+)? ?steps?)"
    r".{0,20}? as (?:a |the |my )?(?:routine (?:called |named )?)?(?P<b>.{1,40}?)(?: routine)?$",
    re.IGNORECASE,
)
_COUNTS = (
    {w: n for n, w in enumerate("一二三四五六七八九十", 1)}
    | {"两": 2}
    | {w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)}
)
_ANSWERS = re.compile(
    r"^\W*(?:yes|no|ok(?:ay)?|sure|stop|undo(?: that)?|cancel|thanks|thank you"
    r"|好的?|是的?|不用?了?|可以|行|确定|撤销|谢谢|停)\W*$",
    re.IGNORECASE,
)


def shown_as(text: str) -> tuple[str, int | None] | None:
    """ "Remember what we just did as my report": the name, and how many steps when that was said."""
    found = _SHOWN.search(text.strip(" .。!！"))
    if found is None:
        return None
    count = (found["n"] or found["m"] or "").casefold()
    return (found["a"] or found["b"]).strip(" “”\"'"), int(count) if count.isdigit() else _COUNTS.get(count)


def is_answer(said: str) -> bool:
    """A yes or a no is part of a talk and no step of a routine."""
    return _ANSWERS.match(said) is not None


_NAMED = re.compile(
    r"(?:流程|例程)[，,：:]?\s*(?:名叫|叫做?)\s*(?P<a>[^，,：:]{1,20})[，,：:]\s*(?P<sa>.+)$"
    r"|routine (?:called|named)\s+(?P<b>[^,:]{1,40})[,:]\s*(?P<sb>.+)$"
    r"|^when i say (?P<c>[^,:]{1,40})[,:]\s*(?P<sc>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def steps_of(name: str, text: str) -> tuple[str, tuple[str, ...]]:
    """Name and steps, told in one go or apart."""
    if called := _NAMED.search(text or name):
        name = called["a"] or called["b"] or called["c"]
        return short_name(name), _steps(called["sa"] or called["sb"] or called["sc"])
    told = _TAUGHT.match(text) if text else _TAUGHT.match(name)
    if told is not None:
        name, text = (told["name"] if not text or name.strip() == text.strip() else name), told["steps"]
    return short_name(name) or name.strip(), _steps(text)


def _steps(text: str) -> tuple[str, ...]:
    bare = (re.sub(r"^(?:先|first,?\s)|(?:\s*first)$", "", s.strip(" 。.，,"), flags=re.I) for s in _NEXT.split(text))
    return tuple(s for s in bare if len(s) > 1)[:10]


def short_name(name: str) -> str:
    """ "Run my Monday report routine", 教你一个流程，叫晚安: the name alone."""
    bare = _STARTS.sub("", name.strip(" ,，.。!！“”\"'"))
    bare = _CALLED.sub("", bare)
    return _ENDINGS.sub("", _STARTS.sub("", bare.strip())).strip(" ,，“”\"'").casefold()


def learned(name: str, steps: Sequence[str]) -> Say:
    return Say(
        zh=f"记住了，“{name}”有{len(steps)}步：{'；'.join(steps)}。说“运行{name}流程”就行。",
        en=f"Learned: “{name}” has {len(steps)} steps: {'; '.join(steps)}. Say “run the {name} routine”.",
    )


def running(name: str, count: int) -> Say:
    return Say(zh=f"“{name}”，{count}步。", en=f"{name[:1].upper()}{name[1:]}, {count} steps.")


def time_for(name: str) -> Say:
    return Say(zh=f"到“{name}”的时间了。", en=f"It is time for {name}.")


def due(name: str, steps: Sequence[str]) -> Say:
    """After the fixed words: what it will do."""
    return Say(zh=f"一共{len(steps)}步：{'；'.join(steps)}。", en=f"It has {len(steps)} steps: {'; '.join(steps)}.")


def scheduled(name: str, count: int, when: Say) -> Say:
    return Say(
        zh=f"好，{when.zh}提“{name}”，{count}步，你说好才开始。",
        en=f"Okay, {name} comes up {when.en}: {count} steps, and I start when you say yes.",
    )


def routines(names: Sequence[str]) -> Say:
    if not names:
        return Say(zh="还没有流程。", en="There are no routines yet.")
    return Say(
        zh=f"有{len(names)}个流程：{'、'.join(names)}。", en=f"{len(names)} {_plural(names)}: {', '.join(names)}."
    )


def _plural(names: Sequence[str]) -> str:
    return "routines" if len(names) > 1 else "routine"


def forgotten(name: str) -> Say:
    return Say(zh=f"好，不记“{name}”了。", en=f"Okay, I forgot {name}.")


def routine_card(name: str, steps: Sequence[str]) -> Card:
    lines = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    run = button(Say(zh="开始", en="Run"), Say(zh=f"运行{name}流程", en=f"run the {name} routine"))
    return Card(
        type="routine",
        title=Say(zh=name, en=name),
        text=Say(zh=lines, en=lines),
        data={"name": name, "steps": list(steps)},
        actions=(run,),
    )
