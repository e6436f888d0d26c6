"""What a model has answered so far, put together from the pieces of its stream and cut where it grows without end."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from assistant.planners.model.endpoint import Limits
from assistant.planners.model.failures import ModelFailed

# Thoughts, and our own data read back to us by a small model.
_NOT_WORDS = re.compile(r"<(think|thinking|data)>.*?(?:</\1>|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*(?:\)|\Z)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPiece:
    """A part of one tool call; `name` and `id` come once, `arguments` in shreds of JSON."""

    index: int | str | None
    id: str | None = None
    name: str | None = None
    arguments: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One event of the stream. `usage` is (prompt tokens, answer tokens)."""

    text: str = ""
    calls: tuple[CallPiece, ...] = ()
    finish: str | None = None
    usage: tuple[int, int] | None = None


@dataclass(slots=True)
class RawCall:
    """A call as the model wrote it: nothing in it is trusted or even parsed."""

    index: int | str | None
    id: str | None
    name: str
    arguments: str = ""

    @property
    def is_whole(self) -> bool:
        try:
            json.loads(self.arguments)
        except ValueError:
            return False
        return True


@dataclass(slots=True)
class Answer:
    """Grows by `add`; `close` says whether it came to its end."""

    limits: Limits
    raw: str = ""
    calls: list[RawCall] = field(default_factory=list)
    finish: str | None = None
    usage: tuple[int, int] | None = None
    pieces: int = 0

    @property
    def words(self) -> str:
        """The words meant for the user: no thoughts, no images, links as their text (a link can carry data out)."""
        text = _NOT_WORDS.sub("", self.raw) if "<" in self.raw else self.raw
        return _LINK.sub(r"\1", _IMAGE.sub("", text)).strip() if "[" in text else text.strip()

    @property
    def is_complete(self) -> bool:
        """Everything an endpoint has to say has come; some keep the line open after it."""
        return self.finish is not None and self.usage is not None

    def add(self, piece: Piece) -> None:
        """Take one piece in. Raises ModelFailed when it is too much."""
        self.pieces += 1
        self.raw += piece.text
        for part in piece.calls:
            self._add_call(part)
        self.finish = piece.finish or self.finish
        self.usage = piece.usage or self.usage
        too_much = (
            self.pieces > self.limits.max_pieces
            or len(self.raw) > self.limits.max_text
            or len(self.calls) > 4 * self.limits.max_calls
            or any(len(c.arguments) > 2 * self.limits.max_arguments for c in self.calls)
        )
        if too_much:
            raise ModelFailed("model_cut_off", detail="endless answer")

    def _add_call(self, part: CallPiece) -> None:
        known = next((c for c in reversed(self.calls) if c.index == part.index), None)
        # Some servers give every parallel call the index 0: a new name after whole arguments is a new call.
        is_new = (
            known is None
            or (part.id and known.id and part.id != known.id)
            or (part.name and known.arguments and known.is_whole)
        )
        if known is None or is_new:
            known = RawCall(index=part.index, id=part.id, name="")
            self.calls.append(known)
        known.name += part.name or ""
        known.id = known.id or part.id
        known.arguments += part.arguments

    def close(self) -> None:
        """Raises ModelFailed when the stream ended before the answer did."""
        if self.finish is None and (self.raw or self.calls):
            raise ModelFailed("model_cut_off", passing=True, detail="no finish_reason")
        if self.finish == "length" and self.calls:
            raise ModelFailed("model_cut_off", detail="out of tokens within a call")
        if self.finish in ("tool_calls", "function_call") and not self.calls:
            raise ModelFailed("model_bad_answer", passing=True, detail="promised calls, sent none")
