"""Talking: what is typed is answered in the user's language, streamed, and nothing typed is ever lost."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.visit import PHONE, Visit


async def say(page: Page, text: str) -> None:
    await page.locator("#say").fill(text)
    await page.keyboard.press("Enter")


async def last_answer(page: Page) -> str:
    answer = page.locator(".message.steward").last
    await expect(answer).to_have_attribute("aria-busy", "false")
    return await answer.locator(".words").inner_text()


@pytest.mark.parametrize(
    ("language", "size", "sentence", "time", "place"),
    [
        ("zh", PHONE, "明天早上七点半叫我起床", "早上7:30", "待办提醒"),
        ("en", (1280, 800), "wake me at quarter to seven", "6:45 AM", "Coming up"),
    ],
)
async def test_a_sentence_becomes_an_alarm_on_the_list(visit: Visit, language, size, sentence, time, place) -> None:
    page = await visit(language, size=size)
    await say(page, sentence)
    await last_answer(page)
    await page.get_by_role("navigation").get_by_role("link", name=place).click()
    row = page.locator(".follow-up")
    await expect(row).to_have_count(1)
    assert time in (await row.inner_text()).replace("\u202f", " ")


async def test_the_answer_is_read_out_once_it_is_whole(visit: Visit) -> None:
    page = await visit("en")
    await say(page, "set a timer for eight minutes")
    answer = await last_answer(page)
    await expect(page.locator("#reply-live")).to_have_text(answer)
    assert await page.locator("#reply-live").get_attribute("aria-live") == "polite"


async def test_what_was_done_can_be_unfolded(visit: Visit) -> None:
    page = await visit("en")
    await say(page, "set a timer for eight minutes")
    await last_answer(page)
    steps = page.locator(".steps summary")
    await steps.click()
    await expect(page.locator(".steps li")).to_contain_text("Set a timer")


async def test_enter_that_chooses_a_chinese_word_does_not_send(visit: Visit) -> None:
    page = await visit("zh")
    box = page.locator("#say")
    await box.fill("明天")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    await expect(box).to_have_value("明天")
    await expect(page.locator(".message")).to_have_count(0)
    await box.press("Shift+Enter")
    await expect(box).to_have_value("明天\n")


async def test_a_cut_line_keeps_the_words_and_a_retry_does_nothing_twice(visit: Visit) -> None:
    page = await visit("en")
    keys: list[str | None] = []

    async def cut_once(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) == 1:
            # The server hears it; its answer is lost on the way.
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/api/turns", cut_once)
    await say(page, "set a timer for eight minutes")
    await expect(page.locator(".message.user")).to_contain_text("set a timer for eight minutes")
    await page.locator(".message.steward").get_by_role("button", name="Try again").click()
    await last_answer(page)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(visit.guest.ask("GET", "/api/follow-ups")["items"]) == 1


async def test_the_talk_goes_on_after_a_reload_and_is_found_again_later(visit: Visit) -> None:
    page = await visit("zh")
    await say(page, "记住我对花生过敏")
    await last_answer(page)
    await page.reload()
    await expect(page.locator(".message.user")).to_contain_text("花生")
    await page.get_by_role("button", name="新对话").click()
    await expect(page.locator(".message")).to_have_count(0)
    await page.get_by_role("button", name="以前的对话").click()
    await page.locator(".drawer li button").first.click()
    await expect(page.locator(".message.user")).to_contain_text("花生")


async def test_a_draft_survives_a_reload(visit: Visit) -> None:
    page = await visit("en")
    await page.locator("#say").fill("a long thought")
    await page.reload()
    await expect(page.locator("#say")).to_have_value("a long thought")


async def test_an_example_sentence_works(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    await page.locator(".examples button").nth(1).click()
    await last_answer(page)
    assert len(visit.guest.ask("GET", "/api/follow-ups")["items"]) == 1


async def test_without_a_speech_model_the_microphone_says_so_and_typing_goes_on(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    await page.locator("#say").fill("八分钟后提醒我")
    await page.get_by_role("button", name="按住说话").click()
    await expect(page.locator(".toast")).to_contain_text("还没有语音模型")
    await expect(page.locator("#say")).to_have_value("八分钟后提醒我")
