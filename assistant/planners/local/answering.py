"""The sentence after a question: an answer, a choice, or a digression after which the question is asked again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from assistant.planners.local import pointing, wishing
from assistant.planners.local.arguments import Filled, fill
from assistant.planners.local.free_text import tidy
from assistant.planners.local.material import Found
from assistant.planners.local.scene import NAME, Scene, started, step, votes
from assistant.planners.local.template import ANY_MARK
from assistant.planners.local.times_said import is_bare_day, with_day
from assistant.planners.local.vote import PATTERN, Verdict, capability
from assistant.planners.stop import Command, read_command
from assistant.types import Json, Parameter, Plan, Provenance, Question, Reason, ToolCall

_STRONG = 0.7  # a pattern this strong for another tool is a new wish, not an answer
_BESIDE = 8  # Han characters, or twice as many words, that an answer may hold beside its value
_RETURNS = 2  # a question that was put this often is left alone after the next digression
_SHORT = 12  # characters or so: what people answer with


def answer(scene: Scene) -> Plan | None:
    """What to do with the open question; None when there is none, or the sentence has nothing to do with it."""
    question = scene.transcript.dialogue.question
    if question is None:
        return None
    if question.options and question.options[0].kind == "tool":
        return _choose_tool(scene, question)
    call = question.call or scene.last_call()
    parameter = (
        scene.specs[call.tool].parameter(question.parameter or "") if call and call.tool in scene.specs else None
    )
    if call is None or parameter is None:
        return None
    if _digresses(scene, call.tool):
        return _and_again(scene, question)
    filled = _fill(scene, question, call, parameter)
    if not (_is_answer(scene, parameter) and (parameter.name in filled.values or _says_more(filled, call))):
        return _and_again(scene, question)
    done = step(scene, call.tool, filled)
    return started(scene, [done], 0.9, Reason(reader="dialogue", text=f"answers: {parameter.name}"))


def _digresses(scene: Scene, asked: str) -> bool:
    """A wish of its own, for another tool; a short answer is none, even when a word of it is a tool's."""
    vote = scene.vote
    if vote.verdict is not Verdict.START or vote.tool == asked:
        return False
    reading = vote.reading(vote.tool)
    if reading is None or reading.score < _STRONG:
        return False
    same = capability(vote.tool) == capability(asked)
    return len(scene.sentence.text) > _SHORT or not same


def _fill(scene: Scene, question: Question, call: ToolCall, parameter: Parameter) -> Filled:
    """The asked argument first, then whatever else the answer says about the same call."""
    material = replace(scene.material(call.tool), answering=True, captures={})
    if question.options:
        material = replace(material, items=question.options)
    asked = fill(material, [parameter.name])
    offered = bool(question.options) or parameter.slot == "item"
    pointed = pointing.point(scene.sentence, question.options) if offered else None
    # Of offered places "the second" is one of them, whatever else a place may be called.
    if pointed is not None and (parameter.slot != "item" or parameter.name not in asked.values):
        asked = _one(parameter.name, pointed)
    if parameter.slot == "instant" and parameter.name in asked.values:
        at = _in_context(scene, asked.values[parameter.name], call.arguments.get(parameter.name))
        asked = replace(asked, values={parameter.name: at})
    others = [
        p.name
        for p in scene.specs[call.tool].parameters
        if p.name not in (parameter.name, *call.arguments)
        and p.slot not in ("text", "title", "person", "item", "place")
    ]
    more = fill(replace(material, answering=False), others) if parameter.slot != "text" else Filled()
    both = Filled({**more.values, **asked.values}, {**more.provenance, **asked.provenance}, (*asked.why, *more.why))
    return both.with_values(call.arguments, call.provenance)


def _in_context(scene: Scene, at: Json, earlier: Json) -> Json:
    """ "Wake me tomorrow morning" - "at seven": the answer read with the words before it, on the day already said."""
    said = next((m for m in scene.sentence.times if m.has_clock and not m.has_date), None)
    lines = [line.text for line in scene.transcript.lines if line.role == "user"]
    if said is not None and lines and "am_pm" in said.uncertain:
        joined = scene.reread(f"{lines[-1]}, {scene.sentence.text}")
        clocks = [m for m in joined.times if m.has_clock and m.at is not None and m.end > len(lines[-1])]
        if clocks and clocks[-1].at is not None and clocks[-1].recurrence is None:
            at = clocks[-1].at.isoformat()
            if clocks[-1].has_date:
                return at
    return with_day(str(earlier), Found(at, ""), scene.sentence).value if is_bare_day(earlier) else at


