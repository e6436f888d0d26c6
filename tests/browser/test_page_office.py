"""Cards of the day and of what was written: a day line by line, a draft to read whole, a document to fetch."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.visit import PHONE, Visit


async def say(page: Page, text: str) -> None:
    await page.locator("#say").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")


async def test_the_day_is_shown_line_by_line(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    await say(page, "明天上午十点开会")
    await say(page, "把体检加到日历，明天下午三点")
    await say(page, "明天有什么安排")
    card = page.locator("section.card").last
    await expect(card).to_contain_text("10:00")
    await expect(card).to_contain_text("开会")
    await expect(card).to_contain_text("体检")


async def test_a_draft_is_read_whole_and_sent_by_a_tap_only_after_a_yes(visit: Visit) -> None:
    page = await visit("en")
    await say(page, "write an email to karen@example.com that I will be late")
    card = page.locator("section.card").last
    await expect(card).to_contain_text("To: karen@example.com")
    await expect(card).to_contain_text("I will be late.")
    await card.get_by_role("button", name="Send").click()
    await expect(page.locator(".message.steward").last).to_contain_text("No mail account is connected")


async def test_a_document_is_fetched_from_its_card(visit: Visit) -> None:
    page = await visit("en")
    await say(page, "write a letter about the heating")
    async with page.expect_download() as download:
        await page.locator("section.card").last.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename == "the heating.docx"


async def test_a_routine_starts_by_a_tap(visit: Visit) -> None:
    page = await visit("en")
    await say(page, "my evening routine means show my calendar and then check my mail")
    await page.locator("section.card").last.get_by_role("button", name="Run").click()
    await expect(page.locator(".message.steward").last).to_contain_text("Nothing is planned today")
