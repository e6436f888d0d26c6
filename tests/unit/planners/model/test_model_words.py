"""A model's words: in the right language, never ahead of the facts, said sentence by sentence."""

from __future__ import annotations

import pytest

from assistant.errors import PlannerUnavailable
from assistant.ports import Dialogue, Outcome, Transcript
from assistant.results import ToolResult
from assistant.types import Receipt, Say, ToolCall
from tests.endpoint import ScriptedEndpoint, call, cut, words
from tests.unit.planners.model.scene import Plans

BOTH = Say(zh="好", en="ok")
ZH_LONG = "北京今天晴，最高气温十度，出门可以带一件外套。"
EN_LONG = "It is sunny in Beijing today, ten degrees at most, so take a coat."


def done(tool: str, result: ToolResult) -> Transcript:
    return Transcript(done=(Outcome(call=ToolCall(id="c1", tool=tool), result=result),))


ALARM_SET = done("alarms__set_alarm", ToolResult(say=BOTH))
ALARM_FAILED = done("alarms__set_alarm", ToolResult(say=BOTH, error="tool_failed"))
BOOKED = done("restaurants__reserve", ToolResult(say=BOTH, receipt=Receipt(provider="Lotus", reference="7", text=BOTH)))
NO_RECEIPT = done("restaurants__reserve", ToolResult(say=BOTH))
SEARCHED = done("restaurants__search", ToolResult(say=BOTH))

CLAIMS = [
    "I've set your alarm for seven.",
    "Sure! I have booked a table for two at Lotus.",
    "Done. I’ve just sent the mail to Anna.",
    "I'll remind you at five.",
    "I will wake you at half past six.",
    "Your table is booked for eight.",
    "Okay. The reservation is confirmed.",
    "已经为您设好明早七点的闹钟。",
    "好的，我已经帮你订好了两位的位子。",
    "没问题，到时候我会提醒你。我会准时提醒你吃药。",
    "闹钟设好了，明天见。",
    "邮件已发送成功。",
    "预订成功，两位，晚上七点。",
    "Let me look for restaurants nearby.",
    "I'm now searching for trains.",
    "好的，我正在查询附近的川菜馆。",
    "好的，我将帮助你找到评分高的餐馆。",
]
NO_CLAIMS = [
    "Shall I set an alarm for seven?",
    "I have not booked anything.",
    "Nothing has been booked yet.",
    "I can remind you at five if you like.",
    "An alarm wakes you at the time you choose.",
    "Would you like me to book a table? I would need the time.",
    "The Book of Changes is a Chinese classic.",
    "要不要我帮你设一个闹钟？",
    "还没有订好，需要您先确认。",
    "我没能发出这封邮件。",
    "这家店可以预订，需要我帮你订吗？",
    "好的，你想订几点的位子？",
    "《订婚》是一部小说。",
]


@pytest.mark.parametrize("claim", CLAIMS)
async def test_a_claim_without_a_result_is_never_said(endpoint: ScriptedEndpoint, plan: Plans, claim: str) -> None:
    heard: list[str] = []
    endpoint.script(words(*claim))
    with pytest.raises(PlannerUnavailable) as failed:
        await plan("please" if claim.isascii() or "’" in claim else "麻烦了", on_delta=heard.append)
    assert failed.value.code == "model_bad_answer"
    assert claim not in "".join(heard)


@pytest.mark.parametrize("honest", NO_CLAIMS)
async def test_offers_questions_and_denials_are_no_claims(endpoint: ScriptedEndpoint, plan: Plans, honest: str) -> None:
    endpoint.script(words(honest))
    assert (await plan("please" if honest.isascii() else "麻烦了")).text == honest
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("sentence", "claim", "is_told"),
    [
        ("did you set it", "Yes, I've set it for seven.", True),
        ("and when is it", "Your alarm is set for seven.", True),
        ("闹钟设了吗", "已经帮你设好了，明早七点。", True),
        ("book a table at Lotus", "I've booked a table at Lotus.", False),
        ("could you book a table", "Your table is booked.", False),
        ("帮我订个位子", "已经帮你订好了。", False),
        ("可以订个位子吗", "位子订好了。", False),
    ],
)
async def test_what_was_done_before_may_be_told_but_stands_for_nothing_new(
    endpoint: ScriptedEndpoint, plan: Plans, sentence: str, claim: str, is_told: bool
) -> None:
    endpoint.script(words(claim))
    before = Transcript(dialogue=Dialogue(actions=("a1",)))
    if is_told:
        assert (await plan(sentence, transcript=before)).text == claim
    else:
        with pytest.raises(PlannerUnavailable):
            await plan(sentence, transcript=before)


@pytest.mark.parametrize(
    ("transcript", "claim", "is_true"),
    [
        (ALARM_SET, "I've set your alarm for seven.", True),
        (ALARM_FAILED, "I've set your alarm for seven.", False),
        (BOOKED, "I have booked a table at Lotus.", True),
        (NO_RECEIPT, "I have booked a table at Lotus.", False),
        (SEARCHED, "I have booked a table at Lotus.", False),
        (SEARCHED, "Your table is booked for eight.", True),  # a state that a result can show
    ],
)
async def test_a_result_backs_a_claim(
    endpoint: ScriptedEndpoint, plan: Plans, transcript: Transcript, claim: str, is_true: bool
) -> None:
    endpoint.script(words(claim))
    if is_true:
        assert (await plan("did you?", transcript=transcript)).text == claim
    else:
        with pytest.raises(PlannerUnavailable):
            await plan("did you?", transcript=transcript)


