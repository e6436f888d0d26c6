"""Reads what somebody wants noted about their health: which kind of entry, and the thing itself. Pure."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["condition", "allergy", "prescription", "visit"]
_PRESCRIBED = re.compile(
    r"(?:开了|开的(?:是)?)\s*(?P<zh>[\u4e00-\u9fffA-Za-z0-9]{2,14}?)(?=，|,|。|每|一天|有效|吃|记|$)"
    r"|prescribed(?: me)?\s+(?:some\s+)?(?P<en>[a-z][a-z -]{2,30}?)(?=[,.;]| for | twice| once| valid| until|$)",
    re.I,
)
_AROUND = re.compile(
    r"^(?:请)?(?:帮我)?(?:把)?(?:记一下|记住|记到|添加|加上|加)?(?:我的)?(?:病史|健康档案|病历|处方)?"
    r"(?:里)?(?:加上|记上|加|记)?(?:一条)?[:：，, ]*"
    r"|(?:记|加|写|存)(?:到|进|入)(?:我的)?(?:健康档案|病史|病历|处方)(?:里|中)?$"
    r"|^(?:please )?(?:add|note|put|save|record)\s+(?:in my (?:medical history|health record) that )?"
    r"|\s+(?:to|in|into|on) my (?:health record|medical history|medical record|prescriptions)$",
    re.I,
)
_UNTIL = re.compile(r"[，, ]*(?:有效期?(?:到|至)?|valid until|expires?(?: on)?).*$", re.I)
_LEAD = re.compile(r"^(?:医生(?:给我)?开了|我有|i have (?:an? )?|an? (?=\w))", re.I)


def kind_of(text: str) -> Kind:
    low = text.casefold()
    if "过敏" in low or "allerg" in low:
        return "allergy"
    if any(w in low for w in ("处方", "开了", "开的", "prescri", "片", "胶囊")):
        return "prescription"
    if any(w in low for w in ("看了", "就诊", "门诊", "visit", "saw the doctor")):
        return "visit"
    return "condition"


def thing(text: str, kind: Kind) -> str:
    """What to note, without the words around it; of a prescription the medicine's name where it can be told."""
    if kind == "prescription" and (named := _PRESCRIBED.search(text)):
        return (named["zh"] or named["en"]).strip()
    cut = _UNTIL.sub("", _AROUND.sub("", text.strip())).strip(" ，,。.")
    return (_LEAD.sub("", cut) or text).strip(" ，,。.")
