"""Traditional characters as Simplified ones, one for one: positions stay, so words can be shown as they were said."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_HAN = re.compile(r"[\u3400-\u9fff]")


def simplified(text: str) -> str:
    """The text of the same length in Simplified characters; text without Chinese comes back as it is."""
    return text.translate(_table()) if _HAN.search(text) else text


@cache
def _table() -> dict[int, str]:
    """OpenCC's character table (Apache-2.0): the first, usual form of each character."""
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split()[0] for old, new in pairs if len(old) == 1 and len(new.split()[0]) == 1}
