"""What to ask next, one thing at a time, at most six; what was said already is not asked again."""

from __future__ import annotations

from dataclasses import dataclass

from assistant import Say
from tools.medical.signs import fold, says

MOST = 6
NOW = "now"  # whether what may be an emergency is happening; asked before anything else, and not counted


@dataclass(frozen=True, slots=True)
class Ask:
    id: str
    text: Say
    known: tuple[str, ...]  # words that answer it already
    only: tuple[str, ...] = ()  # presentations it matters for; empty: all


def _words(*texts: str) -> tuple[str, ...]:
    """Words, comma-separated so that two-word ones fit."""
    return tuple(word.strip() for text in texts for word in text.split(","))


_ASKS = (
    Ask(
        "since",
        Say(zh="从什么时候开始的？", en="Since when?"),
        _words(
            "天,昨,今早,早上,刚,小时,周,星期,个月,年,上午,晚上",
            "since,yesterday,day,week,month,hour,this morning,last night,just,year,today",
        ),
    ),
    Ask(
        "severity",
        Say(zh="从1到10，有多难受？", en="From 1 to 10, how bad is it?"),
        _words(
            "厉害,轻微,有点,一点,严重,剧,分,1,2,3,4,5,6,7,8,9",
            "slight,mild,bad,severe,terrible,little,moderate",
        ),
    ),
    Ask(
        "fever",
        Say(zh="发烧吗？多少度？", en="Do you have a fever? How high?"),
        _words("烧,发热,体温,度,fever,temperature,degrees"),
        _words(
            "sore_throat,cough,cold,flu,headache,stomach_ache,diarrhoea,nausea,rash,ear_pain,urine,fever,unwell",
            "back_pain,joint_pain,sinus",
        ),
    ),
    Ask(
        "other",
        Say(zh="还有别的不舒服吗？", en="Is anything else wrong?"),
        _words("没有别的,没别的,nothing else,no other"),
    ),
    Ask(
        "illness",
        Say(zh="有慢性病或怀孕吗？", en="Any chronic illness, or are you pregnant?"),
        _words("慢性,糖尿病,高血压,怀孕,哮喘,没病,chronic,pregnan,diabet,asthma,healthy"),
    ),
    Ask(
        "medicine",
        Say(zh="现在在吃什么药吗？对什么药过敏？", en="Are you taking any medicine, or allergic to one?"),
        _words("吃药,药,过敏,medicine,medication,tablet,pill,allerg"),
    ),
)


def next_question(text: str, presentation: str, asked: tuple[str, ...]) -> Ask | None:
    """The next thing that matters and is not known yet; None when there is enough, or it would be the seventh."""
    if len([a for a in asked if a != NOW]) >= MOST:
        return None
    folded = fold(text)
    for ask in _ASKS:
        if ask.id in asked or (ask.only and presentation not in ask.only):
            continue
        if not says(folded, ask.known):
            return ask
    return None
