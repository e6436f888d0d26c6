"""What two-way synchronising has to do: pure comparison of what is here with what is on the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tools.calendar.caldav import Resource
from tools.calendar.events import Event
from tools.calendar.ics import Unreadable, read_ics


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """One object on the server: a single event, or a series with the days that were moved out of it."""

    uid: str
    events: tuple[Event, ...]
    resource: Resource


@dataclass(frozen=True, kw_only=True, slots=True)
class Push:
    """What shall be written there; `over` is the version it goes on from, None: it is new there."""

    uid: str
    events: tuple[Event, ...]
    over: Remote | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """`take`: write here; `drop`: delete here; `push`: write there; `remove`: delete there.

    Edits that met: `both` (changed here and there; the server's stays; the events are ours), `revived` (deleted there,
    changed here: written anew) and `spared` (deleted here, changed there: it stays and comes back).
    """

    take: tuple[Event, ...] = ()
    drop: tuple[Event, ...] = ()
    push: tuple[Push, ...] = ()
    remove: tuple[Remote, ...] = ()
    forget: tuple[str, ...] = ()  # deleted here, and gone or spared there: nothing is left to do
    both: tuple[Event, ...] = ()
    revived: tuple[Event, ...] = ()
    spared: tuple[Event, ...] = ()
    unreadable: int = 0


def remote_events(resources: Iterable[Resource], timezone: str) -> tuple[dict[str, Remote], int]:
    """The server's objects by uid, and how many could not be read."""
    found: dict[str, Remote] = {}
    broken = 0
    for resource in resources:
        try:
            events = read_ics(resource.ics, timezone, source="caldav")
        except Unreadable:
            events = ()
        if not events:
            broken += "STATUS:CANCELLED" not in resource.ics.upper()
            continue
        same = [replace(e, etag=resource.etag, href=resource.href, synced=e.sequence) for e in events]
        uid = events[0].series
        found[uid] = Remote(uid=uid, events=tuple(same), resource=resource)
    return found, broken


def compare(here: Iterable[Event], there: Mapping[str, Remote], gone: Mapping[str, str], broken: int = 0) -> Steps:
    """`gone` are uids deleted here that may still be on the server, each with the version that was deleted."""
    ours: defaultdict[str, list[Event]] = defaultdict(list)
    for event in here:
        ours[event.series].append(event)
    steps = _Steps(forget=[uid for uid in gone if uid not in there])
    for uid, remote in there.items():
        if uid not in ours and uid in gone:
            steps.deleted_here(remote, gone[uid])
        else:
            steps.on_both(ours.get(uid, []), remote)
    for uid, mine in ours.items():
        if uid not in there:
            steps.only_here(uid, mine, broken)
    return steps.made(broken)


class _Steps:
    """Steps as they are found."""

    def __init__(self, forget: list[str]) -> None:
        self.take: list[Event] = []
        self.drop: list[Event] = []
        self.push: list[Push] = []
        self.remove: list[Remote] = []
        self.forget = forget
        self.both: list[Event] = []
        self.revived: list[Event] = []
        self.spared: list[Event] = []

    def deleted_here(self, remote: Remote, etag: str) -> None:
        if remote.resource.etag == etag:
            self.remove.append(remote)
            return
        self.spared.append(remote.events[0])
        self.forget.append(remote.uid)
        self.take += remote.events

    def on_both(self, mine: list[Event], remote: Remote) -> None:
        if mine and remote.resource.etag in {e.etag for e in mine}:
            if any(e.edited for e in mine):
                self.push.append(Push(uid=remote.uid, events=tuple(mine), over=remote))
            return
        names = {e.uid for e in remote.events}
        self.take += remote.events
        self.drop += [e for e in mine if e.uid not in names]
        self.both += [e for e in mine if e.edited and _differs(e, remote.events)]

    def only_here(self, uid: str, mine: list[Event], broken: int) -> None:
        was_there = any(e.etag is not None for e in mine)
        if not was_there:
            self.push.append(Push(uid=uid, events=tuple(mine)))
        elif broken:  # what cannot be read now may be just this one
            return
        elif edited := [e for e in mine if e.edited]:
            self.push.append(Push(uid=uid, events=tuple(mine)))
            self.revived.append(edited[0])
        else:
            self.drop += mine

    def made(self, broken: int) -> Steps:
        return Steps(
            take=tuple(self.take),
            drop=tuple(self.drop),
            push=tuple(self.push),
            remove=tuple(self.remove),
            forget=tuple(self.forget),
            both=tuple(self.both),
            revived=tuple(self.revived),
            spared=tuple(self.spared),
            unreadable=broken,
        )


def _differs(mine: Event, theirs: Iterable[Event]) -> bool:
    """An answer that got lost makes our own edit look like somebody else's: the same in both places is no conflict."""
    other = next((e for e in theirs if e.uid == mine.uid), None)
    if other is None:
        return True
    return (mine.title, mine.start, mine.end, mine.place, mine.recurrence) != (
        other.title, other.start, other.end, other.place, other.recurrence,
    )  # fmt: skip