def _one(name: str, found: Found) -> Filled:
    why = Reason(reader="arguments", text=f"{name} = {found.value} from “{found.words}”")
    return Filled({name: found.value}, {name: Provenance.USER}, (why,))


_AROUND = re.compile(
    r"那就|好了|好的|好吧|就|吧|的|了|呢|要|我|在|是|嗯|一共|大概|大约|差不多|左右|应该|可能|时候|提醒|叫|开始|再|先|也|给|订|个人|个|人|位|张|从|到|每|都|"
    r"\b(?:at|on|for|in|the|a|an|to|please|maybe|let's|say|i|think|would|be|like|is|fine|good|ok|okay|well|um|uh|make|it|around|about|of|us|people|persons|"
    r"from|until|just|then|remind|me|start|starting|every|and|tickets?|want|need|works?|that|there|will|we|are|with)\b|[^\w]|_"
)


def _is_answer(scene: Scene, parameter: Parameter) -> bool:
    """Whether hardly anything is said beside the value: 今天天气怎么样 names a day and answers no "when?"."""
    if parameter.slot in ("text", "title", "person", "place", "symptom", "item", "kind", "cuisine"):
        return True
    rest = _AROUND.sub(" ", re.sub(f"[{ANY_MARK}]", " ", scene.sentence.marked))
    beside = len(re.findall(r"[\u3400-\u9fff]", rest)) + 2 * len(re.findall(r"[a-z']+", rest))
    return beside <= (_BESIDE if scene.vote.verdict is not Verdict.LEAVE else _BESIDE // 2)


def _says_more(filled: Filled, call: ToolCall) -> bool:
    return set(filled.values) > set(call.arguments)


def _and_again(scene: Scene, question: Question) -> Plan | None:
    """Do what was said in between, then ask again; what nobody understood is asked again with little confidence."""
    aside = wishing.wish(scene)
    why = Reason(reader="dialogue", text="a digression; the question stays")
    if aside is None:
        return Plan(planner=NAME, question=question, confidence=0.4, why=(*votes(scene.vote), why))
    if aside.question is not None or _put(scene, question) >= _RETURNS:
        return aside
    return replace(aside, question=question, why=(*aside.why, why))


def _put(scene: Scene, question: Question) -> int:
    """How many of the last replies in a row put this very question: who is asked forever stops listening."""
    words = question.text.to(scene.turn.utterance.language)
    replies = (line.text for line in reversed(scene.transcript.lines) if line.role == "assistant")
    return sum(1 for _ in takewhile(lambda reply: words in reply, replies))


def _choose_tool(scene: Scene, question: Question) -> Plan | None:
    """An answer to "this or that?": the sentence it was asked about is read again, for the tool now chosen."""
    lines = [line.text for line in scene.transcript.lines if line.role == "user"]
    tool = _chosen(scene, question)
    if tool is None or not lines:
        return None
    sentence = scene.reread(lines[-1])
    vote = scene.readers.vote(sentence)
    done = step(scene, tool, fill(scene.material(tool, sentence, vote)))
    return started(scene, [done], 0.9, Reason(reader="dialogue", text=f"chosen: {tool}"))


def _chosen(scene: Scene, question: Question) -> str | None:
    options = [o for o in question.options if o.id in scene.specs]
    if not options:
        return None
    said = read_command(scene.sentence.text, pending=True, question=True)
    if len(options) == 1:
        return options[0].id if said is Command.YES else None
    if found := pointing.point(scene.sentence, options):
        return str(found.value)
    if len(tidy(scene.sentence.text)) > 2 * _SHORT:
        return None
    readings = {r.tool: r.score for r in scene.vote.readings}
    shares = dict(scene.vote.shares)
    scored = sorted(((readings.get(o.id, 0.0) + shares.get(o.id, 0.0), o.id) for o in options), reverse=True)
    ahead = scored[0][0] - scored[1][0] > 0.1 and (scored[0][0] > PATTERN or readings.get(scored[0][1]))
    return scored[0][1] if ahead else None
