"""Rings: once per slot, answered from the page, also on the other device and while the server is away."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.visit import PHONE, Visit


def ring(page: Page):
    return page.get_by_role("alertdialog")


async def test_a_reminder_rings_and_done_settles_it(visit: Visit) -> None:
    page = await visit("en")
    made = visit.guest.remind("take the bread out", 1)
    await expect(ring(page)).to_contain_text("take the bread out")
    await expect(ring(page).get_by_role("button", name="Done")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(ring(page)).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(ring(page)).to_be_hidden()
    await expect(page.locator(".next li")).to_have_count(0)
    assert made["id"] not in [row["id"] for row in visit.guest.ask("GET", "/api/follow-ups")["items"]]


async def test_a_ring_can_wait_ten_minutes(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    made = visit.guest.remind("关火", 1, kind="alarm")
    await ring(page).get_by_role("button", name="10分钟后再提醒").click()
    await expect(ring(page)).to_be_hidden()
    await page.goto(f"{visit.server.base}/#/coming")
    await expect(page.locator(".follow-up")).to_contain_text("已推迟")
    row = next(row for row in visit.guest.ask("GET", "/api/follow-ups")["items"] if row["id"] == made["id"])
    assert row["slot_id"] != made["slot_id"]


async def test_an_unanswered_ring_is_there_after_a_reload_and_an_answered_one_is_not(visit: Visit) -> None:
    page = await visit("en")
    visit.guest.remind("stretch", 1)
    await expect(ring(page)).to_contain_text("stretch")
    await page.reload()
    await expect(ring(page)).to_contain_text("stretch")
    await ring(page).get_by_role("button", name="Done").click()
    await page.reload()
    await page.get_by_role("navigation").wait_for()
    await expect(page.locator(".aside")).to_contain_text("Nothing is coming up")
    await expect(ring(page)).to_be_hidden()


async def test_what_is_answered_on_one_screen_falls_silent_on_the_other(visit: Visit) -> None:
    desk = await visit("en")
    phone = await visit.enter(visit.guest, "en", size=PHONE)
    visit.guest.remind("feed the cat", 1)
    await expect(ring(desk)).to_be_visible()
    await expect(ring(phone)).to_be_visible()
    await ring(phone).get_by_role("button", name="Done").click()
    await expect(ring(desk)).to_be_hidden()


async def test_the_page_rings_from_its_own_copy_while_the_server_is_away(visit: Visit) -> None:
    page = await visit("zh")
    visit.guest.remind("出门", 7)
    await expect(page.locator(".next li")).to_contain_text("出门")
    server = visit.server
    server.kill()
    try:
        await expect(ring(page)).to_contain_text("出门", timeout=25_000)
        await expect(page.get_by_text("已离线")).to_be_visible()
        await ring(page).get_by_role("button", name="完成").click()
        await page.reload()
        await expect(page.get_by_role("navigation")).to_be_visible()
        # What comes with its own file was kept, too.
        await page.goto(f"{server.base}/#/settings")
        await expect(page.get_by_role("heading", name="设置")).to_be_visible()
        await page.goto(f"{server.base}/#/talk")
    finally:
        server.start()
    await expect(page.get_by_text("已离线")).to_be_hidden(timeout=20_000)
    await expect(page.locator(".next li")).to_have_count(0, timeout=20_000)
    await expect(ring(page)).to_be_hidden()


async def test_late_rings_say_how_late(visit: Visit) -> None:
    guest = visit.invite("zh")
    guest.remind("交电费", -240)
    page = await visit.enter(guest, "zh")
    await expect(ring(page)).to_contain_text("晚了4分钟")
