"""Free words as arguments: what to be reminded of, a title, a person, a place; without the time and the courtesy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planners.local.material import Found, Material, any_of
from assistant.planners.local.sentence import plain
from assistant.planners.local.template import ANY_MARK
from assistant.types import Effect, Parameter

_TRIM = " \t\n,，.。!！?？;；:：、~…\"'“”‘’「」"
_TAIL = re.compile(
    r"(?:[\s,，]+(?:please|thanks|thank you|ok(?:ay)?|for me|would you|will you|if you (?:can|could)))+$|(?:吧|"
    r"哦|啊|呀|吗|呢|(?<![什怎多那这])么|嘛|谢谢|好吗|可以吗|行吗|一下)$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\s+(?:at|on|by|in|for|from|every|around|about|before|until|till|the|this|next|of|and)$", re.IGNORECASE
)
_HEAD = re.compile(
    r"^(?:(?:that|to|about|of|and)\b|:|,|，|：|一下|说|的是|要|关于|去(?=\s)|[一两三]?[个项条件]|一下)\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[《「“\"]([^》」”\"]{1,80})[》」”\"]")


def text(material: Material, parameter: Parameter, used: Sequence[tuple[int, int]] = ()) -> Found | None:
    """The words caught for it without the times that became other arguments; for a READ, else the whole sentence."""
    sentence = material.sentence
    caught = material.captured(parameter.name)
    if caught and (parameter.required or not _points(material, parameter.name)):
        words = tidy(without(sentence.text, caught[1], used))
        if words:
            return Found(words, words, caught[1])
    if material.answering:
        words = tidy(without(sentence.text, (0, len(sentence.text)), used))
        return Found(words, words, (0, len(sentence.text))) if words else None
    if material.spec.effect is Effect.READ and parameter.name in ("text", "about", "query", "question"):
        return Found(sentence.text.strip(), sentence.text.strip(), (0, len(sentence.text)))
    return None


_POINTING = re.compile(
    rf"[{ANY_MARK}]|\b(?:the|my|our|a|an|that|this|these|those|it|one|ones|first|second|last|next|other|all|any|every|both|"
    r"new|old|current|running|same|whole|entire|daily|weekly|morning|evening|night|long|short|now|me|for|of|on|at)\b|"
    r"[那这]?(?:个|条|次)|所有|全部|每天|早上|晚上|上午|下午|中午|刚才|刚刚|现在|第|的|我|把|那|这|都|什么|哪些|哪个|啥"
)


def _points(material: Material, name: str) -> bool:
    """ "The ten minute timer", "the other timer": words that point at one and say nothing of what it is about."""
    start, end = material.captures[name]
    return not re.search(r"\w", _POINTING.sub(" ", material.sentence.marked[start:end]))


def sentence(material: Material, parameter: Parameter, used: Sequence[tuple[int, int]] = ()) -> Found | None:
    """All that was said, for a tool that reads it by itself."""
    whole = material.sentence.text.strip()
    return Found(whole, whole) if whole else None


def without(whole: str, span: tuple[int, int], used: Sequence[tuple[int, int]]) -> str:
    """The stretch of text with the used stretches cut out, and the prepositions that led to them."""
    pieces, at = [], span[0]
    for start, end in sorted(used):
        if start >= span[1] or end <= span[0]:
            continue
        pieces.append(_DANGLING.sub("", " " + whole[at : max(start, at)].rstrip()).strip())
        at = max(at, end)
    pieces.append(whole[at : span[1]])
    kept = [p.strip() for p in pieces if p.strip(_TRIM)]
    joined = kept[0] if kept else ""
    for piece in kept[1:]:
        joined += (" " if joined[-1].isascii() and piece[0].isascii() and piece[0] not in ",." else "") + piece
    return joined


def tidy(words: str) -> str:
    """Without punctuation and courtesy at both ends."""
    previous = None
    while previous != words:
        previous = words
        words = _HEAD.sub("", _TAIL.sub("", words.strip(_TRIM)).strip(_TRIM))
    return words


def name(material: Material, parameter: Parameter, used: Sequence[tuple[int, int]] = ()) -> Found | None:
    """A title: what stands in quotation marks or book-title marks, else what a pattern caught."""
    if quoted := _QUOTED.search(material.sentence.text):
        return Found(quoted[1].strip(), quoted[1].strip(), quoted.span(1))
    found = text(material, parameter, used)
    if found is None or _names_nothing(material, str(found.value)):
        return _by_head(material, parameter)
    return found


_NO_MODIFIER = (
    r"(?!(?:a|an|the|my|our|your|his|her|this|that|any|all|some|another|new|next|upcoming|for|to|on|at|in|of|"
    r"about|with|and|or|is|are|was|have|has|"
    r"having|had|there|i|we|you|me|us|it|be|add|set|make|schedule|create|cancel|delete|remove|put|remind|"
    r"reminder|reminded|event|please|"
    r"up|out|from|do|does|when|what|which|plan|book|need|want|mark|attend|into|as|by|so|daily|weekly|next)\b)"
)


def _by_head(material: Material, parameter: Parameter) -> Found | None:
    """The tool's list of that name holds what such things are called: "team meeting", "lunch with Nora", 小组会议."""
    heads = tuple(w for group, words in material.groups(parameter.name) if group == parameter.name for w in words)
    if not heads:
        return None
    head = any_of(heads).pattern
    english = rf"(?<![a-z'])(?:{_NO_MODIFIER}[a-z']+\s+){{0,2}}(?:{head})(?:\s+with\s+(?:my |the )?[a-z']+)?"
    for pattern in (english, rf"[\u3400-\u9fff]{{0,4}}?(?:{head})"):
        if match := re.search(pattern, material.sentence.marked):
            words = tidy(material.sentence.words(*match.span()))
            return Found(words, words, material.sentence.span(*match.span()))
    return None


_PLAIN_WORDS = re.compile(
    r"\b(?:a|an|the|some|any|something|anything|one|my|new|good|nice|best|great|regular|interesting|popular|"
    r"latest|cheap|of|type|kind|"
    r"for|to|at|in|on|me|us|watch|see|tonight|online|show|shows|tickets?)\b|一部|一场|一个|部|场|个|的|好看|"
    r"最新|热门|什么|有|新|看"
)


def _names_nothing(material: Material, words: str) -> bool:
    """ "A good comedy" is a kind of thing, not the title of one."""
    rest = plain(words)
    for group, entries in ((g, e) for lexicon in material.spec.lexicon.values() for g, e in lexicon.items()):
        if group not in ("examples", "patterns", "never", "label"):
            rest = any_of(tuple(e for e in entries if not e.startswith("<"))).sub(" ", rest)
    return not re.search(r"\w", _PLAIN_WORDS.sub(" ", rest))
