"""Patterns of a lexicon match what a plugin author would expect, and say so when they cannot be read."""

import pytest
from unit.planners.local.conversation import NOW

from assistant.planners.local.sentence import read_sentence
from assistant.planners.local.template import TemplateError, compile_template


def found(pattern: str, text: str, **lists: list[str]) -> dict[str, str] | None:
    template = compile_template(pattern, lists, ("what", "origin", "destination"))
    match = template.search(read_sentence(text, "en", NOW).marked)
    return None if match is None else {k: v.strip() for k, v in match.groupdict().items() if v and "gap" not in k}


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("set [a|an] alarm", "please set an alarm", True),
        ("set [a|an] alarm", "set the alarm", False),
        ("alarm", "I was alarmed", False),
        ("alarm*", "I was alarmed", True),
        ("set ... {instant}", "set it for tomorrow at seven", True),
        ("set ... {instant}", "set it for two people", False),
        ("timer {duration}", "timer ten minutes", True),
        ("^ alarm", "hey could you please alarm me", True),
        ("^ alarm", "the alarm", False),
        ("提醒我$", "明天提醒我。", True),
        ("订第{number}家", "订第二家", True),
    ],
)
def test_what_a_pattern_matches(pattern: str, text: str, matches: bool) -> None:
    assert (found(pattern, text) is not None) is matches


def test_a_parameter_takes_the_words_that_stand_for_it() -> None:
    assert found("从{origin}到{destination}怎么(走|去)", "从 Kiasma 到集市广场怎么走") == {
        "origin": "kiasma",
        "destination": "集市广场",
    }
    assert found("remind me to {what}", "remind me to buy bread, please") == {"what": "buy bread"}


def test_a_word_list_stands_for_each_of_its_words() -> None:
    assert found("start the <device>", "start the washing machine", device=["oven", "washing machine"]) == {}
    assert found("start the <device>", "start the car", device=["oven", "washing machine"]) is None


@pytest.mark.parametrize("pattern", ["set (a|b", "set a)", "<nowhere>", "{nothing}"])
def test_a_pattern_that_cannot_be_read_names_itself(pattern: str) -> None:
    with pytest.raises(TemplateError, match=r"nowhere|nothing|set"):
        compile_template(pattern)
