"""The sentence after a question: an answer, a choice, or a digression after which the question is asked again."""

from __future__ import annotations

from dataclasses import replace

from assistant.planners.local import pointing, wishing
from assistant.planners.local.arguments import Filled, fill
from assistant.planners.local.free_text import tidy
from assistant.planners.local.scene import NAME, Scene, started, step, votes
from assistant.planners.local.times_said import is_bare_day, with_day
from assistant.planners.local.material import Found
from assistant.planners.local.vote import PATTERN, Verdict, capability
from assistant.planners.stop import Command, read_command
from assistant.types import Parameter, Plan, Provenance, Question, Reason, ToolCall

_STRONG = 0.7  # a pattern this strong for another tool is a new wish, not an answer
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
    if parameter.name not in filled.values and not _says_more(filled, call):
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
    if parameter.slot == "item" and parameter.name not in asked.values:
        if found := pointing.point(scene.sentence, question.options):
            asked = _one(parameter.name, found)
    earlier = call.arguments.get(parameter.name)
    if is_bare_day(earlier) and parameter.name in asked.values:
        value = with_day(str(earlier), Found(asked.values[parameter.name], ""), scene.sentence)
        asked = replace(asked, values={parameter.name: value.value})
    others = [
        p.name
        for p in scene.specs[call.tool].parameters
        if p.name not in (parameter.name, *call.arguments)
        and p.slot not in ("text", "title", "person", "item", "place")
    ]
    more = fill(replace(material, answering=False), others) if parameter.slot != "text" else Filled()
    both = Filled({**more.values, **asked.values}, {**more.provenance, **asked.provenance}, (*asked.why, *more.why))
    return both.with_values(call.arguments, call.provenance)


def _one(name: str, found: Found) -> Filled:
    why = Reason(reader="arguments", text=f"{name} = {found.value} from “{found.words}”")
    return Filled({name: found.value}, {name: Provenance.USER}, (why,))


def _says_more(filled: Filled, call: ToolCall) -> bool:
    return set(filled.values) > set(call.arguments)


def _and_again(scene: Scene, question: Question) -> Plan | None:
    """Do what was said in between, then ask again; what nobody understood is asked again with little confidence."""
    aside = wishing.wish(scene)
    why = Reason(reader="dialogue", text="a digression; the question stays")
    if aside is None:
        return Plan(planner=NAME, question=question, confidence=0.4, why=(*votes(scene.vote), why))
    if aside.question is not None:
        return aside
    return replace(aside, question=question, why=(*aside.why, why))


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
