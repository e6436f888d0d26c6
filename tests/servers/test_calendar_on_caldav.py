"""The calendar on real CalDAV servers (radicale, xandikos): in, out, edits on both sides, a series, a server gone."""

from __future__ import annotations

import asyncio
import dataclasses
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from harness import free_port
from servers.foreign import environment

from assistant import PutRecord
from assistant.testing import NOW, Bench, call, make_turn
from assistant.testing.talking import Answer
from assistant.types import Recurrence, Sensitivity
from tools.calendar import plugin
from tools.calendar.caldav import CalendarAccount, Calendars, CalendarUnreachable, EditedElsewhere
from tools.calendar.events import Event, written_out
from tools.calendar.ics_written import edited_ics, write_ics
from tools.calendar.sync import Remote, remote_events

MKCALENDAR = '<?xml version="1.0"?><c:mkcalendar xmlns:c="urn:ietf:params:xml:ns:caldav"/>'


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    if request.param == "radicale":
        program = environment("radicale", "radicale==3.5.4") / "radicale"
        options = [f"--server-hosts=127.0.0.1:{port}", f"--storage-filesystem-folder={folder}", "--auth-type=none"]
        root = f"http://127.0.0.1:{port}/ann/"
    else:
        program = environment("xandikos", "xandikos[prometheus]") / "xandikos"
        options = ["serve", "-d", str(folder / "dav"), "--defaults", "-l", "127.0.0.1", "-p", str(port)]
        root = f"http://127.0.0.1:{port}/user/calendars/"
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/", process)
        yield root
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url, timeout=2, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail("the calendar server does not start")


@pytest.fixture
def account(server: str, request: pytest.FixtureRequest) -> CalendarAccount:
    """A fresh calendar."""
    url = f"{server}c{abs(hash(request.node.name)) % 10**8}/"
    made = httpx.request(
        "MKCALENDAR",
        url,
        content=MKCALENDAR,
        headers={"Content-Type": "application/xml"},
        auth=("ann", "x"),
        trust_env=False,
    )
    assert made.status_code == 201, made.text
    return CalendarAccount(url=url, user="ann", password="x")


def event(uid: str, title: str = "牙医 dentist", **more: object) -> Event:
    start = NOW + timedelta(days=1)
    made = Event(uid=uid, title=title, start=start, end=start + timedelta(hours=1), timezone="Asia/Shanghai")
    return replace(made, **more)  # type: ignore[arg-type]


