"""What a remembered sentence is about, by small honest rules: a newer one replaces the older, and only that one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assistant import Sensitivity

_CLAUSE = re.compile(
    r"[，,；;。!！\n]+|(?<!\d)\.(?=\s|$)|\s+and (?=(?:i|my|i'm)\b)|\s+but (?=(?:i|my|i'm)\b)", re.IGNORECASE
)
_OWN_EN = re.compile(r"^(?:my|the|our|a|an)\s+|(?:'s|\s+is|\s+are)$")
_SELF = {"", "my", "i", "i am", "i'm", "me", "call me", "我", "我的", "叫我", "俺"}
_SENSITIVE = re.compile(
    r"\b(?:diabet|asthma|cancer|hiv|pregnan|depress|anxiety|diagnos|disease|surgery|symptom|prescri|medicat|"
    r"insulin|blood pressure|phone number|passport number|password|ssn|social security|bank account|credit card)"
    r"|糖尿病|哮喘|癌|怀孕|抑郁|焦虑症|确诊|病史|手术|症状|处方|高血压|心脏病|肝炎|身份证|护照号|密码|银行卡|手机号|电话号",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\d.*\b(?:street|st|road|rd|avenue|ave|lane|drive|apt|floor)\b|[路街巷弄]\s*\d|\d+\s*[号弄栋楼室]", re.IGNORECASE
)
_PHONE = re.compile(r"(?<!\d)\+?\d(?:[\s-]?\d){6,14}(?!\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """`subject` "" means: nothing it could replace. A subject is a family, or `family:what`."""

    subject: str = ""
    category: str = "other"
    sensitivity: Sensitivity = Sensitivity.NORMAL


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    category: str
    private: bool
    says: tuple[re.Pattern[str], ...]
    asks: tuple[re.Pattern[str], ...]


@cache
def _read() -> tuple[tuple[_Family, ...], dict[str, str]]:
    read = yaml.safe_load(Path(__file__).with_name("families.yaml").read_text(encoding="utf-8"))

    def patterns(groups: dict[str, list[str]]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(p) for group in groups.values() for p in group)

    families = tuple(
        _Family(f["name"], f["category"], bool(f.get("private")), patterns(f["says"]), patterns(f["asks"]))
        for f in read["families"]
    )
    return families, {word: name for name, words in read["people"].items() for word in words}


def folded(text: str) -> str:
    """One spelling for comparing: width, case and spaces do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", plain).strip(" .,!?，。！？")


def clauses(text: str) -> tuple[str, ...]:
    """The parts of a sentence that may be about different things."""
    return tuple(part.strip() for part in _CLAUSE.split(text) if part and part.strip())


def topic_of(text: str) -> Topic:
    """What the sentence is about; two subjects in one sentence are none, for it may not replace half of another."""
    found = [topic for clause in clauses(text) if (topic := _topic_of_clause(clause))]
    private = _is_private(text) or any(t.sensitivity is Sensitivity.PRIVATE for t in found)
    subjects = {t.subject for t in found}
    return Topic(
        subject=subjects.pop() if len(subjects) == 1 else "",
        category=found[0].category if found else "health" if private and not _PHONE.search(text) else "other",
        sensitivity=Sensitivity.PRIVATE if private else Sensitivity.NORMAL,
    )


def parts_of(text: str) -> tuple[str, ...]:
    """The sentence, or its clauses where each is about something of its own and can change by itself."""
    parts = clauses(text)
    topics = [_topic_of_clause(part) for part in parts]
    distinct = {t.subject for t in topics if t is not None}
    return parts if len(parts) > 1 and None not in topics and len(distinct) == len(parts) else (text,)


def asked_about(question: str) -> tuple[str, ...]:
    """The subjects a question points at; one that ends in ":" is a whole family ("what can I not eat")."""
    text, found = folded(question), []
    for family in _read()[0]:
        for pattern in family.asks:
            if match := pattern.search(text):
                what = match.groupdict().get("x")
                found.append(f"{family.name}:{_what(what)}" if what is not None and _what(what) else family.name)
                break
    return tuple(found) or tuple(s for s in (topic_of(question).subject,) if s)


def fits(subject: str, asked: Iterable[str]) -> bool:
    """Whether a fact's subject is one of those asked about, or of the asked family."""
    return any(subject == one or (":" not in one and subject.startswith(f"{one}:")) for one in asked)


def _topic_of_clause(clause: str) -> Topic | None:
    text = folded(clause)
    for family in _read()[0]:
        match = next((m for p in family.says if (m := p.search(text))), None)
        if match is None:
            continue
        groups = match.groupdict()
        owner = _what(groups.get("who") or "")
        what = _what(groups["x"]) if groups.get("x") is not None else ""
        what = f"{owner} {what}" if owner != "me" else what
        hidden = family.private or _is_private(clause)
        return Topic(
            subject=f"{family.name}:{what}" if what else family.name,
            category=family.category,
            sensitivity=Sensitivity.PRIVATE if hidden else Sensitivity.NORMAL,
        )
    return None


def _is_private(text: str) -> bool:
    return bool(_SENSITIVE.search(text) or _ADDRESS.search(text) or _PHONE.search(text))


def _what(words: str) -> str:
    """The thing or person, without its owner: "my daughter's" and 我女儿的 are both "daughter"; the user is "me"."""
    text = folded(words)
    if text in _SELF:
        return "me"
    text = _OWN_EN.sub("", _OWN_EN.sub("", text)).strip()
    text = re.sub(r"'s\b", "", re.sub(r"^我?(?:家|们)?的?(?=.)|的$", "", text)).strip()
    return _read()[1].get(text, text) or "me"
