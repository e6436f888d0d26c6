"""A sentence nobody understands, said while something waits for a yes, must not leave the user stuck."""

from __future__ import annotations

from assistant import Effect, Plugin, Receipt, Say, Terms, ToolContext, ToolResult
from assistant.testing import Bench

plugin = Plugin("kiosk", summary=Say(zh="小店", en="A kiosk"))


@plugin.tool(effect=Effect.COMMIT, examples={"en": ["buy a paper"], "zh": ["买份报纸"]})
async def buy(ctx: ToolContext, terms: Terms) -> ToolResult:
    """Buy a paper."""
    text = Say(zh="买好了。", en="Bought.")
    return ToolResult(say=text, receipt=Receipt(provider="kiosk", reference=ctx.call_id, text=text))


@buy.terms
async def quote(ctx: ToolContext) -> Terms:
    return Terms(what=Say(zh="买一份报纸", en="Buy a paper"))


async def test_what_still_waits_is_asked_again_and_the_next_yes_counts() -> None:
    bench = Bench((plugin,))
    asked = await bench.say("buy a paper", "kiosk__buy")
    assert asked.asked is not None
    muddled = await bench.say("yes but the green dreams of it")
    assert "Buy a paper" in muddled.text
    assert muddled.started == ()
    assert (await bench.say("yes")).started == ("kiosk__buy",)


async def test_a_yes_after_another_subject_does_not_buy() -> None:
    bench = Bench((plugin,))
    await bench.say("buy a paper", "kiosk__buy")
    await bench.say("say that again")
    assert (await bench.say("yes")).started == ()
