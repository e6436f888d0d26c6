"""The written form of what was heard: Simplified characters, plain widths, no stray spaces inside Chinese."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_INNER_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。！？、]) +(?=[\u3400-\u9fff，。！？、])")
_DOTTED_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-4])\.([0-5]\d)分")  # "8.15分" was said as 八点十五分
_CJK = re.compile(r"[\u3400-\u9fff]")


def written(text: str) -> str:
    """Text as a reader in mainland China would write it; text without Chinese is left as it is."""
    if not _CJK.search(text):
        return text.strip()
    wide = {"，": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";"}
    kept = "".join(sign if sign in wide else unicodedata.normalize("NFKC", sign) for sign in text)
    simple = _INNER_SPACE.sub("", str(_simplifier().convert(kept))).strip()
    return _DOTTED_CLOCK.sub(r"\1点\2分", simple)


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
