"""Catches arguments that a model made up: names nobody said, times and numbers where nobody spoke of any.

Only what is certain is caught. A name counts as grounded when one word or two Han characters of it were said,
remembered or found by a tool, or when it is written in another script (then it may be a translation); a time, when
anything at all that could be one was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from assistant.codec import canonical
from assistant.planners.model.provenance import Origins, calls_in_play
from assistant.types import Json, Parameter, ToolSpec

NAMES = frozenset({"place", "title", "person", "cuisine"})
_HERE = frozenset({"home", "work", "office", "here", "nearby", "家", "公司", "单位", "这里", "附近", "当前位置"})
_NUMBER = (
    r"\d|[零〇一二三四五六七八九十百千两俩仨半几双]"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|half|quarter|couple|pair|dozen|few|single|both)\b"
)
_TIME = (
    r"|\b(?:noon|midnight|morning|afternoon|evening|night|tonight|today|tomorrow|now|soon|later|hours?|minutes?|seconds?"
    r"|days?|weeks?|weekends?|months?|years?|mon|tue|wed|thu|fri|sat|sun|\w+day|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|daily|every|next|before|after|when|until|early|late|dawn|sunrise|sunset"
    r"|breakfast|lunch|dinner|christmas|eve)\b|[天早晚午夜晨周礼号日月年刚现马立等后前明今时点分秒刻节除]"
)
_PEOPLE = r"|\b(?:we|us|our|me|my|i|and|with|alone|family|everyone|another|a|an)\b|[我们和跟与家全他她咱位]"
_SPOKEN_OF = {
    "instant": re.compile(_NUMBER + _TIME, re.IGNORECASE),
    "duration": re.compile(_NUMBER + _TIME, re.IGNORECASE),
    "number": re.compile(_NUMBER + _PEOPLE, re.IGNORECASE),
    "people": re.compile(_NUMBER + _PEOPLE, re.IGNORECASE),
}
_WORD = re.compile(r"[a-z0-9\u00c0-\u024f]{3,}")
_COMMON = frozenset({"the", "and", "for", "near", "from", "with", "that", "this", "any", "one", "place", "resta"})
_HAN = re.compile(r"[\u3400-\u9fff]")


def invented(arguments: Mapping[str, Json], spec: ToolSpec, origin: Origins) -> list[str]:
    """The names of arguments that come from nowhere."""
    lines = [line.text.casefold() for line in origin.transcript.lines]
    calls = [canonical(dict(c.arguments)).casefold() for c in calls_in_play(origin.transcript)]
    said = "\n".join([origin.user, origin.facts, origin.tools, *lines, *calls])
    return [
        n for n, value in arguments.items() if (p := spec.parameter(n)) and not _is_grounded(value, p, said, origin)
    ]


def _is_grounded(value: Json, parameter: Parameter, said: str, origin: Origins) -> bool:
    if parameter.default is not None and canonical(parameter.default) == canonical(value):
        return True
    if spoken_of := _SPOKEN_OF.get(parameter.slot):
        return spoken_of.search(said) is not None
    if parameter.slot in NAMES and isinstance(value, str) and "enum" not in parameter.schema:
        return _was_named(value.casefold(), f"{said}\n{origin.memory}")
    return True


def _was_named(value: str, heard: str) -> bool:
    if value in _HERE or value in heard:
        return True
    words, signs = _words(value), _HAN.findall(value)
    known = _words(heard)
    if words & known or any(a + b in heard for a, b in pairwise(signs)):
        return True
    # In another script than everything said: a translation cannot be told from an invention.
    return bool(words and not signs and not known) or bool(signs and not words and not _HAN.search(heard))


def _words(text: str) -> set[str]:
    """Words that can name something, by their first five letters ("station" is "stations")."""
    return {w[:5] for w in _WORD.findall(text)} - _COMMON
