"""Greetings, thanks and "what can you do": answered from what is installed, without any call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from assistant.planners.local.asking import label
from assistant.planners.local.template import Template, compile_template
from assistant.types import Say, ToolSpec

_WORDS = Path(__file__).with_name("smalltalk.yaml")
_MOST = 8  # things named in "what can you do"; it is spoken

_ANSWERS = {
    "greeting": Say(zh="你好！要我帮你做什么？", en="Hello! What can I do for you?"),
    "thanks": Say(zh="不客气。", en="You're welcome."),
    "goodbye": Say(zh="再见！", en="Goodbye!"),
    "identity": Say(zh="我是管家，你的私人助理。", en="I am Steward, your personal assistant."),
    "refusal": Say(zh="好的。", en="All right."),
}


@cache
def _patterns() -> tuple[tuple[str, Template], ...]:
    read = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return tuple(
        (kind, compile_template(source))
        for kind, languages in read.items()
        for sources in languages.values()
        for source in sources
    )


def kind_of(marked: str) -> str | None:
    """greeting, thanks, goodbye, refusal, identity, help; None for anything else."""
    found = {kind for kind, template in _patterns() if template.search(marked)}
    return "help" if "help" in found else next(iter(sorted(found)), None)


def answer(kind: str, tools: Sequence[ToolSpec]) -> Say:
    return _help(tools) if kind == "help" else _ANSWERS[kind]


def _help(tools: Sequence[ToolSpec]) -> Say:
    """The first tools of every capability, each capability heard before a second tool of any."""
    by_capability: dict[str, list[ToolSpec]] = {}
    for spec in tools:
        by_capability.setdefault(spec.name.split("__")[0], []).append(spec)
    named = [specs[i] for i in range(3) for specs in by_capability.values() if len(specs) > i][:_MOST]
    if not named:
        return Say(zh="现在还没有安装任何功能。", en="No capabilities are installed yet.")
    labels = [label(s) for s in named]
    first = next((s.examples for s in named if s.examples), {})
    zh = f"我能{'、'.join(x.zh for x in labels)}。" + (f"比如说“{first['zh'][0]}”。" if first.get("zh") else "")
    en = f"I can {', '.join(x.en for x in labels)}." + (f" Try “{first['en'][0]}”." if first.get("en") else "")
    return Say(zh=zh, en=en)
