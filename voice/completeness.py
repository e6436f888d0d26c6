"""Whether words sound finished: "remind me to" does not, "停" does. Tells how long to wait, in Chinese and English."""

from __future__ import annotations

import re

from assistant.planners.stop import read_command
from voice.turns import Completeness

_OPEN_EN = re.compile(
    r"(?:\b(?:and|or|but|so|then|because|if|when|to|for|at|on|in|of|from|with|by|about|until|till|the|a|an|my|your|his|her"
    r"|our|their|this|next|every|please|um+|uh+|er+|like|is|are|was|will|would|could|can|should|i|me"
    r"|remind me|wake me|tell me|set|make|find|book|call|send|add|half past|quarter (?:to|past))|[-–,…]|\.\.\.)$"
)
_OPEN_ZH = re.compile(
    r"(?:然后|还有|以及|或者|但是|不过|因为|所以|如果|要是|就是|那个|这个|一个|帮我|请|请帮我|提醒我|叫我|告诉我|给我|我想|我要|我想要|麻烦"
    r"|把|给|跟|和|与|在|到|从|往|去|对|向|为|让|被|比|用|的|地|得|嗯|呃|额|啊这|上午|下午|早上|晚上|明天|后天|今天|下周|每天|[，、,…—])$"
)
# A number that may go on: a telephone number, a year, "twenty" before "five".
_DIGITS = re.compile(r"(?:\d[\d\s-]*\d|\b(?:twenty|thirty|forty|fifty))$")
_NUMBERED = re.compile(r"(?:\bat|点|:)\s*\d+$|\d+:\d\d$")
_DONE_ZH = re.compile(r"(?:吗|吧|呢|了|好的|谢谢|一下|起床|多久|多少|哪里|什么|怎么样|怎么走)[。？！?!.]?$")
_DONE_EN = re.compile(r"[?!]$|\b(?:please|thanks|thank you|tomorrow|today|tonight|now)[.!?]?$")


def looks(text: str) -> Completeness:
    """How finished `text` is by its own words. A planner that can fill a tool call knows better and may overrule it."""
    bare = text.strip().lower()
    if not bare:
        return Completeness.UNSURE
    if read_command(bare, pending=True, question=True) is not None:
        return Completeness.COMPLETE
    tail = bare.rstrip(" 。.!?？！")
    if _OPEN_EN.search(tail) and not _DONE_EN.search(bare):
        return Completeness.OPEN
    if _OPEN_ZH.search(tail) or (
        _DIGITS.search(tail) and len(re.findall(r"\d", tail)) >= 3 and not _NUMBERED.search(tail)
    ):
        return Completeness.OPEN
    if _DONE_ZH.search(bare) or _DONE_EN.search(bare):
        return Completeness.COMPLETE
    return Completeness.UNSURE
