"""Users of the server under test, and their browser windows."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx
from playwright.async_api import Browser, Page

from tests.conftest import Server

Language = Literal["zh", "en"]
Scheme = Literal["light", "dark"]
PHONE, DESK = (360, 740), (1280, 800)
NAMES = {"zh": "小林", "en": "Alex"}
LOCALES = {"zh": "zh-CN", "en": "en-US"}


@dataclass(frozen=True, slots=True)
class Guest:
    """A user of their own for one test, so that tests on one server do not meet."""

    base: str
    token: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, self.base + path, json=body, headers=headers, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def now(self) -> datetime:
        """The server's clock, which stands elsewhere than ours."""
        return datetime.fromisoformat(self.ask("GET", "/api/me")["now"])

    def remind(self, text: str, seconds: float, kind: str = "reminder") -> Any:
        due_at = (self.now() + timedelta(seconds=seconds)).isoformat()
        return self.ask("POST", "/api/follow-ups", {"kind": kind, "due_at": due_at, "say": text})


class Visit:
    """`page = await visit("zh")`: a new user of that language, signed in by the link, on a page of their own."""

    def __init__(self, server: Server, browser: Browser, rooms: AsyncExitStack) -> None:
        self.server, self._browser, self._rooms = server, browser, rooms
        self.guest: Guest

    def invite(self, language: Language = "en") -> Guest:
        body = {"name": NAMES[language], "language": language, "timezone": "Asia/Shanghai"}
        with self.server.client() as owner:
            made = owner.post("/api/users", json=body)
        made.raise_for_status()
        self.guest = Guest(self.server.base, made.json()["token"])
        return self.guest

    async def __call__(
        self, language: Language = "en", *, size: tuple[int, int] = DESK, scheme: Scheme = "light"
    ) -> Page:
        return await self.enter(self.invite(language), language, size=size, scheme=scheme)

    async def enter(
        self, guest: Guest, language: Language = "en", *, size: tuple[int, int] = DESK, scheme: Scheme = "light"
    ) -> Page:
        page = await self.window(language, size=size, scheme=scheme)
        await page.goto(f"{self.server.base}/#token={guest.token}")
        await page.get_by_role("navigation").wait_for()
        return page

    async def window(
        self, language: Language = "en", *, size: tuple[int, int] = DESK, scheme: Scheme = "light"
    ) -> Page:
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme=scheme,
            permissions=["microphone"],
        )
        self._rooms.push_async_callback(context.close)
        context.set_default_timeout(20_000)
        return await context.new_page()
