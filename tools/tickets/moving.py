"""To which other time bought tickets shall go: a clock time, a day at about that hour, the next later or earlier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from assistant import ToolContext
from assistant.moments import at_wall
from tools.tickets import replies, venues
from tools.tickets.provider import Showing

_ABOUT = timedelta(minutes=45)  # "at eight" is the one at ten past
_HALF_A_DAY = timedelta(hours=12)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What was said of the new time; nothing of it with a `quantity` means: at the same time."""

    at: datetime | None
    day: date | None
    prefer: str | None
    quantity: int | None

    @property
    def stays(self) -> bool:
        return self.quantity is not None and self.at is None and self.day is None and self.prefer is None


async def other(ctx: ToolContext, order: Mapping[str, Any], before: Showing, move: Move) -> Showing:
    """The other time that is meant. Raises ToolError, with times there are."""
    if move.stays:
        return before
    centre, start, until = _window(ctx, before, move)
    found = await venues.others(ctx, before, max(ctx.now, start), until)
    near = sorted(found, key=lambda s: abs(s.start - centre))
    if move.at is None and move.day is None and move.prefer is not None:
        aside = [s for s in found if (s.start > before.start) is (move.prefer == "later")]
        if aside:
            return aside[0] if move.prefer == "later" else aside[-1]
    elif near and (abs(near[0].start - centre) <= _ABOUT or (move.day is not None and move.at is None)):
        return near[0]
    if not near and move.at is None and move.day is None:
        near = await venues.others(ctx, before, ctx.now, before.start + _A_WEEK)
    raise replies.which_other(ctx, order, near[:2])


def _window(ctx: ToolContext, before: Showing, move: Move) -> tuple[datetime, datetime, datetime]:
    """Around what time, and from when to when to look."""
    zone = ctx.user.timezone
    if move.at is not None:
        return move.at, move.at - _HALF_A_DAY, move.at + _HALF_A_DAY
    if move.day is not None:
        centre = at_wall(datetime.combine(move.day, before.start.astimezone(ctx.now.tzinfo).time()), zone)
        return (
            centre,
            at_wall(datetime.combine(move.day, time()), zone),
            at_wall(datetime.combine(move.day, time(23, 59)), zone),
        )
    return before.start, before.start - _HALF_A_DAY, before.start + _HALF_A_DAY
