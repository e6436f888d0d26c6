"""Whether an answer is in the language the user spoke."""

from __future__ import annotations

import re

from assistant.language import language_of
from assistant.types import Language, Say

_OTHER = re.compile(r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
# The sentence itself is about another language: "how do you say sorry in Chinese", "用英语怎么说".
_ABOUT = re.compile(
    r"\b(?:translat\w*|chinese|mandarin|cantonese|english|french|german|spanish|japanese|korean|russian|language)\b"
    r"|翻译|英[语文]|中文|汉语|法[语文]|德[语文]|日[语文]|韩[语文]|俄[语文]|西班牙[语文]|拼音|单词|怎么说",
    re.IGNORECASE,
)
HONEST = Say(zh="（语言模型没有用中文回答。）", en="(The language model answered in another language.) ")


def is_wrong_language(words: str, wanted: Language, sentence: str) -> bool:
    """False when in doubt: short answers, names, and questions about a language are left alone."""
    letters = len(_LETTER.findall(words))
    if letters < 4 or _ABOUT.search(sentence):
        return False
    if _is_third(words):
        return True
    # A dozen Latin letters may be a name ("Yesterday, The Beatles") in an answer to a Chinese question.
    return (letters >= 12 or wanted == "en") and language_of(words, wanted) != wanted


def is_surely_right(words: str, wanted: Language) -> bool:
    """Whether nothing in these first words hints at another language: good enough to be said at once."""
    return not _is_third(words) and language_of(words, wanted) == wanted


def _is_third(words: str) -> bool:
    """Neither Chinese nor English letters, nor a stray foreign name."""
    return len(_OTHER.findall(words)) > 0.2 * len(_LETTER.findall(words))
