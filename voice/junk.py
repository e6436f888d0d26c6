"""Which decoded words nobody said: what Whisper makes of noise, music, silence, and of itself."""

from __future__ import annotations

import re
import zlib

from voice.decoded import Decoded
from voice.vocabulary import units

NO_SPEECH = 0.6
UNSURE = -0.8
HOPELESS = -1.6
COMPRESSION = 2.4
# Nobody speaks faster than this; a decoder that invents does. Words (en) or characters (zh) per second.
FASTEST = {"zh": 14.0, "en": 8.0}
# Captions that Whisper learnt from films and recites over music; no command to an assistant looks like them.
_CAPTION = re.compile(
    r"amara\.org|字幕[由by:：\s]|字幕(组|志愿者|製作|制作)|(请|請).{0,4}(点赞|點贊|订阅|訂閱)|(谢谢|謝謝|感谢|感謝).{0,4}(收看|观看|觀看)"
    r"|明镜与点点|明鏡與點點|thank(s| you) for watching|subtitles? by|^\W*(♪|\[music\]|\(music\)|\[音乐\]|\(音乐\))",
    re.IGNORECASE,
)


def is_junk(decoded: Decoded, seconds: float) -> bool:
    """Whether these words are better forgotten. `seconds` is how long somebody spoke."""
    said = units(decoded.text)
    if not said or decoded.mean_logprob < HOPELESS:
        return True
    # Where there was hardly a voice, doubt is enough, and so is one word over and over.
    if decoded.no_speech > NO_SPEECH and (decoded.mean_logprob < UNSURE or _repeats(said, 1) >= 4):
        return True
    too_fast = len(said) > 6 and len(said) > FASTEST.get(decoded.language, 14.0) * max(seconds, 0.5)
    return too_fast or loops(decoded.text) or bool(_CAPTION.search(decoded.text))


def once(text: str) -> str:
    """A sentence that a hinted decoder wrote twice or more, the last time perhaps in part, is kept once.

    Measured: with 40 words as a hint, 5 of 18 Chinese commands came doubled. Three units may well be said twice.
    """
    said = units(text)
    for length in range(4, len(said) // 2 + 1):
        if all(said[at] == said[at - length] for at in range(length, len(said))):
            return text[: _end_of(text, length)].rstrip()
    return text


def _end_of(text: str, count: int) -> int:
    """Where the first `count` units end, with the sign that closes them."""
    for at in range(1, len(text) + 1):
        whole = at == len(text) or len(units(text[: at + 1])) > count
        if whole and len(units(text[:at])) == count:
            return at
    return len(text)


def loops(text: str) -> bool:
    """Whether a decoder got caught in a loop: one word six times in a row, a longer phrase four times."""
    said = units(text)
    if _repeats(said, 1) >= 6 or any(_repeats(said, length) >= 4 for length in range(2, 9)):
        return True
    raw = text.encode()
    return len(raw) > 120 and len(raw) / len(zlib.compress(raw)) > COMPRESSION


def _repeats(said: list[str], length: int) -> int:
    """How often the same run of `length` units follows itself, at most."""
    most = 1
    for start in range(min(length, len(said))):
        run = 1
        for at in range(start + length, len(said) - length + 1, length):
            run = run + 1 if said[at : at + length] == said[at - length : at] else 1
            most = max(most, run)
    return most
