"""Minutes out of what was said in a meeting: who, what was decided, what is to do, what was talked about. Extractive:
every line is somebody's own words; nothing is made up. Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.!?。！？；\n]+[.!?。！？；]?")
_SPEAKER = re.compile(r"^\s*(?P<who>[A-Z][\w .'-]{0,30}|[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?P<said>.+)$")
_DECIDED = re.compile(
    r"\b(?:we|it is|it's)\s+(?:have\s+)?(?:agreed?|decided?|settled|approved)\b|\b(?:decision|let's go with"
    r"|we'll go with|we are going with|agreed)\b|决定|确定了|定下来|同意|通过了|就这么定|拍板|一致认为",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"\b(?:will|i'll|i will|you'll|need to|needs to|has to|have to|action item|to[- ]do|please|can you|could you|by"
    r" (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next week|the end of))\b"
    r"|负责|需要|由.{1,8}(?:来|去|做|完成|跟进)|请.{1,12}(?:把|在|准备|完成|联系|整理)|之前(?:完成|交|发|提交)|跟进|待办|记得",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"^\W*(?:um|uh|ok(?:ay)?|yes|no|right|hello|hi|thanks|thank you|嗯|啊|好的?|对|是的|你好|大家好|谢谢)\W*$", re.I
)
_LABELS = {
    "present": frozenset({"present", "attendees", "与会者", "参会", "参会人员", "出席", "与会人员"}),
    "decided": frozenset({"decided", "decision", "decisions", "agreed", "决定", "决议", "结论"}),
    "to_do": frozenset({"to do", "todo", "action", "actions", "action items", "待办", "行动项", "任务"}),
    "rest": frozenset({"discussed", "discussion", "agenda", "topic", "讨论", "议题", "主题", "时间", "地点"}),
}
_WORD = re.compile(r"[a-z']{3,}|[\u4e00-\u9fff]{2}", re.IGNORECASE)
_MOST = 6  # lines of each part


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    present: tuple[str, ...]
    discussed: tuple[str, ...]
    decided: tuple[str, ...]
    to_do: tuple[str, ...]


def minutes_of(text: str) -> Minutes:
    """The minutes of a transcript; who spoke is known only where lines say so ("Anna: ...")."""
    parts: dict[str, list[str]] = {"present": [], "decided": [], "to_do": [], "rest": []}
    for line in text.splitlines():
        _read_line(line, parts)
    said = [s for name in ("decided", "to_do", "rest") for s in parts[name]]
    return Minutes(
        present=tuple(dict.fromkeys(parts["present"])),
        discussed=tuple(_weightiest(parts["rest"], said)),
        decided=tuple(dict.fromkeys(parts["decided"]))[:_MOST],
        to_do=tuple(dict.fromkeys(parts["to_do"]))[: 2 * _MOST],
    )


def _read_line(line: str, parts: dict[str, list[str]]) -> None:
    """A labelled line ("Decided: ...") belongs where it says; else each sentence where its words put it."""
    spoken = _SPEAKER.match(line)
    name = spoken["who"].strip() if spoken else ""
    label = next((part for part, words in _LABELS.items() if name.casefold() in words), "")
    if label == "present" and spoken:
        parts["present"] += [n for n in re.split(r"[,，、\s]+", spoken["said"]) if n]
        return
    if spoken and not label:
        parts["present"].append(name)
    for found in _SENTENCE.findall(spoken["said"] if spoken else line):
        words = found.strip(" ,，")
        if len(words) <= 3 or _IDLE.match(words):
            continue
        part = label or ("decided" if _DECIDED.search(words) else "to_do" if _TO_DO.search(words) else "rest")
        parts[part].append(f"{name}: {words}" if name and part == "to_do" and not label else words)


def _weightiest(rest: Sequence[str], said: Sequence[str]) -> list[str]:
    """The sentences whose words the meeting came back to most, in the order they were said."""
    counts = Counter(word.casefold() for s in said for word in set(_WORD.findall(s)))

    def weight(sentence: str) -> float:
        words = {w.casefold() for w in _WORD.findall(sentence)}
        return sum(math.log(1 + counts[w]) for w in words) / math.sqrt(len(words) or 1)

    best = sorted(dict.fromkeys(rest), key=weight, reverse=True)[:_MOST]
    return [s for s in dict.fromkeys(rest) if s in best]
