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


_FORMAT = re.compile(
    r"\s*(?:(?:as|in)\s+(?:an?\s+)?(?:pdf|docx|xlsx|word|excel|markdown|md)(?:\s+file)?"
    r"|[,，]?(?:要)?(?:pdf|word|excel)格式)$",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"^一?[份封张个篇]")


def title_of(title: str | None, kind: str, language: str) -> str:
    """What it is called; in Chinese the kind belongs to the name: 春季销售报告."""
    named = _MEASURE.sub("", _FORMAT.sub("", (title or "").strip()))
    what = kind_words(kind).to(language)
    if not named:
        return what
    if language == "zh" and kind in _KINDS and re.search(r"[\u4e00-\u9fff]$", named) and what not in named:
        return f"{named}{'的' if kind == 'letter' else ''}{what}"
    return named


def mail(found: Sequence[Sorted], silent: int = 0, *, narrowed: bool = False) -> Say:
    """The two that matter most with their reason; the rest counted."""
    hidden = Say(zh="", en="")
    if silent:
        hidden = Say(zh=f"另有{silent}封按你的规则没念。", en=f"{silent} more are kept silent, as you wished.")
    if not found:
        none = Say(zh="没有未读邮件。", en="There is no unread mail.")
        return (Say(zh="没有这样的未读邮件。", en="There is no such unread mail.") if narrowed else none) + hidden
    zh = "；".join(f"{s.letter.sender}：{s.letter.subject or s.gist}（{s.reason.zh}）" for s in found[:2])
    en = "; ".join(f"{s.letter.sender}: {s.letter.subject or s.gist} ({s.reason.en})" for s in found[:2])
    more = len(found) - 2
    if more > 0:
        zh, en = f"{zh}；还有{more}封", f"{en}; and {more} more"
    count = f"{len(found)} unread {'mails' if len(found) > 1 else 'mail'}"
    return Say(zh=f"{len(found)}封未读。{zh}。", en=f"{count}. {en}.") + hidden


_LEVELS = {
    "first": Say(zh="先念", en="comes first"),
    "later": Say(zh="放到后面", en="can wait"),
    "never": Say(zh="不再念", en="is not told"),
}


def filtered(about: str, level: str) -> Say:
    how = _LEVELS[level]
    return Say(zh=f"好，“{about}”的邮件以后{how.zh}。", en=f"Okay, mail about “{about}” {how.en} from now on.")


def unfiltered(names: Sequence[str]) -> Say:
    return Say(zh=f"好，“{'、'.join(names)}”的规则取消了。", en=f"Okay, no more filter for {', '.join(names)}.")


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
    """Line by line who, what and why; `data` has the same for clients that draw it."""
    shown = [(s, s.letter.subject or s.gist) for s in found[:10]]
    zh = "\n".join(f"{s.letter.sender} · {about} · {s.reason.zh}" for s, about in shown)
    en = "\n".join(f"{s.letter.sender} · {about} · {s.reason.en}" for s, about in shown)
    text = Say(zh=zh, en=en)
    return Card(type="mail", title=Say(zh="邮件", en="Mail"), text=text, data={"mails": [row(s) for s in found]})


_GREETS = re.compile(r"(?:dear|hi|hello|hey)\b|[^，,]{0,12}(?:你好|您好)|尊敬的|亲爱的", re.IGNORECASE)
_REPLIES = re.compile(r"\b(?:reply|respond|answer)\b|回复|答复|回一下|回个|回封", re.IGNORECASE)


def greets(text: str) -> bool:
    """What already greets is a whole letter of the user's own and left alone."""
    return _GREETS.match(text.strip()) is not None


def says_reply(said: str) -> bool:
    return _REPLIES.search(said) is not None


def sentence(words: str, language: str) -> str:
    """As it stands in a letter: a capital and a full stop."""
    text = words.strip()
    end = "" if text[-1:] in ".!?。！？…:：" else "。" if language == "zh" else "."
    return f"{text[:1].upper()}{text[1:]}{end}"


def gap(before: str) -> str:
    return "" if before[-1:] in "。！？" else " "


def subject_of(text: str) -> str:
    first = re.split(r"[.!?。！？\n]", text.strip())[0]
    return first[:40] + ("…" if len(first) > 40 else "")


def draft(one: Mapping[str, Json]) -> Say:
    own = bool(one.get("style"))
    return Say(
        zh=f"{'照你平时的写法' if own else ''}写好了，给{one['name']}（{one['to']}），主题“{one['subject']}”。"
        "说“发送草稿”就发。",
        en=f"Drafted{' the way you write' if own else ''} to {one['name']} ({one['to']}), subject “{one['subject']}”. "
        "Say “send the draft” to send it.",
    )


def revised(one: Mapping[str, Json]) -> Say:
    body = str((one.get("parts") or {}).get("body") or one["text"])
    return Say(
        zh=f"改好了，给{one['name']}（{one['to']}），主题“{one['subject']}”：{body}",
        en=f"Changed. To {one['name']} ({one['to']}), subject “{one['subject']}”: {body}",
    )


def draft_card(key: str, one: Mapping[str, Json]) -> Card:
    """The whole letter to read, and a button that asks to send it."""
    title = Say(zh=f"给{one['name']}的草稿", en=f"Draft to {one['name']}")
    text = Say(
        zh=f"收件人：{one['to']}\n主题：{one['subject']}\n\n{one['text']}",
        en=f"To: {one['to']}\nSubject: {one['subject']}\n\n{one['text']}",
    )
    send = button(Say(zh="发送", en="Send"), Say(zh="发送草稿", en="send the draft"))
    return Card(type="draft", title=title, text=text, data={"id": key, **one}, actions=(send,))


def button(label: Say, sentence: Say) -> Mapping[str, Json]:
    """A tap that says a sentence for the user."""
    return {"label": {"zh": label.zh, "en": label.en}, "say": {"zh": sentence.zh, "en": sentence.en}}


def exactly(one: Mapping[str, Json]) -> Say:
    return Say(
        zh=f"发邮件给{one['to']}，主题“{one['subject']}”，内容：{one['text']}",
        en=f"Send an e-mail to {one['to']}, subject “{one['subject']}”, saying: {one['text']}",
    )


def sent(one: Mapping[str, Json], refused: Sequence[str] = ()) -> Say:
    said = Say(zh=f"已发给{one['name']}。", en=f"Sent to {one['name']}.")
    if not refused:
        return said
    names = ", ".join(refused)
    return said + Say(zh=f"但服务器拒收了{names}。", en=f"But the server refused {names}.")


def written(kind: str, title: str, form: str, *, filled: bool) -> Say:
    what = kind_words(kind)
    said = Say(zh=f"{what.zh}《{title}》写好了（{form}）。", en=f"The {what.en} “{title}” is ready ({form}).")
    return said if filled else said + Say(zh="内容还空着。", en="It still needs its words.")


def file_card(key: str, title: str, name: str) -> Card:
    said = Say(zh=title, en=title)
    label = {"zh": "下载", "en": "Download"}
    link = {"type": "open", "label": label, "url": f"/api/files/{key}"}
    return Card(
        type="draft", title=said, text=Say(zh=name, en=name), data={"file": key, "url": link["url"]}, actions=(link,)
    )
