"""One calendar on a CalDAV server (RFC 4791): read, write, delete, and never over somebody else's edit."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin

import httpx

from assistant.errors import Conflict, ToolError
from assistant.types import Json

_DAV, _CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_SAFE = re.compile(r"[A-Za-z0-9._@-]{1,120}")
_LARGEST = 20_000_000  # bytes of one answer
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><d:getetag/><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter>
</c:calendar-query>"""


class CalendarUnreachable(ToolError):
    """The calendar server does not answer. Your own calendar here still works."""

    code = "calendar_unreachable"
    zh = "日历服务器没有回应，这里的日历照常可用。"


class CalendarRefused(ToolError):
    """The calendar server does not accept the name or password."""

    code = "calendar_login"
    zh = "日历服务器不接受用户名或密码。"


class EditedElsewhere(Conflict):
    """That event was changed elsewhere meanwhile, so I left it alone. Synchronise, then try again."""

    code = "edited_elsewhere"
    zh = "这个日程刚在别处改过，我没有动它。先同步一下再改。"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarAccount:
    url: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Json]) -> CalendarAccount:
        url = str(row["url"])
        return cls(
            url=url if url.endswith("/") else url + "/",
            user=str(row.get("user") or ""),
            password=str(row.get("password") or ""),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One object of the calendar: where it lies, which version, its iCalendar text."""

    href: str
    etag: str
    ics: str


class Calendars:
    """Talks to the server; every method raises CalendarUnreachable or CalendarRefused when it cannot."""

    async def check(self, account: CalendarAccount) -> None:
        await self.all(account)

    async def all(self, account: CalendarAccount) -> tuple[Resource, ...]:
        """Every event with its version."""
        headers = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
        answer = await self._ask(account, "REPORT", account.url, content=_QUERY.encode(), headers=headers)
        if answer.status_code != 207 or len(answer.content) > _LARGEST:
            raise CalendarUnreachable()
        try:
            tree = ET.fromstring(answer.content)
        except ET.ParseError as error:
            raise CalendarUnreachable() from error
        return tuple(found for response in tree.iter(f"{_DAV}response") if (found := _resource(account, response)))

    async def put(
        self, account: CalendarAccount, uid: str, ics: str, etag: str | None, href: str | None = None
    ) -> tuple[str, str]:
        """Write one event; `etag` is the version seen before, None for a new one. Returns where it lies and its new
        version. Raises EditedElsewhere."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        url = href or _place(account, uid)
        answer = await self._ask(account, "PUT", url, content=ics.encode(), headers=headers)
        if answer.status_code in (409, 412):
            raise EditedElsewhere()
        if answer.status_code not in (200, 201, 204):
            raise CalendarUnreachable()
        if found := answer.headers.get("etag"):
            return url, str(found)
        return url, await self._etag(account, url)

    async def delete(self, account: CalendarAccount, uid: str, etag: str | None, href: str | None = None) -> None:
        """Take one event away; gone already is fine. Raises EditedElsewhere."""
        headers = {"If-Match": etag} if etag else {}
        answer = await self._ask(account, "DELETE", href or _place(account, uid), headers=headers)
        if answer.status_code == 412:
            raise EditedElsewhere()
        if answer.status_code not in (200, 204, 404, 410):
            raise CalendarUnreachable()

    async def _etag(self, account: CalendarAccount, url: str) -> str:
        answer = await self._ask(account, "GET", url)
        return str(answer.headers.get("etag") or "")

    async def _ask(
        self,
        account: CalendarAccount,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        auth = httpx.BasicAuth(account.user, account.password) if account.user else None
        try:
            async with httpx.AsyncClient(timeout=12, trust_env=False) as client:
                answer = await client.request(method, url, content=content, headers=headers, auth=auth)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CalendarUnreachable() from error
        if answer.status_code in (401, 403):
            raise CalendarRefused()
        return answer


def _place(account: CalendarAccount, uid: str) -> str:
    """A file name that every server takes; the uid itself stands inside."""
    name = uid if _SAFE.fullmatch(uid) else hashlib.sha256(uid.encode()).hexdigest()[:32]
    return urljoin(account.url, f"{quote(name)}.ics")


def _resource(account: CalendarAccount, response: ET.Element) -> Resource | None:
    href = response.findtext(f"{_DAV}href") or ""
    etag = response.findtext(f".//{_DAV}getetag") or ""
    ics = response.findtext(f".//{_CAL}calendar-data")
    return Resource(href=urljoin(account.url, href), etag=etag, ics=ics) if ics else None
