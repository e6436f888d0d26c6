"""Stop, yes and no are heard only when the whole utterance says so."""

import pytest

from assistant.planners.stop import Command, read_command

YES = [
    "好的，订吧",
    "yes please",
    "Yes!",
    "ok book it",
    "嗯嗯",
    "是的，确认",
    "没问题",
    "买吧",
    "yeah go ahead and book it",
    "好的谢谢",
]
NO = ["no thanks", "don't book it yet", "先别订", "不要", "不用了谢谢", "别订了", "我不想订了", "not now", "sorry, no"]
CANCEL = ["算了，不订了", "cancel that", "never mind", "取消", "no, cancel it", "算了吧"]
OPEN = [
    "yes, but at eight",
    "好，不过改到八点",
    "cancel that alarm",
    "取消闹钟",
    "行不行",
    "好不好",
    "不要停",
    "don't stop",
    "可以吗",
    "不对，改成四点",
    "not Friday, Saturday",
    "the first one please",
    "订第二家",
    "no problem",
    "thanks",
    "",
]


@pytest.mark.parametrize("text", YES)
def test_yes_counts_only_while_something_waits(text: str) -> None:
    assert read_command(text, pending=True, question=False) is Command.YES
    assert read_command(text, pending=False, question=True) is None


@pytest.mark.parametrize("text", NO)
def test_no_answers_a_question_or_an_approval_and_nothing_else(text: str) -> None:
    assert read_command(text, pending=True, question=False) is Command.NO
    assert read_command(text, pending=False, question=True) is Command.NO
    assert read_command(text, pending=False, question=False) is None


@pytest.mark.parametrize("text", CANCEL)
def test_cancel_is_heard_at_any_time(text: str) -> None:
    for pending in (True, False):
        assert read_command(text, pending=pending, question=False) is Command.CANCEL


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("停，别响了", Command.STOP),
        ("别说了", Command.STOP),
        ("stop talking please", Command.STOP),
        ("撤销刚才的操作", Command.UNDO),
        ("undo that", Command.UNDO),
        ("再说一遍", Command.REPEAT),
        ("what did you say?", Command.REPEAT),
    ],
)
def test_other_commands(text: str, command: Command) -> None:
    assert read_command(text, pending=False, question=False) is command


@pytest.mark.parametrize("text", OPEN)
def test_a_sentence_that_says_more_is_no_command(text: str) -> None:
    assert read_command(text, pending=True, question=True) is None
