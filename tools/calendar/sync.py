"""What two-way synchronising has to do: pure comparison of what is here with what is on the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tools.calendar.caldav import Resource
from tools.calendar.events import Event
from tools.calendar.ics import Unreadable, read_ics


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """`take`: write here; `drop`: delete here; `push`: write there; `remove`: delete there (uid -> href, etag).
    `both`: changed in both places; the server's stays, named to the user."""

    take: tuple[Event, ...] = ()
    drop: tuple[Event, ...] = ()
    push: tuple[Event, ...] = ()
    remove: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    both: tuple[Event, ...] = ()
    unreadable: int = 0


def remote_events(resources: Iterable[Resource], timezone: str) -> tuple[dict[str, Event], int]:
    """The server's events by uid, and how many objects could not be read."""
    found: dict[str, Event] = {}
    broken = 0
    for resource in resources:
        try:
            events = read_ics(resource.ics, timezone, source="caldav")
        except Unreadable:
            broken += 1
            continue
        for event in events:
            same = replace(event, etag=resource.etag, href=resource.href, synced=event.sequence)
            found[event.uid] = same
    return found, broken


def compare(here: Iterable[Event], there: Mapping[str, Event], gone: Iterable[str], broken: int = 0) -> Steps:
    """`gone` are uids deleted here that may still be on the server."""
    ours = {event.uid: event for event in here}
    deleted = set(gone)
    take, drop, push, both = [], [], [], []
    remove: dict[str, tuple[str, str]] = {}
    for uid, event in there.items():
        mine = ours.get(uid)
        if mine is None:
            if uid in deleted:
                remove[uid] = (event.href or "", event.etag or "")
            else:
                take.append(event)
        elif mine.etag != event.etag:
            take.append(event)
            if mine.sequence != mine.synced:
                both.append(event)
        elif mine.sequence != mine.synced:
            push.append(mine)
    for uid, mine in ours.items():
        if uid not in there and "#" not in uid:
            if mine.etag is None:
                push.append(mine)
            elif not broken:  # what cannot be read now may be just this one
                drop.append(mine)
    return Steps(
        take=tuple(take), drop=tuple(drop), push=tuple(push), remove=remove, both=tuple(both), unreadable=broken
    )
