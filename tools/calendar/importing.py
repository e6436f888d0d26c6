"""A calendar file taken in: all of it or nothing, and a second time it changes nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant import ToolContext
from assistant.changes import Change
from assistant.errors import TooLong
from tools.calendar.events import Event
from tools.calendar.following import in_step
from tools.calendar.ics import decoded, read_ics
from tools.calendar.plug import events_of, put

MOST = 5_000  # events of one file


async def imported(ctx: ToolContext, content: bytes) -> tuple[tuple[Event, ...], tuple[Change, ...]]:
    """The events of the file that are new or other than here, and what to change. Raises Unreadable, TooLong."""
    found = read_ics(decoded(content), ctx.user.timezone, strict=True)
    if len(found) > MOST:
        raise TooLong
    have = {e.uid: e for e in await events_of(ctx.records)}
    fresh = tuple(made for event in found if (made := _over(event, have)) is not None)
    return fresh, (*map(put, fresh), *await in_step(ctx, put=fresh))


def _over(event: Event, have: Mapping[str, Event]) -> Event | None:
    """The event as it shall be kept: one that is here already goes on being the same one on a connected server."""
    old = have.get(event.uid)
    if old is None:
        return event
    new = replace(
        event,
        sequence=old.sequence + 1,
        etag=old.etag,
        href=old.href,
        synced=old.synced,
        source=old.source,
        people=old.people,
    )
    same = replace(new, sequence=old.sequence) == old
    return None if same else new
