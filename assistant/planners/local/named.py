"""A place or a person by name, out of free words: what they are called, without what stands around the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planners.local.free_text import text, tidy, without
from assistant.planners.local.material import Found, Material
from assistant.planners.local.sentence import plain
from assistant.types import Parameter

_HERE = frozenset(
    [
        "here",
        "me",
        "nearby",
        "around",
        "near",
        "home?",
        "这里",
        "这儿",
        "附近",
        "这附近",
        "周边",
        "旁边",
        "我",
        "这边",
        "那里",
        "there",
    ]
)

_EN_STOP = (
    r"(?=\s+(?:for|at|on|in|with|by|from|to|near|around|that|which|who|and|tonight|today|tomorrow|this|next|"
    r"please|using|via|"
    r"without|avoiding|within|under|serving|where|starting|leaving|departing|going|arriving)\b|"
    r"\s*[,.!?;\ue000-\ue006]|\s*$)"
)
_EN_NAME = r"((?:the\s+)?(?:(?:[a-z]\.)+\s*)?[a-z0-9&'][a-z0-9&' ]*?)"  # also "U.S. Virgin Islands"
_EN_PLACE = re.compile(rf"\b(?:in|near|around|close to|next to|nearby|outside|within)\s+{_EN_NAME}" + _EN_STOP)
# "At Luigi's" is where one eats, not near what; of things with a title it is where they are shown.
_EN_AT = re.compile(rf"\bat\s+{_EN_NAME}" + _EN_STOP)
# A house that says in its name what it is: "the Odeon cinema", 大光明电影院.
_HOUSE = (
    re.compile(
        r"(?:^|\b(?:for|of|at|in|by|the|to|will|does|is|are)\s+)((?:the\s+)?(?:(?!(?:movie|film|local|nearest|closest|nearby|"
        r"any|all|my|our|some|what|which|a|an|the|for|at|in|of|good|best|find|show|me|times?|schedules?|playing|in|are|"
        r"is|other)\b)[a-z0-9&']+\s+){1,3}(?:cinemas?|theat(?:er|re)s?|multiplex|playhouse|opera house|drive ?in))"
        r"(?![a-z])"
    ),
    re.compile(
        r"(?:^|在|去|到|看看|查一下|查|放映|\s)([\u3400-\u9fffa-z0-9·& ]{1,20}?"
        r"(?:大剧院|剧院|电影院|影院|影城|剧场|音乐厅|体育馆))"
    ),
)
_NO_HOUSE = re.compile(r"^(?:最近|附近|哪|什么|家|一家|这|那|有|的|各|本地|我|周边|旁边|放|电影|影|大|小|了|个)")
_ZH_PLACE = (
    re.compile(
        r"(?:在|离)([\u3400-\u9fffa-z0-9· ]{2,14}?)(?=的?附近|旁边|周边|周围|里(?=的|找|有|吃|$)|的|找|有|订|"
        r"预|定|查|搜|吃|上映|放映|播|看|举|参加|为|和|给|一家|一个|"
        r"餐厅|饭店|下午|中午|晚上|[,.]|\ue000|$)"
    ),
    re.compile(r"([\u3400-\u9fffa-z0-9·]{2,12}?)(?:附近|旁边|周边|周围|一带)"),
)
_ZH_LEAD = re.compile(r"^.*(?:找到|找|带到|到|去|在|查|为我|帮我|给我)")
_NOT_PLACE = re.compile(
    r"^(?:the |a |an |my |our )?(?:morning|afternoon|evening|night|future|meantime|middle|first|second|advance|"
    r"case|mood|area|"
    r"neighbou?rhood|vicinity|here|me|there|english|chinese|general|time|town|hour|minute|order|person|total|"
    r"front of.*|need.*|interest.*|calendar|schedule|agenda|diary|list|"
    r"inbox|.*backpack|.*luggage|theat(?:er|re)s?|cinemas?)$"
    r"|^(?:帮我|给我|请|找|查|看|我|你|这|那|有没有|有什么|想|能|可以|最近|今|明|后|电影院|放|上映|网上|线上|家|现|"
    r"自助|快餐|同一).*"
)


def place(material: Material, parameter: Parameter, used: Sequence[tuple[int, int]] = ()) -> Found | None:
    """A place by name; "here" and "nearby" name none."""
    if caught := material.captured(parameter.name):
        words = tidy(without(material.sentence.text, caught[1], used))
        if words and plain(words) not in _HERE:
            return Found(words, words, caught[1])
        return None
    if material.answering:
        return text(material, parameter, used)
    for group, entries in material.groups(parameter.name):
        if "." in group and (span := material.said(entries)):
            return Found(group.partition(".")[2], material.sentence.text[span[0] : span[1]], span)
    if parameter.name not in ("place", "near", "area", "city", "location"):
        return None
    return _place_in(material)


def _place_in(material: Material) -> Found | None:
    marked, sentence = material.sentence.marked, material.sentence
    titled = any(p.slot in ("title", "venue") for p in material.spec.parameters)
    for pattern in (_EN_PLACE, *_ZH_PLACE, *((_EN_AT,) if titled else ())):
        for match in pattern.finditer(marked):
            if not _NOT_PLACE.match(match[1]):
                start = match.start(1) + (lead.end() if (lead := _ZH_LEAD.match(match[1])) else 0)
                end = match.end(1) - (len(kind[0]) if (kind := _KIND_OF_HOUSE.search(match[1])) else 0)
                words = sentence.words(start, end)
                return Found(words, words, sentence.span(start, end)) if len(words) > 1 else None
    return _house(material) if titled else None


_KIND_OF_HOUSE = re.compile(r"(?:\s+(?:restaurants?|area|region|neighbou?rhood)|地区|一带|区域)$")


def _house(material: Material) -> Found | None:
    sentence = material.sentence
    for pattern in _HOUSE:
        for match in pattern.finditer(sentence.marked):
            name = match[1].removeprefix("the ").strip()
            if len(name) > 3 and not _NO_HOUSE.match(name):
                words = sentence.words(*match.span(1))
                return Found(words, words, sentence.span(*match.span(1)))
    return None


_NAME = (
    r"((?:(?:my|our|the|dr|mr|mrs|ms)\s+)?"
    r"(?!(?:my|our|the|a|an|it|this|that|me|us|him|her|them|you|be|go|make|do|have|get|take|for|on|at|in|and|"
    r"to|up|lunch|dinner|some|all|from|is|was|account|address|reply|message|messages|inbox)\b)"
    r"[a-z][a-z']*(?:(?:\s+and)?\s+(?!(?:for|on|at|in|with|by|from|to|about|that|and|of|this|next|tonight|"
    r"today|tomorrow|please|every|saying|as|is|"
    r"has|have|will|when|if|because|so|birthday|party|meeting|lunch|dinner)\b)[a-z']+){0,3})"
)
# Where a name ends and what shall be said to its bearer begins: "email mum | want to go shopping".
_AFTER_NAME = re.compile(
    r"(?:'s)?\s+(?:e ?mails?|mails?|messages?|letters?)\b.*$|\s*[,:;，：；].*$"
    r"|\s+(?:say|says|saying|tell|telling|ask|asks|asking|which|that|who|what|when|where|why|how|want|wants|to|about|"
    r"with|regarding|stating|concerning|and (?:say|tell|ask|let|mention)|i|i'm|i'll|we|we're|we'll|his|her|their|at|on|"
    r"in|for|from|starts?|wish|wishing|please|thanks|thank|if|because|as|is|are)\b.*$",
    re.IGNORECASE,
)
_PERSON = (
    re.compile(rf"\b(?:with|meet|see|seeing|visit|visiting|pick up|pick|invite|between me and)\s+{_NAME}"),
    re.compile(
        r"\b((?:(?:my|our|the|dr|mr|mrs|ms|doctor|aunt|uncle) )?[a-z]+)'?s\s+"
        r"(?:birthday|bday|wedding|graduation|retirement|party|office|house|"
        r"place|marriage|recital)"
    ),
    re.compile(
        r"(?:和|跟|与|给|同|约)([\u3400-\u9fff]{1,6}?)(?:一起|的|吃|开|见|去|在|聊|打|发|写|说|讲|谈|碰|喝|看|面|$)"
    ),
)
# "I want to reply to Jean": the first "to" leads to no person.
_TO = r"(?<!want )(?<!need )(?<!like )(?<!have )(?<!going )(?<!wish )(?<!try )(?<!able )to"
_TO_WHOM = (re.compile(rf"\b(?:{_TO}|email|mail|e mail|tell|ask|answer)\s+{_NAME}"), _PERSON[2])


def person(material: Material, parameter: Parameter, used: Sequence[tuple[int, int]] = ()) -> Found | None:
    if caught := material.captured(parameter.name):
        words = tidy(_AFTER_NAME.sub("", caught[0]))
        return Found(words, words, caught[1]) if words else None
    if material.answering:
        return text(material, parameter, used)
    for pattern in _TO_WHOM if parameter.name == "to" else _PERSON:
        if match := pattern.search(material.sentence.marked):
            words = _AFTER_NAME.sub("", material.sentence.words(*match.span(1)))
            return Found(words, words, material.sentence.span(*match.span(1)))
    return None
