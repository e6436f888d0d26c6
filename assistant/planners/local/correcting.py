"""A change to what waits for a yes or was just done: "make it half past eight", 不对，改成四点."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from assistant.planners.local.arguments import Filled, fill
from assistant.planners.local.moving import when
from assistant.planners.local.numbers import read_people, read_quantity
from assistant.planners.local.patterns import Reading
from assistant.planners.local.scene import Scene, started, step
from assistant.planners.local.sentence import Sentence, is_bare
from assistant.planners.local.swapping import swap
from assistant.planners.local.times import merge
from assistant.planners.local.times_said import is_bare_day
from assistant.planners.local.vote import PATTERN, Verdict, capability
from assistant.types import Effect, Item, Json, Parameter, Plan, Provenance, Reason, ToolCall

_MARKER = re.compile(
    r"^\W*(?:(?:no|nope|wrong|sorry|oops|wait|hold on|actually|well|hmm|oh|yes|yeah|ok|okay|sure|good|fine|but|"
    r"please|can you|could you|let's|and)\b[\s,.!]*)*"
    r"(?:make (?:it|that|this|them)|change (?:it|that|this|the \w+)|switch (?:it|that)?|move (?:it|that)|"
    r"set it|push (?:it|that)|i mean[t]?|i said|rather|not\b|"
    r"correction|it should be|should be|better|instead|book it|with)\b"
    r"|^\W*(?:no|nope|wrong|sorry|oops|actually|wait)\b[\s,.!]"
    r"|\b(?:instead|rather|but (?:at|for|on|the|make it|with))\b"
    r"|改(?:成|到|为|在|一下|下)?|换(?:成|到|个|一个)?|变(?:成)?|调(?:到|成|整)|挪(?:到)?|推迟|提前|延后|"
    r"应该是|我是说|我说的是|说错了|不过|但是"
    r"|^\W*(?:不对|不是|错了|不不|等等|哦不|算了还是|还是)"
)
_FOLLOW = re.compile(r"^\W*(?:(?:and|what about|how about|or)\b|那么?|如果|要是|再看看|换)|呢\W*$")
# What stands before these is what it was; what stands after is what it shall be.
_TURN = re.compile(
    r".*(?:改成|改到|改为|改在|换成|换到|变成|变|调到|挪到|而是|应该是|是|make it|make that|change it to|"
    r"change that to|change (?:the )?\w+ to|"
    r"switch (?:it )?to|move it to|push it to|but|rather|\bto\b|i meant?|i said)\s*(?=\S)|"
    r"^.*?\bnot\b[^,;]*[,;]\s*|^.*?(?:不是|不要)[^,，]*[,，]\s*[是要]?",
    re.IGNORECASE,
)
_SHORT = 16  # characters
_CHANGEABLE = frozenset(
    {"instant", "duration", "recurrence", "number", "people", "money"}
    | {"place", "cuisine", "mode", "prefer", "kind", "title", "flag", "item"}
)


def correct(scene: Scene) -> Plan | None:
    """The waiting or the last call once more with what changed; None when the sentence corrects nothing."""
    waiting = scene.transcript.pending
    target = waiting.call if waiting is not None else scene.last_call()
    if target is None or target.tool not in scene.specs or not _about(scene, target, waiting is not None):
        return None
    said = _as_meant(scene, target, _tail(scene))
    effect = scene.specs[target.tool].effect
    changer = _changer(scene, target) if waiting is None and effect is Effect.CHANGE else None
    if changer is not None:
        return _change_done(scene, target, changer, said)
    if waiting is None and effect is Effect.COMMIT:
        return None  # done outside: repeating it with other arguments would do it twice
    if (swapped := swap(scene, target, said) if waiting is not None else None) is not None:
        return started(scene, [swapped], 0.9, Reason(reader="dialogue", text="another one instead of what waits"))
    new = _new_values(scene, target, said)
    again = effect is Effect.READ and _only_the_way(scene, target, scene.vote.reading(target.tool))
    if not new.values or (not again and all(target.arguments.get(k) == v for k, v in new.values.items())):
        return None
    filled = new.with_values(target.arguments, target.provenance)
    what = "waits for a yes" if waiting is not None else "was just looked up"
    return started(
        scene, [step(scene, target.tool, filled)], 0.9, Reason(reader="dialogue", text=f"corrects what {what}")
    )


def _about(scene: Scene, target: ToolCall, waiting: bool) -> bool:
    """Whether this sentence speaks of the last call at all."""
    vote, text = scene.vote, scene.sentence.plain
    if vote.verdict is Verdict.START and not _same(scene, target, vote.reading(vote.tool)):
        return False
    if _MARKER.search(text):
        return True
    if is_bare(scene.sentence) and (waiting or scene.specs[target.tool].effect is Effect.READ):
        return True
    if scene.specs[target.tool].effect is not Effect.READ or waiting:
        return False
    if _only_the_way(scene, target, vote.reading(target.tool)):
        return True
    return bool(_FOLLOW.search(text)) or (vote.verdict is Verdict.LEAVE and _another_way(scene, target))


def _only_the_way(scene: Scene, target: ToolCall, reading: Reading | None) -> bool:
    """要红绿灯少的, after a route: how to get there is said anew, and where to is not."""
    spec = scene.specs[target.tool]
    if spec.effect is not Effect.READ or scene.vote.verdict is not Verdict.START or scene.vote.tool != target.tool:
        return False
    named = reading is not None and any(p.name in reading.captures for p in spec.parameters if p.required)
    longest = _SHORT if scene.sentence.language == "zh" else 3 * _SHORT
    return not named and _another_way(scene, target, ("mode", "prefer"), longest)


def _another_way(
    scene: Scene,
    target: ToolCall,
    slots: tuple[str, ...] = ("mode", "prefer", "kind", "cuisine"),
    longest: int = _SHORT,
) -> bool:
    """走路要多久, "on foot": short words that say another way, kind or cuisine for the look-up just made."""
    if len(scene.sentence.text) > longest:
        return False
    names = [p.name for p in scene.specs[target.tool].parameters if p.slot in slots]
    return bool(fill(replace(scene.material(target.tool), captures={}), names).values)


def _same(scene: Scene, target: ToolCall, reading: Reading | None) -> bool:
    """The readers name the very tool, or the one that changes such things; anything else is a new wish."""
    tool = scene.vote.tool
    if tool.endswith("__change") and scene.specs[target.tool].effect is Effect.READ:
        return False  # after a look at the calendar "move it to four" moves something, and looks up nothing
    if tool == target.tool and _only_the_way(scene, target, reading):
        return True
    if tool == target.tool or tool.endswith("__change"):
        # "Set another alarm for eight" names the tool too, but corrects nothing.
        return _MARKER.search(scene.sentence.plain) is not None or reading is None
    if capability(tool) == capability(target.tool):
        return reading is None or reading.score < PATTERN
    return reading is None or reading.score < 0.7


def _tail(scene: Scene) -> Sentence:
    """The part that says how it shall be, when the sentence also says how it was."""
    match = _TURN.match(scene.sentence.plain)
    if match is None or match.end() >= len(scene.sentence.text):
        return scene.sentence
    tail = scene.reread(scene.sentence.text[match.end() :])
    return (
        tail if tail.times or tail.numbers or not (scene.sentence.times or scene.sentence.numbers) else scene.sentence
    )


def _as_meant(scene: Scene, target: ToolCall, said: Sentence) -> Sentence:
    """ "Make it ten" in the measure of what it changes: ten o'clock for an alarm, ten minutes for a timer."""
    if not _only_number(said) or read_people(said.text) is not None or read_quantity(said.text) is not None:
        return said
    number = said.numbers[0].text
    zh = said.language == "zh"
    if (length := target.arguments.get("duration")) is not None:
        hours, seconds = float(length) % 3600 == 0, float(length) % 60 != 0
        unit = ("小时", "hours") if hours else ("秒", "seconds") if seconds else ("分钟", "minutes")
        return scene.reread(f"{number}{unit[0]}" if zh else f"{number} {unit[1]}")
    if any(p.slot == "instant" and p.name in target.arguments for p in scene.specs[target.tool].parameters):
        clock = scene.reread(f"{number}点" if zh else f"at {number}")
        return clock if clock.times else said
    return said