async def test_what_is_written_is_read_back_with_zone_rule_and_words(account: CalendarAccount) -> None:
    series = event("a@b/c", recurrence=Recurrence(rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=6"), place="龙华路1号")
    await Calendars().put(account, series.uid, write_ics([series], NOW), None)
    found, broken = remote_events(await Calendars().all(account), "UTC")
    assert broken == 0
    [back] = found["a@b/c"].events
    assert (back.title, back.start, back.timezone, back.place) == (
        "牙医 dentist",
        series.start,
        "Asia/Shanghai",
        "龙华路1号",
    )
    assert back.recurrence is not None
    assert "BYDAY=TU" in back.recurrence.rrule


async def test_an_edit_made_elsewhere_is_never_written_over(account: CalendarAccount) -> None:
    door = Calendars()
    href, first = await door.put(account, "x", write_ics([event("x")], NOW), None)
    _, second = await door.put(account, "x", write_ics([event("x", "by phone", sequence=1)], NOW), first, href)
    assert second != first
    with pytest.raises(EditedElsewhere):
        await door.put(account, "x", write_ics([event("x", "by us", sequence=1)], NOW), first, href)
    with pytest.raises(EditedElsewhere):
        await door.put(account, "x", write_ics([event("x", "new")], NOW), None, href)


async def say(bench: Bench, tool: str, **arguments: object) -> str:
    """Through the desk as ever, but with the network that this test is about."""
    text = f"{tool} {len(bench.planner.script)}"
    bench.planner.script[text] = call(f"calendar__{tool}", **arguments)
    turn = make_turn(text, user=bench.user, now=bench.clock.now())
    return Answer(tuple([e async for e in bench.desk.take(turn)])).text


async def connected(account: CalendarAccount) -> Bench:
    bench = Bench((plugin,))
    row = PutRecord(kind="connection", key="caldav", data=dataclasses.asdict(account), sensitivity=Sensitivity.PRIVATE)
    await bench.store.transact(bench.user.id, lambda tx: tx.apply(row, plugin="calendar", turn_id=None, now=NOW))
    return bench


async def there(account: CalendarAccount) -> dict[str, Remote]:
    return remote_events(await Calendars().all(account), "Asia/Shanghai")[0]


async def on_the_phone(account: CalendarAccount, uid: str, **change: object) -> None:
    """Somebody edits it on another device."""
    remote = (await there(account))[uid]
    edited = [replace(remote.events[0], **change), *remote.events[1:]]  # type: ignore[arg-type]
    text = edited_ics(remote.resource.ics, edited, NOW)
    await Calendars().put(account, uid, text, remote.resource.etag, remote.resource.href)


async def test_two_way_synchronising_by_voice(account: CalendarAccount) -> None:
    bench = await connected(account)
    await Calendars().put(account, "phone", write_ics([event("phone", "From the phone")], NOW), None)
    at = (NOW + timedelta(days=2)).isoformat()
    await say(bench, "add", title="From here", at=at)
    said = await say(bench, "sync")
    assert said == "Synchronised: 1 in, 1 out."
    assert {r.events[0].title for r in (await there(account)).values()} == {"From the phone", "From here"}
    listed = await say(bench, "list", at=(NOW + timedelta(days=1)).isoformat())
    assert "From the phone" in listed
    await say(bench, "change", which="From the phone", at=(NOW + timedelta(days=3)).isoformat())
    await say(bench, "cancel", which="From here")
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 2 out."
    left = [r.events[0] for r in (await there(account)).values()]
    assert [(e.title, e.start) for e in left] == [("From the phone", NOW + timedelta(days=3))]
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 0 out."


async def test_two_edits_of_one_event_keep_the_servers_and_name_ours(account: CalendarAccount) -> None:
    bench = await connected(account)
    await Calendars().put(account, "x", write_ics([event("x", "Review")], NOW), None)
    await say(bench, "sync")
    await on_the_phone(account, "x", title="Review in room 5", sequence=1)
    await say(bench, "change", which="Review", at=(NOW + timedelta(days=4)).isoformat())
    said = await say(bench, "sync")
    assert "changed in both places" in said
    assert "Yours was Friday" in said
    assert "room 5" in await say(bench, "list", at=(NOW + timedelta(days=1)).isoformat())
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 0 out."


async def test_what_was_deleted_elsewhere_goes_here_unless_it_was_changed_here(account: CalendarAccount) -> None:
    bench = await connected(account)
    for uid in ("plain", "worked"):
        await Calendars().put(account, uid, write_ics([event(uid, uid.title())], NOW), None)
    await say(bench, "sync")
    for uid, remote in (await there(account)).items():
        await Calendars().delete(account, uid, remote.resource.etag, remote.resource.href)
    await say(bench, "change", which="Worked", at=(NOW + timedelta(days=4)).isoformat())
    said = await say(bench, "sync")
    assert "Worked was deleted elsewhere but changed here" in said
    assert set(await there(account)) == {"worked"}
    assert "no such event" in await say(bench, "cancel", which="Plain")


async def test_what_was_deleted_here_stays_when_somebody_worked_on_it_elsewhere(account: CalendarAccount) -> None:
    bench = await connected(account)
    await Calendars().put(account, "x", write_ics([event("x", "Review")], NOW), None)
    await say(bench, "sync")
    await say(bench, "cancel", which="Review")
    await on_the_phone(account, "x", title="Review with the board", sequence=1)
    assert "it stays until you delete it again" in await say(bench, "sync")
    await say(bench, "cancel", which="Review")
    await say(bench, "sync")
    assert await there(account) == {}


async def test_one_day_of_a_series_moves_alone_and_foreign_words_survive(account: CalendarAccount) -> None:
    bench = await connected(account)
    daily = event("s", "Standup", recurrence=Recurrence(rrule="FREQ=DAILY;COUNT=5"))
    guest = "ATTENDEE;CN=Bob:mailto:bob@example.com\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\n"
    text = write_ics([daily], NOW).replace("END:VEVENT", guest + "DESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT")
    await Calendars().put(account, "s", text, None)
    await say(bench, "sync")
    wednesday = NOW + timedelta(days=2, hours=2)
    assert "this once" in await say(bench, "change", which="Standup", at=wednesday.isoformat())
    await say(bench, "cancel", which="Standup", at=(NOW + timedelta(days=3)).isoformat())
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 1 out."
    remote = (await there(account))["s"]
    assert "bob@example.com" in remote.resource.ics
    assert "VALARM" in remote.resource.ics
    days = written_out(remote.events, NOW, NOW + timedelta(days=9))
    assert [f"{d.start:%d %H}" for d in days] == ["24 09", "25 11", "27 09", "28 09"]
    # The moved day is called off on the phone: here, too.
    series = [e for e in remote.events if e.day_moved is None]
    cut = replace(series[0], sequence=9)
    await Calendars().put(
        account, "s", edited_ics(remote.resource.ics, [cut], NOW), remote.resource.etag, remote.resource.href
    )
    await say(bench, "sync")
    assert "Nothing" in await say(bench, "list", at=wednesday.replace(hour=0).isoformat())


async def test_a_working_day_rhythm_survives_the_way_there_and_back(account: CalendarAccount) -> None:
    rhythm = Recurrence(rrule="FREQ=DAILY", calendar="CN-workday")
    start = NOW.replace(year=2026, month=9, day=21)
    await Calendars().put(account, "w", write_ics([event("w", start=start, end=start, recurrence=rhythm)], start), None)
    [back] = (await there(account))["w"].events
    assert back.recurrence == rhythm
    days = written_out([back], start.replace(month=9, day=28), start.replace(month=10, day=12))
    # National Day is off to the 7th; Saturday the 10th makes up for it.
    assert [d.start.day for d in days] == [28, 29, 30, 8, 9, 10]


class Faulty:
    """Stands before a real server and answers the n-th PUT itself."""

    def __init__(self, target: str, status: int, after: int) -> None:
        self.target, self.status, self.after, self.puts = target, status, after, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.puts += scope["method"] == "PUT"
        if scope["method"] == "PUT" and self.puts > self.after:
            await send({"type": "http.response.start", "status": self.status, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        headers = [(k, v) for k, v in scope["headers"] if k not in (b"host", b"content-length")]
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.request(scope["method"], self.target + scope["path"], content=body, headers=headers)
        kept = [(k, v) for k, v in answer.headers.raw if k.lower() in (b"etag", b"content-type")]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
        await send({"type": "http.response.body", "body": answer.content})


@asynccontextmanager
async def before(account: CalendarAccount, status: int, after: int) -> AsyncIterator[CalendarAccount]:
    root, port = httpx.URL(account.url), free_port()
    front = Faulty(f"{root.scheme}://{root.host}:{root.port}", status, after)
    server = uvicorn.Server(uvicorn.Config(front, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event for it
        await asyncio.sleep(0.02)
    yield replace(account, url=f"http://127.0.0.1:{port}{root.path}")
    server.should_exit = True
    await task


@pytest.mark.parametrize(
    ("status", "words"), [(500, "The server stopped answering; 1 will go next time."), (412, "I left them alone")]
)
async def test_a_failure_in_the_middle_keeps_what_was_done_and_the_rest_goes_next_time(
    account: CalendarAccount, status: int, words: str
) -> None:
    async with before(account, status, after=1) as faulty:
        bench = await connected(faulty)
        for title in ("One", "Two"):
            await say(bench, "add", title=title, at=(NOW + timedelta(days=2)).isoformat())
        said = await say(bench, "sync")
        assert words in said
        assert "0 in, 1 out" in said
    assert len(await there(account)) == 1
    row = PutRecord(kind="connection", key="caldav", data=dataclasses.asdict(account), sensitivity=Sensitivity.PRIVATE)
    await bench.store.transact(bench.user.id, lambda tx: tx.apply(row, plugin="calendar", turn_id=None, now=NOW))
    assert "0 in, 1 out" in await say(bench, "sync")
    assert {r.events[0].title for r in (await there(account)).values()} == {"One", "Two"}


async def test_the_alarm_moves_with_a_meeting_that_was_moved_on_the_phone(account: CalendarAccount) -> None:
    bench = await connected(account)
    tomorrow = NOW.replace(hour=7, minute=30) + timedelta(days=1)
    early = event("m", "Early call", start=tomorrow, end=tomorrow + timedelta(hours=1))
    await Calendars().put(account, "m", write_ics([early], NOW), None)
    await say(bench, "follow_day", on=True, at=(NOW.replace(hour=7) + timedelta(days=1)).isoformat())
    await say(bench, "sync")
    assert alarm_of(bench, "11-24") == "06:30"
    await on_the_phone(account, "m", start=tomorrow.replace(hour=14), end=tomorrow.replace(hour=15), sequence=1)
    await say(bench, "sync")
    assert alarm_of(bench, "11-24") == "07:00"


def alarm_of(bench: Bench, day: str) -> str:
    [found] = [f for f in bench.follow_ups if f.kind == "alarm" and f"{f.due_at:%m-%d}" == day]
    return f"{found.due_at:%H:%M}"


async def test_a_server_that_is_gone_is_named_and_nothing_changes() -> None:
    with pytest.raises(CalendarUnreachable):
        await Calendars().all(CalendarAccount(url=f"http://127.0.0.1:{free_port()}/"))


@pytest.mark.parametrize("answer", [b"500 Oops", b"200 OK", b"207 Multi"])
async def test_a_server_that_answers_nonsense_is_named(answer: bytes) -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 " + answer + b"\r\nContent-Length: 1\r\nConnection: close\r\n\r\n<")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(broken, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(CalendarUnreachable):
            await Calendars().all(CalendarAccount(url=f"http://127.0.0.1:{port}/"))
