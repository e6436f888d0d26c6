"""Two-way synchronising with a CalDAV server: compare, then write each step, and never over a foreign edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant import DeleteRecord, Effect, PutRecord, ToolContext, ToolError, ToolResult
from assistant.changes import Change
from assistant.types import Json
from tools.calendar import replies
from tools.calendar.caldav import CalendarAccount, CalendarRefused, Calendars, CalendarUnreachable, EditedElsewhere
from tools.calendar.events import Event
from tools.calendar.following import in_step
from tools.calendar.ics_written import edited_ics, write_ics
from tools.calendar.plug import events_of, plugin, put
from tools.calendar.sync import Push, Steps, compare, remote_events


class NoCalendarServer(ToolError):
    """No calendar server is connected yet. Add one in the settings, under connections."""

    code = "no_account"
    zh = "还没有连接日历服务器，请先在设置的“连接”里添加。"


@dataclass(slots=True)
class Round:
    """What one round of synchronising has done so far. `left`: changed elsewhere meanwhile, so not touched."""

    steps: Steps
    put: list[Event] = field(default_factory=list)
    gone: list[Event] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    sent: int = 0
    left: int = 0
    waiting: int = 0  # not sent: the server stopped answering

    @property
    def records(self) -> tuple[Change, ...]:
        made: list[PutRecord | DeleteRecord] = [put(e) for e in self.put]
        made += [DeleteRecord(kind="event", key=e.uid) for e in self.gone]
        return (*made, *(DeleteRecord(kind="gone", key=uid) for uid in self.forgotten))


@plugin.tool(effect=Effect.CHANGE, timeout=60.0)
async def sync(ctx: ToolContext) -> ToolResult:
    """Synchronise with the connected calendar server, both ways; nothing is written over an edit made elsewhere."""
    account = await ctx.connection.account("caldav") if ctx.connection else None
    if account is None:
        raise NoCalendarServer()
    done, changes = await synchronised(ctx, account)
    return ToolResult(say=replies.synced(ctx, done), changes=changes)


async def synchronised(ctx: ToolContext, connected: Mapping[str, Json]) -> tuple[Round, tuple[Change, ...]]:
    """One round, and what it changes here. Raises ToolError before anything was done; later it keeps what was."""
    account, door = CalendarAccount.of(connected), Calendars()
    there, broken = remote_events(await door.all(account), ctx.user.timezone)
    gone = {r.key: str(r.data.get("etag") or "") for r in await ctx.records.all("gone")}
    steps = compare(await events_of(ctx.records), there, gone, broken)
    done = Round(steps=steps, put=list(steps.take), gone=list(steps.drop), forgotten=list(steps.forget))
    await _send(ctx, account, door, done)
    alarms = await in_step(ctx, put=done.put, gone=[e.uid for e in done.gone])
    return done, (*done.records, *alarms)


async def _send(ctx: ToolContext, account: CalendarAccount, door: Calendars, done: Round) -> None:
    """Push and remove one after another; a server that fails in the middle leaves the rest for the next round."""
    steps = done.steps
    todo: list[Push | None] = [*steps.push, *(None for _ in steps.remove)]
    removals = iter(steps.remove)
    for number, push in enumerate(todo):
        try:
            if push is not None:
                await _push(ctx, account, door, push, done)
            else:
                remote = next(removals)
                await door.delete(account, remote.uid, remote.resource.etag, remote.resource.href)
                done.forgotten.append(remote.uid)
            done.sent += 1
        except EditedElsewhere:
            done.left += 1
        except (CalendarUnreachable, CalendarRefused):
            done.waiting = len(todo) - number
            return


async def _push(ctx: ToolContext, account: CalendarAccount, door: Calendars, push: Push, done: Round) -> None:
    old = push.over.resource if push.over else None
    text = edited_ics(old.ics, push.events, ctx.now) if old else write_ics(push.events, ctx.now)
    href, etag = await door.put(account, push.uid, text, old.etag if old else None, old.href if old else None)
    done.put += [replace(e, etag=etag, href=href, synced=e.sequence) for e in push.events]
