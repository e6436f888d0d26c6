"""Every token the lexer can make has a letter of its own, so no rule misses it; patterns name only roles that exist."""

from itertools import pairwise

import pytest

from assistant.planners.local.times.grammar import Rule, _compile, _letters
from assistant.planners.local.times.reader import _STAGES
from assistant.planners.local.times.tokens import number_values, tokenize, vocabulary


def test_every_number_has_a_letter() -> None:
    letters = _letters()
    for value in (*range(3000), 9999, 10**6):
        for form in "dwz":
            for width in range(6):
                assert frozenset(number_values(value, form, width)) in letters, (value, form, width)


def test_every_word_has_a_letter_and_is_read_as_itself() -> None:
    letters = _letters()
    for word, roles in vocabulary().items():
        assert frozenset(roles) in letters
        tokens = tokenize(word)
        assert tokens, word
        assert all(frozenset(t.values) in letters for t in tokens), word


@pytest.mark.parametrize("rule", [rule for stage in _STAGES for rule in stage], ids=lambda rule: rule.pattern)
def test_every_pattern_compiles(rule: Rule) -> None:
    _compile(rule.pattern)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("周三十点", ["周", "三", "十", "点"]),
        ("周五五点", ["周", "五", "五", "点"]),
        ("周一三五", ["周", "一三五"]),
        ("九月初九", ["九", "月", "初", "九"]),
        ("iPhone15", ["iPhone15"]),
        ("7.30 pm", ["7.30", "pm"]),
        ("3pm", ["3", "pm"]),
        ("twenty-five minutes", ["twenty-five", "minutes"]),
    ],
)
def test_words_are_cut_where_a_reader_would(text: str, pieces: list[str]) -> None:
    assert [t.text for t in tokenize(text)] == pieces


def test_tokens_lie_in_order_and_apart_and_say_their_own_words() -> None:
    text = "从 12月20号 to Jan. 3rd，每周一三五 at 7:30 p.m. $20 24/7 １５分钟"
    tokens = tokenize(text)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert all(len(t.text) == t.end - t.start for t in tokens)
