"""The two readers and their vote: plugins take part by what they declare; a broken pattern breaks nothing else."""

from __future__ import annotations

from dataclasses import replace

from unit.planners.local.conversation import NOW, Conversation, made
from unit.planners.local.specs import TOOLS, specs

from assistant.lexicon import load_lexicon
from assistant.planners.local import LocalPlanner
from assistant.planners.local.examples import NgramReader
from assistant.planners.local.readers import Readers
from assistant.planners.local.sentence import read_sentence
from assistant.planners.local.vote import Verdict
from assistant.types import Effect, Parameter, ToolSpec, User

EN = User(id="u", name="U", language="en", timezone="Asia/Shanghai")
PARKING = ToolSpec(
    name="parking__find",
    description="List car parks and their free places.",
    effect=Effect.READ,
    parameters=(Parameter(name="near", schema={"type": "string"}, slot="place", required=False),),
    examples={
        "en": (
            "where can I park near the station",
            "find a free parking space downtown",
            "is there a car park by the theatre",
            "parking around here please",
            "how full is the parking garage",
            "show me car parks with free places",
            "I need to leave my car somewhere near the museum",
            "cheap parking close to the beach",
        )
    },
)


def test_a_tool_with_examples_alone_is_understood() -> None:
    tools = (*specs("alarms", "memory"), PARKING)
    plan = Conversation(LocalPlanner(), tools, user=EN).say("is there free parking near the museum")
    assert [t for t, _ in made(plan)] == ["parking__find"]


def test_a_new_plugin_changes_nothing_for_the_others() -> None:
    sentences = ("wake me at six tomorrow", "set a timer for ten minutes", "cancel my alarm")
    before, after = specs("alarms"), (*specs("alarms"), PARKING)
    for text in sentences:
        plans = [Conversation(LocalPlanner(), tools, user=EN).say(text) for tools in (before, after)]
        assert made(plans[0]) == made(plans[1]) != []


def test_a_pattern_that_cannot_be_read_is_named_and_the_rest_works() -> None:
    broken = replace(PARKING, lexicon={"en": {"patterns": ("park (near", "parking ... near")}})
    readers = Readers([broken])
    assert any("park (near" in text for text in readers.patterns.broken)
    assert readers.patterns.read("parking anywhere near me")[0].tool == "parking__find"


def test_the_readers_must_agree() -> None:
    readers = Readers(specs())
    agreed = readers.vote(read_sentence("wake me up at seven", "en", NOW))
    assert (agreed.verdict, agreed.tool) == (Verdict.START, "alarms__set_alarm")
    assert readers.vote(read_sentence("the movie last night was boring", "en", NOW)).verdict is Verdict.LEAVE


def test_the_same_sentence_gives_the_same_plan() -> None:
    tools = specs("alarms")
    first, second = (Conversation(LocalPlanner(), tools, user=EN).say("wake me at six tomorrow") for _ in range(2))
    assert first == second


def test_every_decision_says_who_read_what() -> None:
    plan = Conversation(LocalPlanner(), specs("alarms"), user=EN).say("remind me to call Bob")
    said = {reason.reader: reason.text for reason in plan.why}
    assert "alarms__set_reminder" in said["patterns"]
    assert "alarms__set_reminder" in said["examples"]
    assert "call Bob" in " ".join(r.text for r in plan.why)
    assert "missing: at" in [r.text for r in plan.why]


def test_the_examples_know_what_is_no_wish() -> None:
    reader = NgramReader([("set an alarm", "a"), ("wake me up", "a"), ("tell me a joke", "no_tool"), ("hi", "no_tool")])
    shares = reader.read("tell me another joke")
    assert max(shares, key=lambda label: shares[label]) == "no_tool"
    assert abs(sum(shares.values()) - 1) < 1e-4


def test_every_lexicon_that_ships_can_be_read() -> None:
    for folder in sorted(p.parent for p in TOOLS.glob("*/lexicon")):
        for tool, words in load_lexicon(folder).items():
            for language, examples in words.examples.items():
                assert len(examples) >= 8, f"{folder.name}.{tool} {language}"
    assert Readers(specs()).patterns.broken == []
