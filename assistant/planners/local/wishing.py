"""A sentence that stands on its own: one wish, two wishes, a wish not to, or talk about what was done."""

from __future__ import annotations

import re

from assistant.planners.local import asking
from assistant.planners.local.arguments import Filled, fill
from assistant.planners.local.moving import moved
from assistant.planners.local.patterns import Reading
from assistant.planners.local.repeating import several
from assistant.planners.local.scene import NAME, Scene, Step, started, step, votes
from assistant.planners.local.sentence import Sentence
from assistant.planners.local.template import LEAD
from assistant.planners.local.vote import PATTERN, Verdict, Vote, capability
from assistant.types import Effect, Plan, Reason, Say

_NOT = re.compile(
    r"(?:\b(?:(?:don't|do not|dont|never)(?! forget)|no need to|not going to|rather not|shouldn't|won't|"
    r"didn't ask you to)\s+(?:\w+\s+){0,2}"
    r"|(?:先别|(?<![特分个性区级])别|不要|先不|不用|不想|不必|不需要|没让你|没叫你|没要)(?:急着|着急|再|给我|帮我|要)?\s*)$"
)
_TOLD_EN = re.compile(
    r"\b(?:i|we|he|she|they|you|my \w+|the \w+)\s+(?:(?:have|has|had|just|already|also|once|never|was|were|got)\s+)*"
    r"(?:booked|ordered|reserved|bought|watched|saw|went|set|made|took|had|was|were|got|ate|visited|missed|"
    r"forgot|heard|used|woke|told|"
    r"alarmed|reminded|scheduled|cancelled|canceled|paid|met|called|tried|loved|hated|enjoyed)\b"
)
_ASKS_EN = re.compile(
    r"\?|\b(?:please|can you|could you|would you|will you|i want|i need|i'd like|i would like|let's|find|show|"
    r"set|book|remind me|wake me|"
    r"what|when|where|which|how|is there|are there|do i|cancel|change|move|make)\b"
)
_TOLD_ZH = re.compile(r"(?:昨天|昨晚|前天|上周|上个月|上次|去年|刚才|之前|以前|早就|已经).*(?:了|过|的|没|吵)")
_ASKS_ZH = re.compile(
    r"[?？]|吗|呢|帮我|请|麻烦|给我|我想|我要|想要|取消|改|删|退|能不能|可以|有没有|什么|哪|几点|提醒我|叫我"
)
_JOIN = re.compile(
    r"\s*[,，;；]?\s*(?:\band then\b|\bthen\b|\band also\b|\balso\b|\band\b|\bplus\b|然后|接着|再|还有|另外|"
    r"顺便|并且|同时|并)\s*"
    r"|\s*[,，;；。]\s*|\.\s+"
)
_JOINTS = 6  # places tried for the seam between two wishes
_LEFT_ALONE = Say(zh="好的，先不办。", en="Okay, I will leave it.")


# The words of a command as words: "what does ‘set an alarm’ mean", 用英语怎么说, "if I say cancel".
_WORDS_ONLY = re.compile(
    r"\bwhat (?:does|do|is|would|happens (?:if|when))\b.*\b(?:do|mean|stand for|called|happen|say)\s*\W*$"
    r"|\bwhat happens (?:if|when) i say\b"
    r"|\bhow (?:do|would|can|should) (?:you|i|we|one) (?:say|spell|pronounce|write|translate)\b"
    r"|\bthe (?:word|phrase|sentence|expression|command)s?\b"
    r"|\b(?:if|when(?:ever)?) (?:i|you|he|she|they|somebody|someone) says?\b"
    r"|\bmeans? (?:nothing|something|that|the same)\b|^\W*(?:translate|spell|pronounce)\b"
    r"|用\S{1,3}[语文](?:怎么|如何)?(?:说|讲|写)|(?:是|算)?(?:什么|啥)意思|怎么(?:读|念|拼写|翻译)|^\W*翻译|翻译成|"
    r"这(?:个词|句话|个说法|几个字|条命令)|(?:如果|要是|当|假如)[我你他她](?:说|讲)"
)
_WONDERS = re.compile(  # whether to is a question, not yet a wish
    r"^\W*(?:do you think |so |and )*(?:should|ought) (?:i|we)\b"
    r"|^\W*(?:do|would) you (?:think|reckon) (?:i|we) (?:should|ought)\b"
    r"|[我咱]们?(?:要不要|该不该|应不应该|用不用|是不是(?:该|应该|要))"
)
_QUOTED = re.compile(r"[“\"「『‘]([^”\"」』’]*)[”\"」』’]")


