"""The question before anything reaches the outside: what exactly, yes, no, change; here or on another screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.access import problems
from tests.browser.visit import PHONE, Visit

WISH = {"en": "book a table for four tomorrow at 7 pm", "zh": "明天晚上七点订个四人桌"}
WORDS = {
    "en": {"yes": "Yes, do it", "no": "No", "did": "You said yes", "didnt": "You said no", "seven": "7:00 PM"},
    "zh": {"yes": "好，就这样", "no": "不要", "did": "你已同意", "didnt": "你已拒绝", "seven": "晚上7:00"},
}


async def asked(visit: Visit, page: Page, language: str) -> Locator:
    """Wishes for a table, takes the first place offered, and hands back the question."""
    await page.locator("#say").fill(WISH[language])
    await page.keyboard.press("Enter")
    await page.locator(".place button").first.click()
    card = page.locator(".message .confirm")
    await card.wait_for()
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    return card


def bookings(visit: Visit) -> list[Any]:
    rows = visit.guest.ask("GET", "/api/actions")["items"]
    return [row for row in rows if row["tool"] == "restaurants__reserve" and row["state"] == "succeeded"]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_yes_books_exactly_what_the_card_said(visit: Visit, language) -> None:
    words = WORDS[language]
    page = await visit(language, size=PHONE)
    card = await asked(visit, page, language)
    assert words["seven"] in (await card.locator(".terms").inner_text()).replace("\u202f", " ")
    assert await problems(page) == []
    assert bookings(visit) == []
    await card.get_by_role("button", name=words["yes"], exact=True).click()
    await expect(card).to_contain_text(words["did"])
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    assert [row["receipt"] is not None for row in bookings(visit)] == [True]
    assert visit.guest.ask("GET", "/api/approvals")["items"] == []


async def test_no_means_nothing_runs(visit: Visit) -> None:
    page = await visit("en")
    card = await asked(visit, page, "en")
    await card.get_by_role("button", name="No", exact=True).click()
    await expect(card).to_contain_text("You said no")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    assert bookings(visit) == []
    assert visit.guest.ask("GET", "/api/approvals")["items"] == []


async def test_change_leads_to_the_text_box_and_asks_anew(visit: Visit) -> None:
    page = await visit("en")
    card = await asked(visit, page, "en")
    await card.get_by_role("button", name="Change").click()
    box = page.locator("#say")
    await expect(box).to_be_focused()
    await expect(page.locator("#change-hint")).to_contain_text("Say what should be different")
    await box.fill("make it eight o'clock")
    await page.keyboard.press("Enter")
    newest = page.locator(".message .confirm").last
    await expect(newest.locator(".terms")).to_contain_text("8:00")
    assert bookings(visit) == []


async def test_a_question_waits_on_the_other_screen_too(visit: Visit) -> None:
    desk = await visit("en")
    card = await asked(visit, desk, "en")
    phone = await visit.enter(visit.guest, "en", size=PHONE)
    await phone.get_by_role("link", name="Coming up").first.click()
    await phone.locator(".inbox .confirm").get_by_role("button", name="No", exact=True).click()
    await expect(phone.locator(".inbox")).to_have_count(0)
    await desk.reload()
    await desk.get_by_role("navigation").wait_for()
    await expect(desk.locator(".message.user").first).to_be_visible()
    await expect(card).to_have_count(0)
    assert bookings(visit) == []
