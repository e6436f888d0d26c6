"""Turns a user's own words round for reading back: "my mom" becomes "your mom", 我 becomes 你, where that is safe."""

from __future__ import annotations

import re

_SWAP = {
    "i am": "you are",
    "am i": "are you",
    "i'm": "you're",
    "i was": "you were",
    "was i": "were you",
    "i've": "you've",
    "i'll": "you'll",
    "i'd": "you'd",
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
}
_FIRST_EN = re.compile(
    r"(?<![\w'’])(?:i am|am i|i was|was i|i['’](?:m|ve|ll|d)|i|me|my|mine|myself)(?![\w'’])", re.IGNORECASE
)
_SECOND_EN = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
# 我妈 read back as 你妈 sounds rude, so it is 妈妈; 我们 stays "we"; 自我 and 我国 are no pronouns.
_FAMILY_ZH = re.compile(r"我([妈爸])(?![妈爸])")
_FIRST_ZH = re.compile(r"(?<!自)我(?![们国])")
_QUOTED = re.compile(r"[\"“”「『《]")


def to_listener(text: str) -> str:
    """The text as one says it to the person who said it; unchanged where it quotes, or calls somebody else "you"."""
    if _QUOTED.search(text) or _SECOND_EN.search(text) or "你" in text or "您" in text:
        return text
    turned = _FIRST_EN.sub(_turned, text)
    return _FIRST_ZH.sub("你", _FAMILY_ZH.sub(r"\1\1", turned))


def _turned(match: re.Match[str]) -> str:
    other = _SWAP[match[0].casefold().replace("’", "'")]
    opens = match.start() == 0 and match[0][0].isupper()
    return other[0].upper() + other[1:] if opens else other