def _about_words(scene: Scene) -> bool:
    """Talk about a command is no command."""
    sentence, vote = scene.sentence, scene.vote
    if _WORDS_ONLY.search(sentence.plain):
        return True
    if vote.tools and scene.specs[vote.tool].effect is not Effect.READ and _WONDERS.search(sentence.plain):
        return True
    reading = vote.reading(vote.tool) if vote.tools else None
    if reading is None or not reading.spans or not (quoted := _QUOTED.search(sentence.marked)):
        return False
    outside = sentence.marked[: quoted.start()] + sentence.marked[quoted.end() :]
    inside = quoted.start() <= reading.spans[0][0] and reading.spans[0][1] <= quoted.end()
    return inside and bool(re.search(r"\w", outside))


def wish(scene: Scene) -> Plan | None:
    """What the sentence by itself asks for; None when it asks for nothing of ours."""
    vote = scene.vote
    if vote.verdict is Verdict.LEAVE or not vote.tools or _about_words(scene):
        return None
    if any(_negated(scene.sentence, r) for r in vote.readings if capability(r.tool) == capability(vote.tool)):
        why = Reason(reader="negation", text=f"not wanted: {vote.tool}")
        return Plan(planner=NAME, say=_LEFT_ALONE, confidence=0.7, why=(*votes(vote), why))
    if told(scene.sentence) and not _describes(scene, vote.tool):
        return None
    if _points_at_nothing(scene):
        return None
    if steps := several(scene):
        return started(scene, steps, vote.confidence, Reason(reader="clauses", text=f"{len(steps)} times {vote.tool}"))
    if parts := _both(scene):
        steps = [_step(scene, tool, clause, part) for tool, clause, part in parts]
        return started(scene, steps, vote.confidence, Reason(reader="clauses", text=f"{len(steps)} wishes"))
    if vote.verdict is Verdict.ASK:
        return _ask_which(scene)
    return started(scene, [_step(scene, vote.tool, scene.sentence, vote)], vote.confidence)


def _step(scene: Scene, tool: str, sentence: Sentence, vote: Vote) -> Step:
    filled = fill(scene.material(tool, sentence, vote))
    return step(scene, tool, moved(scene, tool, filled, sentence))


def _points_at_nothing(scene: Scene) -> bool:
    """ "What time do they close?" with nothing named before: whoever "they" are, they are not ours."""
    spec = scene.specs[scene.vote.tool]
    needed = [p.name for p in spec.parameters if p.required and p.slot == "item"]
    here = any(i.argument in ("", name) for i in scene.items for name in needed)
    return bool(needed) and spec.effect is Effect.READ and not here


def told(sentence: Sentence) -> bool:
    """Talk about what has happened, with no request in it: "I booked it last week", 我昨天订的闹钟没响."""
    text = sentence.plain
    if _TOLD_EN.search(text) and not _ASKS_EN.search(text):
        return True
    return bool(_TOLD_ZH.search(text)) and not _ASKS_ZH.search(text)


def _describes(scene: Scene, tool: str) -> bool:
    """Tools that listen to what happened: symptoms are told, memories are stated."""
    spec = scene.specs[tool]
    return any(p.name == "text" or p.slot == "symptom" for p in spec.parameters if p.required) and (
        spec.effect is not Effect.COMMIT
    )


def _negated(sentence: Sentence, reading: Reading) -> bool:
    return reading.score >= PATTERN and bool(_NOT.search(sentence.marked[: reading.start]))


