"""Drafts in the user's own style, changed until they fit, and sent after a yes to exactly these words."""

from __future__ import annotations

import pytest
from unit.office.mailroom import bench, letter

from tools.office.provider import Written
from tools.office.style import habits, style_for

KAREN = Written(to="karen@example.com", name="Karen Lee", text="Hey Karen!\n\nSee the file.\n\nCheers,\nA.")
MANAGER = Written(to="wang@example.com", name="王经理", text="王经理您好：\n\n资料已发。\n\n祝商祺\n小安")
OTHERS = tuple(
    Written(to=f"p{n}@example.com", name=f"Pat{n}", text=f"Hello Pat{n},\n\nThanks for it.\n\nAll the best\nAnn")
    for n in range(3)
)


async def test_the_yes_is_to_the_exact_words_and_addresses_and_no_sends_nothing() -> None:
    made, box = await bench()
    await made.say("write", "office__draft_mail", to="karen@example.com", text="I will be late.")
    asked = (await made.say("send it", "office__send_mail")).asked
    assert asked is not None
    assert "karen@example.com" in asked.question.en
    assert "I will be late." in asked.question.en
    await made.decide(asked, False)
    assert box.sent == []
    again = (await made.say("send it now", "office__send_mail")).asked
    assert again is not None
    await made.decide(again, True)
    assert [(s["to"], "I will be late." in s["text"]) for s in box.sent] == [("karen@example.com", True)]
    assert (await made.say("send once more", "office__send_mail")).failed == ("no_draft",)


async def test_a_draft_changed_after_the_question_is_asked_about_anew() -> None:
    made, box = await bench()
    await made.say("write", "office__draft_mail", to="karen@example.com", text="at nine")
    asked = (await made.say("send it", "office__send_mail")).asked
    assert asked is not None
    await made.say("change", "office__revise_draft", text="at ten", to="ben@example.com")
    answer = await made.decide(asked, True)
    assert box.sent == []
    assert answer.asked is None or "ben@example.com" in answer.asked.question.en


async def test_subject_words_and_one_sentence_more_change_and_nothing_is_sent() -> None:
    made, box = await bench()
    await made.say("write", "office__draft_mail", to="karen@example.com", text="the room is booked")
    await made.say("subject", "office__revise_draft", subject="Friday")
    said = await made.say("add", "office__revise_draft", add="please bring the slides")
    assert "subject “Friday”" in said.text
    assert "The room is booked. Please bring the slides." in said.text
    assert box.sent == []


async def test_a_name_without_an_address_is_asked_for_and_remembered() -> None:
    made, _ = await bench()
    asked = await made.say("写信", "office__draft_mail", to="老王", text="周五请假")
    assert asked.text == "老王的邮箱地址是什么？"
    await made.say("w@example.com", "office__draft_mail", to="老王", text="周五请假", address="w@example.com")
    known = await made.say("再写", "office__draft_mail", to="老王", text="谢谢")
    assert "w@example.com" in known.text


async def test_several_people_get_one_mail_and_all_addresses_are_in_the_question() -> None:
    made, box = await bench()
    for name in ("Karen", "Tom"):
        address = f"{name.casefold()}@example.com"
        await made.say(name, "office__draft_mail", to=name, text="hello", address=address)
    await made.say("both", "office__draft_mail", to="Karen and Tom", text="we meet at nine")
    asked = (await made.say("send", "office__send_mail")).asked
    assert asked is not None
    assert "karen@example.com, tom@example.com" in asked.question.en
    await made.decide(asked, True)
    assert box.sent[-1]["to"] == "karen@example.com, tom@example.com"
    assert box.sent[-1]["text"].startswith("Hi Karen and Tom,")


async def test_a_reply_goes_to_whom_wrote_and_names_the_mail_it_answers() -> None:
    made, box = await bench(letter("Tom Reed", "Plans", "When do we meet?", message_id="<1@example.com>"))
    said = "reply to Tom that we meet at nine"
    await made.say(said, "office__draft_mail", to="Tom", text="we meet at nine", said=said)
    asked = (await made.say("send", "office__send_mail")).asked
    assert asked is not None
    assert "tom@example.com" in asked.question.en
    await made.decide(asked, True)
    assert (box.sent[0]["subject"], box.sent[0]["answers"]) == ("Re: Plans", "<1@example.com>")


@pytest.mark.parametrize(
    ("to", "text", "begins", "ends"),
    [
        ("karen@example.com", "the room is booked", "Hey ", "Cheers,\nA."),
        ("new@example.com", "the room is booked", "Hello new,", "All the best\nAnn"),
        ("wang@example.com", "会议室订好了", "wang您好：", "祝商祺\n小安"),
    ],
)
async def test_a_letter_begins_and_ends_as_this_user_writes(to: str, text: str, begins: str, ends: str) -> None:
    made, _ = await bench(wrote=(KAREN, MANAGER, *OTHERS))
    answer = await made.say(text, "office__draft_mail", to=to, text=text)
    assert answer.reply.cards[0].data["text"].startswith(begins)
    assert answer.reply.cards[0].data["text"].endswith(ends)


async def test_without_sent_mail_the_plain_form_stands_and_a_whole_letter_is_left_alone() -> None:
    made, _ = await bench(connected=False)
    plain = await made.say("w", "office__draft_mail", to="karen@example.com", text="the room is booked")
    assert plain.reply.cards[0].data["text"] == "Hi karen,\n\nThe room is booked.\n\nMing"
    whole = "Dear Karen, the room is booked."
    said = await made.say("x", "office__draft_mail", to="karen@example.com", text=whole)
    assert said.reply.cards[0].data["text"] == whole


def test_one_letter_to_a_stranger_is_no_habit() -> None:
    assert style_for(habits([KAREN]), "new@example.com", "en") is None
    assert style_for(habits([KAREN]), "karen@example.com", "en") is not None


async def test_a_sending_whose_outcome_got_lost_is_looked_up_among_sent_mail() -> None:
    from tools.office import drafts

    made, box = await bench()
    await made.say("write", "office__draft_mail", to="karen@example.com", text="hello")
    asked = (await made.say("send", "office__send_mail")).asked
    assert asked is not None
    await made.decide(asked, True)
    assert drafts.send_mail.look_up is not None
    assert await box.was_sent(None, box.sent[0]["key"]) is not None  # type: ignore[arg-type]
    assert await box.was_sent(None, "another call") is None  # type: ignore[arg-type]