async def test_a_model_that_claimed_may_still_act(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(words("I've set it for seven."), call("alarms__set_alarm", at="2026-11-24T07:00:00"))
    got = await plan("wake me at seven tomorrow")
    assert [c.tool for c in got.calls] == ["alarms__set_alarm"]
    assert "I've set it for seven." in endpoint.requests[1].text


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("what is the weather like", ZH_LONG, EN_LONG),
        ("天气怎么样", EN_LONG, ZH_LONG),
        ("天气怎么样", "今日は晴れです。コートを持って行ってください。", ZH_LONG),
        ("what is the weather like", "Сегодня солнечно, десять градусов.", EN_LONG),
    ],
)
async def test_the_wrong_language_is_asked_for_again(
    endpoint: ScriptedEndpoint, plan: Plans, sentence: str, wrong: str, right: str
) -> None:
    heard: list[str] = []
    endpoint.script(words(*wrong), words(*right))
    got = await plan(sentence, on_delta=heard.append)
    assert got.text == right == "".join(heard)
    assert got.why[0].data["repaired"] == ["language"]


async def test_a_second_time_it_is_passed_on_honestly(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    endpoint.script(words(EN_LONG))
    got = await plan("天气怎么样", on_delta=heard.append)
    assert got.text == "（语言模型没有用中文回答。）" + EN_LONG == "".join(heard)


async def test_where_a_tool_has_words_in_the_right_language_the_wrong_ones_are_dropped(
    endpoint: ScriptedEndpoint, plan: Plans
) -> None:
    endpoint.script(words(EN_LONG))
    with pytest.raises(PlannerUnavailable):
        await plan("附近有什么吃的", transcript=SEARCHED)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("how do you say 'where is the station' in Chinese", "车站在哪里？"),
        ("“火车站在哪里”用英语怎么说", "Where is the railway station? That is all you need."),
        ("which restaurants are near", "Try 海底捞 or 全聚德, both are open until ten."),
        ("推荐一首歌", "可以听听 Yesterday，是 The Beatles 的。"),
        ("hi", "Hi!"),
    ],
)
async def test_questions_about_a_language_and_names_are_left_alone(
    endpoint: ScriptedEndpoint, plan: Plans, sentence: str, answer: str
) -> None:
    endpoint.script(words(answer))
    language = "en" if sentence[0].isascii() else "zh"
    assert (await plan(sentence, language=language)).text == answer
    assert len(endpoint.requests) == 1


async def test_words_are_said_sentence_by_sentence_and_add_up(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    endpoint.script(words(*"It is far. Take the train. It goes at 3.15 from the main station!"))
    got = await plan("how do I get there", on_delta=heard.append)
    assert heard == ["It is far.", " Take the train.", " It goes at 3.15 from the main station!"]
    assert got.text == "".join(heard)


async def test_what_was_said_stays_said_when_the_rest_has_to_be_mended(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    endpoint.script(words(*"Lotus is a fine place. I've booked it for you. Enjoy!"), words("Shall I book it?"))
    got = await plan("how is Lotus", on_delta=heard.append)
    assert got.text == "Lotus is a fine place. Shall I book it?" == "".join(heard)


async def test_a_cut_after_words_were_said_is_not_said_again(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    endpoint.script(cut(words("It is far. ", "Take the ", "train."), 2), words("It is far. Take the train."))
    with pytest.raises(PlannerUnavailable) as failed:
        await plan("how far is it", on_delta=heard.append)
    assert failed.value.code == "model_cut_off"
    assert heard == ["It is far."]
    assert len(endpoint.requests) == 1


MACHINE = [
    '{{"name": "alarms__set_alarm", "arguments": {"at": "2026-11-23T10:00+08:00"}}}',
    '<tools>\n <alarms__set_alarm at="2026-11-24T09:00+08:00"/>\n</tools>',
    "You should use alarms__set_alarm for this. It takes a time.",
    'Sure. Here it is: {"name": "restaurants__search", "arguments": {"cuisine": "thai"}} Enjoy!',
]


@pytest.mark.parametrize("machine", MACHINE)
async def test_broken_calls_are_not_read_out_to_people(endpoint: ScriptedEndpoint, plan: Plans, machine: str) -> None:
    heard: list[str] = []
    endpoint.script(words(*machine))
    with pytest.raises(PlannerUnavailable) as failed:
        await plan("thai food please", on_delta=heard.append)
    assert failed.value.code == "model_bad_answer"
    assert "__" not in "".join(heard)


async def test_our_own_data_is_not_read_back_to_the_user(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    endpoint.script(words('<data>{"now": "2026-11-23T09:00+08:00"}</data>\n\nGood morning.'))
    assert (await plan("good morning")).text == "Good morning."


async def test_thoughts_images_and_link_addresses_are_not_for_the_user(endpoint: ScriptedEndpoint, plan: Plans) -> None:
    heard: list[str] = []
    thought = "<think>The user. Wants. News.</think>"
    said = thought + "Read [the paper](https://evil.example/?q=1). ![x](https://evil.example/p.png)Enjoy it."
    endpoint.script(words(*said))
    got = await plan("any news", on_delta=heard.append)
    assert got.text == "Read the paper. Enjoy it." == "".join(heard)
