"""One wish for several times: "alarms at six and seven", 七点和八点各设一个闹钟, "at 9 to call and at 10 to pay"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from assistant.planners.local.arguments import fill
from assistant.planners.local.scene import Scene, Step, step
from assistant.planners.local.sentence import Sentence
from assistant.planners.local.times import TimeMention, merge
from assistant.planners.local.vote import Verdict
from assistant.types import Effect, Parameter

_EACH = re.compile(r"各|分别|两个|三个|\b(?:both|each|two|three|another|one more)\b|\b(?:alarms|reminders|timers)\b")
_SEAM = re.compile(r"\s*(?:,|，|;|；|\band\b|\bthen\b|然后|再|还有|和|、)+\s*(?=[\ue000])")


def several(scene: Scene) -> list[Step]:
    """A step for each time; [] when the sentence is no such wish."""
    vote = scene.vote
    spec = scene.specs.get(vote.tool) if vote.verdict is Verdict.START and vote.tools else None
    at = next((p for p in spec.parameters if p.slot == "instant" and p.required), None) if spec else None
    clocks = [m for m in scene.sentence.times if m.has_clock and m.at is not None and m.recurrence is None]
    if spec is None or at is None or spec.effect is not Effect.CHANGE or len(clocks) < 2:
        return []
    if any(p.slot == "text" and p.required for p in spec.parameters):
        return _each_with_its_words(scene)
    return _each(scene, at, clocks) if _EACH.search(scene.sentence.plain) else []


def _each(scene: Scene, at: Parameter, clocks: list[TimeMention]) -> list[Step]:
    filled, steps, before = fill(scene.material(scene.vote.tool)), list[Step](), None
    for mention in clocks:
        moment: datetime | None = mention.at
        if before is not None and not mention.has_date:
            moment = merge(before, mention, scene.sentence.now)
        assert moment is not None
        before = moment
        one = replace(filled, values={**filled.values, at.name: moment.isoformat()})
        steps.append(step(scene, scene.vote.tool, one))
    return steps


def _each_with_its_words(scene: Scene) -> list[Step]:
    """The second part has a time and words of its own, and borrows the verb of the first."""
    marked = scene.sentence.marked
    for seam in _SEAM.finditer(marked):
        low, high = scene.sentence.span(seam.start(), seam.end())
        first, rest = scene.reread(scene.sentence.text[:low]), scene.reread(scene.sentence.text[high:])
        second = _borrowed(scene, first, rest)
        if not first.times or second is None:
            continue
        steps = [_same(scene, half) for half in (first, second)]
        if all(one is not None and one.call is not None for one in steps):
            return [one for one in steps if one is not None]
    return []


def _borrowed(scene: Scene, first: Sentence, rest: Sentence) -> Sentence | None:
    """ "The day after at ten to pay" with "remind me" before it; 后天十点交房租 with 提醒我 after its time."""
    reading = scene.readers.vote(first).reading(scene.vote.tool)
    if reading is None or not reading.captures or not rest.times or not first.times:
        return None
    words = first.span(*next(iter(reading.captures.values())))[0]
    time, end = first.times[0], rest.times[-1].end
    if time.start >= 3 and first.text[:1].isascii():
        return scene.reread(first.text[: time.start] + rest.text)
    if time.end <= words:
        return scene.reread(rest.text[:end] + first.text[time.end : words] + rest.text[end:])
    return None


def _same(scene: Scene, sentence: Sentence) -> Step | None:
    vote = scene.readers.vote(sentence)
    if vote.verdict is not Verdict.START or vote.tool != scene.vote.tool:
        return None
    return step(scene, vote.tool, fill(scene.material(vote.tool, sentence, vote)))
