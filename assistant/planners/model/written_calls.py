"""Tool calls that a small model writes out as words, since its server or its training knows no better way."""

from __future__ import annotations

import json
import re
from typing import Any

from assistant.planners.model.answer import RawCall

_TAGGED = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_FENCED = re.compile(r"\A```(?:json|tool_call)?\s*(.*?)\s*```\Z", re.DOTALL)
_BROKEN = re.compile(r'"(?:arguments|parameters)"\s*:|</?tool|\b[a-z]\w*__[a-z]\w*\b')
_HINT = re.compile(r"\A\s*(?:[{\[`<])|```|<tool_call")


def hints_at_call(words: str) -> bool:
    """Whether these words may turn out to be a call: then they are not said."""
    return _HINT.search(words) is not None


def is_machine_talk(words: str) -> bool:
    """Whether a call was meant and went wrong: braces, tags and names of tools are nothing to tell a person."""
    return _BROKEN.search(words) is not None


def written_calls(words: str) -> list[RawCall]:
    """The calls, when the whole answer is calls (tagged, fenced or bare JSON); else none. They are checked as any."""
    text = words.strip()
    if tagged := _TAGGED.findall(text):
        found = [_objects(part) for part in tagged]
    elif fenced := _FENCED.match(text):
        found = [_objects(fenced.group(1))]
    else:
        found = [_objects(text)] if text[:1] in ("{", "[") else []
    calls = [_call(value, at) for at, value in enumerate(v for values in found for v in values)]
    return [c for c in calls if c is not None] if all(calls) else []


def _objects(text: str) -> list[Any]:
    """JSON values one after another, or a list of them; nothing if anything else stands between."""
    decoder, values, at = json.JSONDecoder(), list[Any](), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        values.extend(value if isinstance(value, list) else [value])
    return values


def _call(value: Any, at: int) -> RawCall | None:
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None
    arguments = value.get("arguments", value.get("parameters"))
    if not isinstance(arguments, dict):
        return None
    return RawCall(index=at, id=None, name=value["name"], arguments=json.dumps(arguments, ensure_ascii=False))
