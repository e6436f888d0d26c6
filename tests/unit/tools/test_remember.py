"""What is remembered, replaced, answered from and forgotten."""

from __future__ import annotations

import pytest

from assistant import Sensitivity
from assistant.testing import Bench
from assistant.types import FactStatus
from tools.remember import plugin
from tools.remember.subjects import asked_about, topic_of
from tools.remember.wording import bare


@pytest.fixture
def bench() -> Bench:
    return Bench((plugin,))


async def remember(bench: Bench, text: str) -> str:
    return (await bench.say(text, "memory__remember", text=text)).text


async def recall(bench: Bench, about: str) -> str:
    return (await bench.say(about, "memory__recall", about=about)).text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("remember that I like tea", "I like tea"),
        ("please remember I moved to Leeds", "I moved to Leeds"),
        ("I work at Globex now, remember that", "I work at Globex now"),
        ("keep in mind that I don't drink coffee.", "I don't drink coffee."),
        ("don't forget my shoe size is 42", "my shoe size is 42"),
        ("my sister's name is Clara, please keep that in mind", "my sister's name is Clara"),
        ("记住我不吃辣，对花生过敏", "我不吃辣，对花生过敏"),
        ("帮我记一下，我妹妹叫小雅", "我妹妹叫小雅"),
        ("我搬到静安区了，帮我记住", "我搬到静安区了"),
        ("以后要记得我不吃香菜", "我不吃香菜"),
        ("I remember everything", "I remember everything"),
        ("我记性不好", "我记性不好"),
    ],
)
def test_only_the_wrapping_is_taken_off(said: str, kept: str) -> None:
    assert bare(said) == kept


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("I work at Acme on Elm Street", "I changed jobs, I work at Globex now"),
        ("I live in York", "I moved to Leeds"),
        ("my daughter's birthday is March 3rd", "my daughter's birthday is March 4th"),
        ("我女儿的生日是3月3日", "my daughter's birthday is March 4th"),
        ("我不喜欢邓紫棋", "我现在喜欢邓紫棋了"),
        ("我不吃香菜", "我现在能吃香菜了"),
        ("I am allergic to nuts", "I'm not allergic to nuts any more"),
        ("my favourite colour is blue", "my favourite colour is green"),
        ("my mom's phone number is 13912345678", "我妈的电话是13800000000"),
        ("my car is parked on level three", "我的车停在地下二层"),
        ("我在腾讯上班", "我换工作了，现在在字节跳动上班"),
        ("the wifi password is bluebird", "我家的无线密码是蓝鸟"),
        ("护照六月到期", "my passport expires in July"),
    ],
)
async def test_a_newer_fact_of_the_same_thing_replaces_the_older(bench: Bench, older: str, newer: str) -> None:
    await remember(bench, older)
    await remember(bench, newer)
    assert [f.text for f in bench.facts] == [newer]
    history = [f.text for f in bench.store.rows(bench.user.id).facts.values() if f.status is FactStatus.SUPERSEDED]
    assert history == [older]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I am allergic to nuts", "I am allergic to shellfish"),
        ("I am allergic to nuts", "my son is allergic to nuts"),
        ("我对花生过敏", "我儿子对花生过敏"),
        ("my daughter's birthday is March 3rd", "my son's birthday is May 1st"),
        ("I like jazz", "I like opera"),
        ("I work at Globex", "I work with Bob on Fridays"),
        ("my brother is a doctor", "my brother is tall"),
        ("my mom's phone number is 13912345678", "my dad's phone number is 13912345678"),
        ("my shoe size is 42", "my ring size is 7"),
        ("我不吃香菜", "我不吃辣"),
        ("我的手机是小米的", "我的手机号是13912345678"),
        ("I live in York", "I like living in York"),
    ],
)
async def test_what_is_about_something_else_stays(bench: Bench, one: str, other: str) -> None:
    await remember(bench, one)
    await remember(bench, other)
    assert sorted(f.text for f in bench.facts) == sorted([one, other])


async def test_two_things_in_one_sentence_can_change_by_themselves(bench: Bench) -> None:
    await remember(bench, "记住我不吃辣，对花生过敏")
    assert {f.subject for f in bench.facts} == {"diet:辣", "allergy:花生"}
    await remember(bench, "我现在能吃辣了")
    assert {f.text for f in bench.facts} == {"我现在能吃辣了", "对花生过敏"}


@pytest.mark.parametrize(
    "text",
    [
        "I am allergic to nuts",
        "我对花生过敏",
        "I have diabetes",
        "我有高血压",
        "my mom's phone number is 13912345678",
        "我的血型是O型",
        "the wifi password is bluebird",
        "I live at 12 Elm Street",
        "我家在人民路12号3楼",
        "Ann's number is +358 40 1234567",
    ],
)
def test_health_contacts_and_secrets_are_private(text: str) -> None:
    assert topic_of(text).sensitivity is Sensitivity.PRIVATE


