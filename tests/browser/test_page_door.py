"""Coming in and going out: the token is never left lying about, and nothing of a person stays behind."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.visit import Visit


async def test_the_link_signs_in_and_its_token_leaves_the_address(visit: Visit) -> None:
    page = await visit("en")
    assert "token" not in page.url
    assert await page.evaluate("document.cookie") == ""
    kept = await page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert visit.guest.token not in kept


async def test_a_token_can_be_pasted_and_a_wrong_one_is_told(visit: Visit) -> None:
    guest = visit.invite("en")
    page = await visit.window("en")
    await page.goto(visit.server.base)
    await page.get_by_label("Access token", exact=True).fill("not-a-token")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("alert")).to_have_text("That token is not valid.")
    await page.get_by_label("Access token", exact=True).fill(guest.token)
    await page.keyboard.press("Enter")
    await page.get_by_role("navigation").wait_for()


async def test_the_door_speaks_the_browsers_language_and_can_be_switched(visit: Visit) -> None:
    page = await visit.window("zh")
    await page.goto(visit.server.base)
    await expect(page.get_by_role("heading", level=1)).to_have_text("你好。")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hello.")
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_signing_out_leaves_nothing_of_the_person(visit: Visit) -> None:
    page = await visit("en")
    visit.guest.remind("call the clinic", 3600)
    await page.goto(f"{visit.server.base}/#/coming")
    await expect(page.locator(".follow-up")).to_contain_text("clinic")
    await page.goto(f"{visit.server.base}/#/settings")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Access token", exact=True).wait_for()
    assert "clinic" not in await page.evaluate("JSON.stringify({...localStorage})")
    assert await page.locator("text=clinic").count() == 0


async def test_the_page_loads_nothing_from_elsewhere_and_runs_under_its_policy(visit: Visit) -> None:
    page = await visit.window("en")
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    guest = visit.invite("en")
    await page.goto(f"{visit.server.base}/#token={guest.token}")
    await page.get_by_role("navigation").wait_for()
    corners = ("settings", "settings/initiative", "settings/reach", "settings/access")
    for place in ("coming", "memory", "done", *corners, "talk"):
        await page.goto(f"{visit.server.base}/#/{place}")
        await page.locator("h1").wait_for()
    assert [url for url in asked if not url.startswith(visit.server.base)] == []
    assert [text for text in said if "Content Security Policy" in text] == []


def test_what_is_there_at_once_is_small(built_page: Path) -> None:
    html = built_page.read_text(encoding="utf-8")
    parts = re.findall(r'<(?:script|link rel="(?:modulepreload|stylesheet)")[^>]*?"(/assets/[^"]+)"', html)
    packed = [len(gzip.compress((built_page.parent / part[1:]).read_bytes(), 9)) for part in parts]
    assert len(parts) >= 2, "script and style are named by the page"
    assert sum(packed) + len(gzip.compress(html.encode(), 9)) <= 64_000
