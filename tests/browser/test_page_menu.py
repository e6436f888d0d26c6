"""A place can be reached by hand from its card; what a menu offers is ordered with a button, after a yes."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.access import problems
from tests.browser.visit import PHONE, Visit


async def say(page: Page, words: str) -> None:
    await page.locator("#say").fill(words)
    await page.keyboard.press("Enter")


async def test_a_dish_is_ordered_from_the_menu_after_a_yes(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    await say(page, "find me an Italian restaurant")
    places = page.locator(".message.steward").last.locator(".place")
    map_link = places.first.get_by_role("link", name="Map")
    assert "openstreetmap.org/?mlat=" in (await map_link.get_attribute("href") or "")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    await say(page, "show me the menu of the second one")
    menu = page.locator(".card").filter(has_text="Demonstration data").last
    await menu.get_by_role("button", name="Order").first.click()
    await expect(page.locator(".message .confirm")).to_contain_text("the restaurant is not told")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    assert await problems(page) == []
    rows = visit.guest.ask("GET", "/api/actions")["items"]
    assert not [r for r in rows if r["tool"] == "restaurants__order" and r["state"] == "succeeded"]