@pytest.mark.parametrize(
    "text", ["I like tea", "我喜欢爬山", "I work at Globex", "my daughter's birthday is March 3rd"]
)
def test_plain_life_is_not_locked_away(text: str) -> None:
    assert topic_of(text).sensitivity is Sensitivity.NORMAL


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "my daughter's birthday is March 3rd",
            "when is my daughter's birthday?",
            "Your daughter's birthday is March 3rd.",
        ),
        ("I work at Globex", "where do I work", "You work at Globex."),
        ("I am allergic to shellfish", "what am I allergic to", "You are allergic to shellfish."),
        ("my car is parked on level three", "where is my car", "Your car is parked on level three."),
        ("我女儿的生日是3月3日", "我女儿生日是哪天", "你女儿的生日是3月3日。"),
        ("我对海鲜过敏", "我有什么忌口", "你对海鲜过敏。"),
        ("我住在静安区", "我住哪", "你住在静安区。"),
        ("房东姓裴", "房东姓什么", "房东姓裴。"),
        ("我女儿的生日是March 3rd", "我女儿生日是哪天", "你女儿的生日是March 3rd。"),
        ("the plumber comes on Tuesdays", "when does the plumber come", "The plumber comes on Tuesdays."),
    ],
)
async def test_an_answer_is_the_fact_said_to_its_owner(bench: Bench, text: str, question: str, answer: str) -> None:
    await remember(bench, text)
    assert await recall(bench, question) == answer


async def test_an_answer_about_one_thing_does_not_spill_another(bench: Bench) -> None:
    await remember(bench, "my daughter's birthday is March 3rd")
    await remember(bench, "my wife's birthday is May 1st")
    assert await recall(bench, "when is my wife's birthday") == "Your wife's birthday is May 1st."


async def test_words_in_the_other_language_are_quoted(bench: Bench) -> None:
    await remember(bench, "my daughter's birthday is March 3rd")
    assert await recall(bench, "我女儿生日是哪天") == "你说过：your daughter's birthday is March 3rd。"


@pytest.mark.parametrize(
    ("question", "answer"),
    [("what is my blood type", "I don't know that yet."), ("我的血型是什么", "这个我还不知道。")],
)
async def test_what_is_not_known_is_not_made_up(bench: Bench, question: str, answer: str) -> None:
    await remember(bench, "I like tea")
    assert await recall(bench, question) == answer


@pytest.mark.parametrize("about", ["what do you know about me", "everything", "你都知道我什么", "me"])
async def test_everything_is_counted_and_the_newest_come_first(bench: Bench, about: str) -> None:
    for text in ("I like tea", "I like jazz", "I like opera", "I like rain"):
        bench.clock.advance(minutes=1)
        await remember(bench, text)
    said = await recall(bench, about)
    assert "4" in said
    assert "ou like rain" in said
    assert "tea" not in said


async def test_a_fact_can_be_pointed_at_by_its_id(bench: Bench) -> None:
    await remember(bench, "I like tea")
    assert await recall(bench, bench.facts[0].id) == "You like tea."


async def test_saying_it_again_is_noticed(bench: Bench) -> None:
    await remember(bench, "I like tea")
    assert await remember(bench, "remember that I like tea.") == "I have that already: You like tea."
    assert len(bench.facts) == 1


async def test_a_correction_says_it_is_one(bench: Bench) -> None:
    assert await remember(bench, "我在腾讯上班") == "好的，记住了：你在腾讯上班。"
    assert await remember(bench, "我在字节跳动上班") == "好的，更新了：你在字节跳动上班。"


async def test_forgetting_is_said_and_can_be_undone(bench: Bench) -> None:
    await remember(bench, "my daughter's birthday is March 3rd")
    answer = await bench.say("forget it", "memory__forget", about="my daughter's birthday")
    assert answer.text == "Okay, forgotten: Your daughter's birthday is March 3rd."
    assert not bench.facts
    await bench.say("undo")
    assert len(bench.facts) == 1


async def test_several_that_fit_are_asked_about(bench: Bench) -> None:
    await remember(bench, "I am allergic to nuts")
    await remember(bench, "I am allergic to shellfish")
    answer = await bench.say("forget my allergies", "memory__forget", about="my allergies")
    assert answer.text.startswith("Which one shall I forget?")
    assert len(bench.facts) == 2
    question = bench.store.rows(bench.user.id).dialogues["conversation-1"].question
    assert question is not None
    await bench.say("that one", "memory__forget", about=question.options[0].id)
    assert len(bench.facts) == 1


@pytest.mark.parametrize(
    ("tool", "about", "code"),
    [
        ("forget", "the moon landing", "no_such_fact"),
        ("forget", "everything", "too_broad"),
        ("forget", " ", "empty_text"),
    ],
)
async def test_forgetting_never_takes_more_than_was_named(bench: Bench, tool: str, about: str, code: str) -> None:
    await remember(bench, "I like tea")
    answer = await bench.say("forget", f"memory__{tool}", about=about)
    assert answer.finished[0].error == code
    assert len(bench.facts) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("remember", "empty_text"), ("记住", "empty_text"), (" ", "empty_text"), ("x" * 2001, "too_long")],
)
async def test_nothing_and_too_much_are_refused(bench: Bench, text: str, code: str) -> None:
    answer = await bench.say("say", "memory__remember", text=text)
    assert answer.finished[0].error == code
    assert not bench.facts


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("my daughter's birthday", "birthday:daughter"),
        ("我女儿的生日", "birthday:daughter"),
        ("无线密码", "secret:wifi password"),
    ],
)
def test_a_question_and_a_statement_meet_on_one_subject(question: str, subject: str) -> None:
    assert subject in asked_about(question)
