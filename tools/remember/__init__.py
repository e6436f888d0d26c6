"""Memory by voice: remember what the user says, answer from it, forget it again. Nothing is remembered unasked here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from assistant import (
    Effect,
    InvalidArgument,
    Item,
    Plugin,
    PutFact,
    Question,
    RetractFact,
    Say,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.language import language_of
from assistant.types import Fact, Language, Provenance, ToolCall
from tools.remember.clashes import clash, which
from tools.remember.finding import answering, is_everything, named, newest
from tools.remember.subjects import folded, parts_of, topic_of
from tools.remember.validity import ends, until
from tools.remember.wording import bare, told, told_fact, where_from

plugin = Plugin("memory", summary=Say(zh="记住、想起、忘掉", en="Remember, recall, forget"))

LONGEST = 2000  # characters; a memory is a sentence or two
_SPOKEN = 3  # so many facts are said aloud

_UNKNOWN = Say(zh="这个我还不知道。", en="I don't know that yet.")
_NOTHING_YET = Say(zh="你还没有让我记住什么。", en="You have not asked me to remember anything yet.")


@plugin.tool(effect=Effect.CHANGE)
async def remember(
    ctx: ToolContext,
    text: Annotated[
        str,
        "What to remember, in the user's own words.",
        Slot(ask=Say(zh="要我记住什么？", en="What shall I remember?")),
    ],
    sure: Annotated[bool, "That the user was asked about a contradiction and said yes. Never set it yourself."] = False,
) -> ToolResult:
    """Remember something the user says about themselves or their life."""
    if ctx.incognito:
        raise ToolError("Nothing of this conversation is kept.", "这次对话不留记录，所以不记。", code="incognito")
    kept = bare(text)
    if not kept:
        raise InvalidArgument("What shall I remember?", "要我记住什么？", code="empty_text")
    if len(kept) > LONGEST:
        raise InvalidArgument("That is too long to remember as one thing.", "太长了，请分开说。", code="too_long")
    known = await ctx.memory.facts()
    new = [put for part in parts_of(kept) if not _is_known(put := _put(part, ctx), known)]
    back = told(kept, language_of(kept, "zh" if ctx.language == "zh" else "en"))
    if not new:
        return ToolResult(say=Say(zh=f"这个我记着呢：{back.zh}", en=f"I have that already: {back.en}"))
    if not sure and (ask := _contradiction(kept, new, known)):
        return ask
    subjects = {put.subject for put in new if put.subject}
    updated = any(fact.subject in subjects for fact in known)
    head = Say(zh="好的，更新了：", en="Okay, updated:") if updated else Say(zh="好的，记住了：", en="Okay, noted:")
    data = [{"text": put.text, "subject": put.subject, "category": put.category} for put in new]
    for end in {put.valid_to for put in new if put.valid_to}:
        back = back + until(end)
    return ToolResult(say=head + back, changes=tuple(new), data=data, items=_named_now(new, ctx.language))


def _named_now(new: Sequence[PutFact], language: str) -> tuple[Item, ...]:
    """Named by its words: "forget that" in the next sentence means exactly these."""
    spoken: Language = "zh" if language == "zh" else "en"
    labels = [told(put.text, language_of(put.text, spoken)) for put in new]
    return tuple(
        Item(id=put.text, kind="fact", label=label, argument="about") for put, label in zip(new, labels, strict=True)
    )


def _contradiction(text: str, new: Sequence[PutFact], known: Sequence[Fact]) -> ToolResult | None:
    """The question which of two is true; a yes runs the same call with `sure`."""
    for put in new:
        if (old := clash(put, known)) is not None:
            call = ToolCall(
                id="",
                tool="memory__remember",
                arguments={"text": text, "sure": True},
                provenance={"text": Provenance.USER, "sure": Provenance.USER},
            )
            return ToolResult(question=Question(text=which(put, old), call=call))
    return None


@plugin.tool(effect=Effect.READ)
async def recall(
    ctx: ToolContext,
    about: Annotated[str | None, "What the user wants to know about themselves; none: everything."] = None,
) -> ToolResult:
    """Answer from what the user asked to remember."""
    facts = _now_true(await ctx.memory.facts(), ctx.now)
    if not about or is_everything(about):
        return _everything(facts)
    found = answering(about, facts, await ctx.memory.recall(about))
    if not found:
        return ToolResult(say=_UNKNOWN, data=[])
    said = told_fact(found[0])
    for fact in found[1:_SPOKEN]:
        said = said + told_fact(fact)
    return ToolResult(say=said, items=_items(found), data=_shown(found))


@plugin.tool(effect=Effect.READ)
async def why(
    ctx: ToolContext,
    about: Annotated[
        str | None, "The thing the user wonders about; none: what was remembered last.", Slot(name="item")
    ] = None,
) -> ToolResult:
    """Say where something remembered comes from: when it was told, or how often it was seen."""
    facts = _now_true(await ctx.memory.facts(), ctx.now)
    found = answering(about, facts, await ctx.memory.recall(about)) if about else newest(facts)
    if not found:
        return ToolResult(say=_UNKNOWN, data=[])
    return ToolResult(say=where_from(found[0], ctx.now), items=_items(found[:1]), data=_shown(found[:1]))


@plugin.tool(effect=Effect.CHANGE)
async def forget(
    ctx: ToolContext,
    about: Annotated[
        str,
        "What to forget: its words, or an id from a list.",
        Slot(name="item", ask=Say(zh="要忘掉什么？", en="What shall I forget?")),
    ],
) -> ToolResult:
    """Forget something that was remembered."""
    if not about.strip():
        raise InvalidArgument("What shall I forget?", "要忘掉什么？", code="empty_text")
    if is_everything(about):
        raise ToolError(
            "Everything at once is erased on your profile page; here I forget one thing at a time.",
            "全部清除请在个人资料页操作，这里我一次只忘一件。",
            code="too_broad",
        )
    found = named(about, await ctx.memory.facts())
    if not found:
        raise ToolError("I have nothing like that.", "我没有记过这样的事。", code="no_such_fact")
    if len(found) > 1:
        return _which(found)
    back = told_fact(found[0])
    dropped = RetractFact(id=found[0].id)
    return ToolResult(
        say=Say(zh="好的，忘掉了：", en="Okay, forgotten:") + back, changes=(dropped,), data=_shown(found)
    )


def _put(text: str, ctx: ToolContext) -> PutFact:
    topic, end = topic_of(text), ends(text, ctx.now)
    return PutFact(
        text=text,
        # What is true for a while stands beside what is true otherwise; it replaces nothing.
        subject="" if end else topic.subject,
        valid_to=end,
        category=topic.category,
        sensitivity=topic.sensitivity,
        language=language_of(text, "zh" if ctx.language == "zh" else "en"),
    )


def _now_true(facts: Sequence[Fact], now: datetime) -> list[Fact]:
    return [fact for fact in facts if fact.valid_to is None or fact.valid_to > now]


def _is_known(put: PutFact, known: Sequence[Fact]) -> bool:
    return any(folded(fact.text) == folded(put.text) for fact in known)


def _everything(facts: Sequence[Fact]) -> ToolResult:
    if not facts:
        return ToolResult(say=_NOTHING_YET, data=[])
    ordered = newest(facts)
    said = Say(
        zh=f"我记着{len(ordered)}件事。", en=f"I remember {len(ordered)} thing{'' if len(ordered) == 1 else 's'}."
    )
    for fact in ordered[:_SPOKEN]:
        said = said + told_fact(fact)
    return ToolResult(say=said, items=_items(ordered), data=_shown(ordered))


def _which(found: Sequence[Fact]) -> ToolResult:
    options = _items(found)
    text = Say(
        zh=f"忘掉哪一条？{'，还是'.join(o.label.zh.rstrip('。') for o in options[:_SPOKEN])}？",
        en=f"Which one shall I forget? {' Or: '.join(o.label.en for o in options[:_SPOKEN])}",
    )
    return ToolResult(question=Question(text=text, parameter="about", options=options), items=options)


def _items(facts: Sequence[Fact]) -> tuple[Item, ...]:
    return tuple(Item(id=fact.id, kind="fact", label=told_fact(fact), argument="about") for fact in facts)


def _shown(facts: Sequence[Fact]) -> list[dict[str, object]]:
    return [
        {"id": f.id, "text": f.text, "category": f.category, "observed_at": f.observed_at.isoformat()} for f in facts
    ]