def _new_values(scene: Scene, target: ToolCall, said: Sentence) -> Filled:
    """What the sentence says anew for the arguments of that call; times keep the half that was not said."""
    spec = scene.specs[target.tool]
    names = [p.name for p in spec.parameters if p.slot in _CHANGEABLE]
    material = replace(scene.material(target.tool, said), captures={}, answering=_only_number(said))
    material = replace(material, items=[i for i in scene.items if i.id != target.arguments.get(i.argument)])
    filled = fill(material, names)
    values = dict(filled.values)
    for parameter in spec.parameters:
        if parameter.slot != "instant" or not said.times:
            continue
        if (merged := _merged(target.arguments.get(parameter.name), said)) is not None:
            values[parameter.name] = merged
    values = {k: v for k, v in values.items() if not _mistaken(spec.parameter(k), said)}
    provenance = dict.fromkeys(values, Provenance.USER)
    return Filled(values, provenance, filled.why)


def _only_number(said: Sentence) -> bool:
    return not said.times and len(said.numbers) == 1


def _mistaken(parameter: Parameter | None, said: Sentence) -> bool:
    """ "Make it three" answers one of "how many" and "for how many" - the one that was said with its noun wins."""
    if parameter is None or parameter.slot not in ("number", "people"):
        return False
    other = read_people(said.text) if parameter.slot == "number" else read_quantity(said.text)
    own = read_quantity(said.text) if parameter.slot == "number" else read_people(said.text)
    return own is None and other is not None


