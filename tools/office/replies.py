"""What the office says and shows, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant import Card, Say
from assistant.types import Json
from tools.office.triage import Sorted

_KINDS = {
    "letter": Say(zh="信", en="letter"),
    "report": Say(zh="报告", en="report"),
    "minutes": Say(zh="会议纪要", en="minutes"),
    "memo": Say(zh="备忘录", en="memo"),
    "proposal": Say(zh="方案", en="proposal"),
    "table": Say(zh="表格", en="table"),
    "slides": Say(zh="幻灯片提纲", en="outline for slides"),
}
_DOCUMENT = Say(zh="文档", en="document")
_ENDINGS = re.compile(r"(?:例程|流程|工作流|\s*\b(?:routine|workflow))$", re.I)
_STARTS = re.compile(r"^(?:我的|运行|执行|启动|开始|跑一下|跑|my |the |run |start |do )+", re.I)
_TAUGHT = re.compile(r"^(?P<name>.+?)\s*(?:就是|包括|是先|means|is|consists of|[:：])\s*(?P<steps>.+)$", re.I | re.S)
_NEXT = re.compile(r"\s*(?:[;；。\n]|[,，]?\s*(?:\b(?:and then|then|after that)\b|然后|接着|最后|再)|[,，])\s*", re.I)


_LETTER = re.compile(
    r"(?:给|跟|向)\s*(?P<a>[^，,。\s]{1,40}?)\s*(?:写|发|寄|起草|拟).{0,4}?(?:邮件|电邮|信)\s*[,，]?\s*(?:说|告诉[他她]?|问|内容是|通知[他她]?)?\s*(?P<at>.*)$"
    r"|(?:写|发|起草|拟|寄).{0,4}?(?:邮件|电邮)给\s*(?P<b>[^，,。\s说问]{1,40})\s*[,，]?\s*(?:说|告诉[他她]?|问)?\s*(?P<bt>.*)$"
    r"|\b(?:e-?mail|mail|message|letter)\s+(?:to\s+)?(?P<c>[\w.+-]+@[\w.-]+\w|[A-Z][\w-]+|my \w+|the \w+)\s+(?:that|saying|telling (?:him|her|them)|about|asking|and say|to say)\s+(?P<ct>.+)$",  # noqa: E501
    re.S,
)


def letter_told(said: str) -> tuple[str | None, str | None]:
    """To whom, and what: as far as one sentence says both."""
    found = _LETTER.search(said)
    if found is None:
        return None, None
    to = found["a"] or found["b"] or found["c"]
    text = found["at"] or found["bt"] or found["ct"]
    return (to or None), (text.strip() or None) if text else None


def kind_words(kind: str) -> Say:
    return _KINDS.get(kind, _DOCUMENT)


def mail(found: Sequence[Sorted]) -> Say:
    """The two that matter most with their reason; the rest counted."""
    if not found:
        return Say(zh="没有未读邮件。", en="There is no unread mail.")
    zh = "；".join(f"{s.letter.sender}：{s.letter.subject or s.gist}（{s.reason.zh}）" for s in found[:2])
    en = "; ".join(f"{s.letter.sender}: {s.letter.subject or s.gist} ({s.reason.en})" for s in found[:2])
    more = len(found) - 2
    if more > 0:
        zh, en = f"{zh}；还有{more}封", f"{en}; and {more} more"
    count = f"{len(found)} unread {'mails' if len(found) > 1 else 'mail'}"
    return Say(zh=f"{len(found)}封未读。{zh}。", en=f"{count}. {en}.")


def row(one: Sorted) -> Mapping[str, Json]:
    m = one.letter
    return {
        "from": m.sender,
        "address": m.address,
        "subject": m.subject,
        "gist": one.gist,
        "reason": {"zh": one.reason.zh, "en": one.reason.en},
        "attachments": list(m.attachments),
        "at": m.at.isoformat() if m.at else None,
    }


def mail_card(found: Sequence[Sorted]) -> Card:
    text = Say(zh=f"{len(found)}封未读", en=f"{len(found)} unread")
    return Card(type="mail", title=Say(zh="邮件", en="Mail"), text=text, data={"mails": [row(s) for s in found]})


def letter(name: str, text: str, own: str, language: str) -> str:
    """Greeting, words, name; what already greets is left alone."""
    if re.match(r"(?:dear|hi|hello|hey)\b|[^，,]{1,12}(?:你好|您好)", text, re.I):
        return text
    if language == "zh":
        return f"{name}，你好：\n\n{text}\n\n{own}"
    return f"Hi {name},\n\n{text[:1].upper()}{text[1:]}\n\n{own}"


def subject_of(text: str) -> str:
    first = re.split(r"[.!?。！？\n]", text.strip())[0]
    return first[:40] + ("…" if len(first) > 40 else "")


def draft(one: Mapping[str, Json]) -> Say:
    return Say(
        zh=f"写好了，给{one['name']}（{one['to']}），主题“{one['subject']}”。说“发送草稿”就发。",
        en=f"Drafted to {one['name']} ({one['to']}), subject “{one['subject']}”. Say “send the draft” to send it.",
    )


def draft_card(key: str, one: Mapping[str, Json]) -> Card:
    title = Say(zh=f"给{one['name']}的草稿", en=f"Draft to {one['name']}")
    text = Say(zh=str(one["subject"]), en=str(one["subject"]))
    return Card(type="draft", title=title, text=text, data={"id": key, **one})


def exactly(one: Mapping[str, Json]) -> Say:
    return Say(
        zh=f"发邮件给{one['to']}，主题“{one['subject']}”，内容：{one['text']}",
        en=f"Send an e-mail to {one['to']}, subject “{one['subject']}”, saying: {one['text']}",
    )


def sent(one: Mapping[str, Json]) -> Say:
    return Say(zh=f"已发给{one['name']}。", en=f"Sent to {one['name']}.")


def written(kind: str, title: str, form: str, *, filled: bool) -> Say:
    what = kind_words(kind)
    said = Say(zh=f"{what.zh}《{title}》写好了（{form}）。", en=f"The {what.en} “{title}” is ready ({form}).")
    return said if filled else said + Say(zh="内容还空着。", en="It still needs its words.")


def file_card(key: str, title: str, name: str) -> Card:
    said = Say(zh=title, en=title)
    link = {"type": "open", "url": f"/api/files/{key}"}
    return Card(
        type="draft", title=said, text=Say(zh=name, en=name), data={"file": key, "url": link["url"]}, actions=(link,)
    )


def steps_of(name: str, text: str) -> tuple[str, tuple[str, ...]]:
    """Name and steps, told in one go or apart."""
    told = _TAUGHT.match(text) if text else _TAUGHT.match(name)
    if told is not None:
        name, text = (told["name"] if not text or name.strip() == text.strip() else name), told["steps"]
    steps = tuple(s.strip(" 先。.") for s in _NEXT.split(text) if len(s.strip(" 先。.")) > 1)
    return short_name(name) or name.strip(), steps[:10]


def short_name(name: str) -> str:
    return _ENDINGS.sub("", _STARTS.sub("", name.strip())).strip().casefold()


def learned(name: str, steps: Sequence[str]) -> Say:
    return Say(
        zh=f"记住了，“{name}”有{len(steps)}步：{'；'.join(steps)}。说“运行{name}流程”就行。",
        en=f"Learned: “{name}” has {len(steps)} steps: {'; '.join(steps)}. Say “run the {name} routine”.",
    )


def running(name: str, count: int) -> Say:
    return Say(zh=f"“{name}”，{count}步。", en=f"{name[:1].upper()}{name[1:]}, {count} steps.")