def _ask_which(scene: Scene) -> Plan | None:
    specs = [scene.specs[t] for t in scene.vote.tools]
    if len(specs) == 1 and specs[0].effect is Effect.COMMIT:
        return None
    return Plan(
        planner=NAME,
        question=asking.ask_between(specs),
        confidence=scene.vote.confidence,
        why=votes(scene.vote),
    )


def _takes_all(scene: Scene, tool: str) -> bool:
    """ "Learn a routine: first this, then that": what follows is told to be done later, not wished for now."""
    return any(p.slot == "sentence" and p.name == "text" for p in scene.specs[tool].parameters)


def _both(scene: Scene) -> list[tuple[str, Sentence, Vote]]:
    """Two wishes in one sentence: both halves carry a pattern of their own, and the second begins with it."""
    if scene.vote.verdict is Verdict.LEAVE or len(scene.sentence.text) > 300:
        return []
    marked = scene.sentence.marked
    whole = [r for r in scene.vote.readings if r.score >= PATTERN]
    if whole and _takes_all(scene, min(whole, key=lambda r: r.start).tool):
        return []
    for joint in list(_JOIN.finditer(marked))[:_JOINTS]:
        if re.search(r"\w", joint[0]):  # "and also": what one half never means does not speak against the other
            before, after = _strong(scene, marked[: joint.start()]), _strong(scene, marked[joint.end() :])
        else:
            before = {r.tool for r in whole if any(end <= joint.start() for _, end in r.spans)}
            after = {r.tool for r in whole if any(start >= joint.end() - 1 for start, _ in r.spans)}
        if not before or not after or len(before | after) < 2:
            continue
        low, high = scene.sentence.span(joint.start(), joint.end())
        halves = (scene.sentence.text[:low].strip(), scene.sentence.text[high:].strip())
        if all(len(h) > 3 for h in halves) and (parts := _halves(scene, halves)):
            return parts
    return []


def _strong(scene: Scene, marked: str) -> set[str]:
    """The tools whose patterns this half holds by itself."""
    return {r.tool for r in scene.readers.patterns.read(marked) if r.score >= PATTERN}


def _halves(scene: Scene, texts: tuple[str, str]) -> list[tuple[str, Sentence, Vote]]:
    parts: list[tuple[str, Sentence, Vote]] = []
    for n, text in enumerate(texts):
        sentence = scene.reread(text)
        vote = scene.readers.vote(sentence)
        reading = vote.reading(vote.tool) if vote.verdict is Verdict.START else None
        if (
            reading is None
            or reading.score < PATTERN
            or (n and reading.start > _opening(sentence))
            or _negated(sentence, reading)
        ):
            return []
        parts.append((vote.tool, sentence, vote))
    first, second = (scene.specs[tool] for tool, _, _ in parts)
    # "Find a place and book a table" is one wish in two steps; "an alarm and a timer" are two.
    alike = capability(first.name) == capability(second.name)
    if alike and (Effect.CHANGE not in (first.effect, second.effect) or first.effect is not second.effect):
        return []
    if first.effect is Effect.READ and _LEANS.search(parts[1][1].plain):
        return []  # "find a restaurant, then see what hotels are nearby": near what is not known yet
    return parts if _complete_alone(scene, parts[1]) else []


_LEANS = re.compile(
    r"周边|附近|旁边|周围|那里|那儿|那边|\b(?:near(?:by| it| there)|around (?:it|there)|there|close by)\b"
)


_OPENS = re.compile(rf"^\W*{LEAD}(?:tell me|show me|let me know|告诉我|跟我说|说说|看看|看一下|查一下|查查)?\W*")


def _opening(sentence: Sentence) -> int:
    """How far the courtesy goes with which a second wish may begin."""
    found = _OPENS.match(sentence.marked)
    return 2 + (found.end() if found else 0)


def _complete_alone(scene: Scene, part: tuple[str, Sentence, Vote]) -> bool:
    """The second half says what its tool needs most: "and a timer for ten minutes", not "and the alarm"."""
    tool, sentence, vote = part
    filled: Filled = fill(scene.material(tool, sentence, vote))
    required = [p.name for p in scene.specs[tool].parameters if p.required]
    return not required or any(name in filled.values for name in required)