def _merged(old: Json, said: Sentence) -> str | None:
    if not isinstance(old, str) or is_bare_day(old):
        return None
    return merge(datetime.fromisoformat(old), said.times[-1], said.now).isoformat()


def _changer(scene: Scene, target: ToolCall) -> str | None:
    name = f"{capability(target.tool)}__change"
    return name if name in scene.specs else None


def _change_done(scene: Scene, target: ToolCall, changer: str, said: Sentence) -> Plan | None:
    """What was just set is moved, not set once more."""
    spec = scene.specs[changer]
    pointer = next((p.name for p in spec.parameters if p.slot == "item"), None)
    item = _made(scene, pointer)
    names = [p.name for p in spec.parameters if p.slot in ("instant", "recurrence", "duration")]
    filled = fill(replace(scene.material(changer, said), captures={}), names)
    values: dict[str, Json] = dict(filled.values)
    old = _old_time(item, target.arguments)
    for parameter in spec.parameters:
        if parameter.slot == "instant" and old is not None and said.times:
            values[parameter.name] = _moved_to(target, old, said, scene).isoformat()
    if not values:
        return None
    # Which day of a series, all of them or one: the capability reads it from the words.
    values |= {p.name: scene.sentence.text.strip() for p in spec.parameters if p.slot == "sentence"}
    if pointer and item is not None:
        values[pointer] = item.id
    provenance = dict.fromkeys(values, Provenance.USER)
    done = step(scene, changer, Filled(values, provenance, filled.why))
    return started(scene, [done], 0.9, Reason(reader="dialogue", text=f"corrects what was just done by {target.tool}"))


_LATER = re.compile(
    r"推迟|延后|延长|推后|再|多|加|提前|早|晚|\b(?:more|longer|later|earlier|add|another|extra|back|forward|by|"
    r"delay|postpone|push)\b"
)


def _moved_to(target: ToolCall, old: datetime, said: Sentence, scene: Scene) -> datetime:
    """Another length for a timer runs from now; a length for anything else, or "five more minutes", shifts it."""
    mention = said.times[-1]
    anew = "duration" in target.arguments and not _LATER.search(scene.sentence.plain)
    if mention.kind == "duration" and mention.duration and anew:
        return said.now + mention.duration
    return merge(old, mention, said.now)


def _made(scene: Scene, argument: str | None) -> Item | None:
    fitting = [i for i in scene.items if i.argument in ("", argument)]
    return fitting[0] if len(fitting) == 1 else None


def _old_time(item: Item | None, arguments: Mapping[str, Json]) -> datetime | None:
    return (when(item.data) if item else None) or when(arguments)
