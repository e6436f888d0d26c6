"""Medical: hears symptoms, knows an emergency, says how soon and to whom to go, and books the appointment.

Never a diagnosis and never a dose: urgency, kind of doctor, reason, limits.
"""

from __future__ import annotations

from typing import Annotated

from assistant import Effect, Item, Question, Say, ToolContext, ToolResult
from assistant import Slot as Fills
from assistant.types import Provenance, ToolCall
from tools.medical import replies
from tools.medical.interview import NOW, next_question
from tools.medical.plug import plugin
from tools.medical.triage import Advice, advise, doubt, emergency, urgent_answer


def _hears(text: str) -> bool:
    """A matter of life, or what may be one: heard before every planner, answered with the number or one question."""
    return emergency(text) is not None or doubt(text) is not None


@plugin.tool(effect=Effect.READ, hears=_hears)
async def symptoms(
    ctx: ToolContext,
    text: Annotated[str, "What is wrong, in the user's own words.", Fills("text")],
    answer: Annotated[str | None, "The answer to the last question.", Fills("text")] = None,
    asked: Annotated[list[str] | None, "What was asked already."] = None,
) -> ToolResult:
    """Hear symptoms: say at once when it is an emergency, else ask what matters, then say how soon to see whom."""
    told, done = f"{text}。{answer}" if answer else text, tuple(asked or ())
    urgent = emergency(told) or (urgent_answer(text, answer or "") if done[-1:] == (NOW,) else None)
    if urgent:
        return ToolResult(say=replies.emergency(ctx.user, urgent), data={"urgency": "emergency", "rule": urgent.id})
    if NOW not in done and (unsure := doubt(told, complaint=True)):
        return _ask(replies.is_it_now(ctx.user, unsure), told, (*done, NOW))
    advice = advise(told)
    ask = next_question(told, advice.presentation, done)
    if ask is not None and advice.urgency != "now":
        first = Say(zh="", en="") if done else replies.heard(ctx.user, advice)
        return _ask(first + ask.text, told, (*done, ask.id))
    return _advised(advice)


def _ask(text: Say, told: str, asked: tuple[str, ...]) -> ToolResult:
    call = ToolCall(
        id="",
        tool="medical__symptoms",
        arguments={"text": told, "asked": list(asked)},
        provenance={"text": Provenance.USER, "asked": Provenance.TOOL},
    )
    return ToolResult(question=Question(text=text, call=call, parameter="answer"))


def _advised(advice: Advice) -> ToolResult:
    find = ToolCall(
        id="",
        tool="medical__find_doctor",
        arguments={"kind": advice.doctor},
        provenance={"kind": Provenance.TOOL},
    )
    offer = Question(text=replies.OFFER, call=find) if advice.urgency != "self" else None
    return ToolResult(
        say=replies.advice(advice),
        question=offer,
        data={"urgency": advice.urgency, "doctor": advice.doctor, "source": advice.source},
        items=(Item(id=advice.doctor, kind="doctor_kind", label=replies.doctor(advice.doctor), argument="kind"),),
    )


from tools.medical import appointments, care, medicines  # noqa: E402, F401 - they declare their tools on the same plugin
