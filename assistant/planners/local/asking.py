"""Questions back: what is missing, or which of two things was meant - short, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.types import Item, Json, Parameter, Provenance, Question, Say, ToolCall, ToolSpec

_BY_NAME: dict[str, Say] = {
    "at": Say(zh="几点？", en="What time?"),
    "duration": Say(zh="多长时间？", en="For how long?"),
    "recurrence": Say(zh="多久一次？", en="How often?"),
    "party_size": Say(zh="几位？", en="For how many people?"),
    "quantity": Say(zh="要几张？", en="How many?"),
    "destination": Say(zh="要去哪里？", en="Where to?"),
    "origin": Say(zh="从哪里出发？", en="From where?"),
    "place": Say(zh="在哪里？", en="Where?"),
    "what": Say(zh="要提醒你什么？", en="What about?"),
    "text": Say(zh="内容是什么？", en="What should it say?"),
    "about": Say(zh="关于什么？", en="About what?"),
    "title": Say(zh="叫什么名字？", en="What is it called?"),
    "subject": Say(zh="主题是什么？", en="What is the subject?"),
    "to": Say(zh="给谁？", en="To whom?"),
    "person": Say(zh="和谁？", en="With whom?"),
    "cuisine": Say(zh="想吃什么菜？", en="What kind of food?"),
    "medicine": Say(zh="要买什么药？", en="Which medicine?"),
    "kind": Say(zh="哪一种？", en="Which kind?"),
    "name": Say(zh="哪一个？", en="Which one?"),
}
_BY_SLOT: dict[str, Say] = {
    "instant": Say(zh="什么时候？", en="When?"),
    "duration": _BY_NAME["duration"],
    "recurrence": _BY_NAME["recurrence"],
    "number": Say(zh="几个？", en="How many?"),
    "people": _BY_NAME["party_size"],
    "money": Say(zh="多少钱？", en="How much?"),
    "place": _BY_NAME["place"],
    "cuisine": _BY_NAME["cuisine"],
    "title": _BY_NAME["title"],
    "person": _BY_NAME["person"],
    "symptom": Say(zh="哪里不舒服？", en="What is wrong?"),
    "item": Say(zh="哪一个？", en="Which one?"),
}


def ask_for(parameter: Parameter, call: ToolCall, items: Sequence[Item] = ()) -> Question:
    """Ask for one missing argument of a call that is otherwise understood."""
    text = parameter.ask or _BY_NAME.get(parameter.name) or _BY_SLOT.get(parameter.slot)
    if text is None:
        said = parameter.description.strip().rstrip(".?") or parameter.name.replace("_", " ")
        text = Say(zh=f"还需要知道：{said}？", en=f"One more thing: {said}?")
    options = tuple(i for i in items if i.argument in ("", parameter.name)) if parameter.slot == "item" else ()
    return Question(text=text, call=call, parameter=parameter.name, options=options)


def ask_between(tools: Sequence[ToolSpec]) -> Question:
    """Which of these was meant; the answer is read together with the sentence that was asked about."""
    labels = [label(t) for t in tools]
    options = tuple(Item(id=t.name, kind="tool", label=name) for t, name in zip(tools, labels, strict=True))
    if len(labels) == 1:
        return Question(text=Say(zh=f"是要{labels[0].zh}吗？", en=f"Shall I {labels[0].en}?"), options=options)
    zh = "，还是".join(name.zh for name in labels)
    en = " or ".join(name.en for name in labels)
    return Question(text=Say(zh=f"要{zh}？", en=f"Do you want me to {en}?"), options=options)


def label(spec: ToolSpec) -> Say:
    """What the tool does, as a short phrase: declared, else its first example, else its description."""
    return Say(zh=_label(spec, "zh"), en=_label(spec, "en"))


def _label(spec: ToolSpec, language: str) -> str:
    for source in (spec.lexicon.get(language, {}).get("label"), spec.examples.get(language)):
        if source:
            return source[0] if source is not spec.examples.get(language) else f"“{source[0]}”"
    return spec.description.split(".")[0].strip() or spec.name


def partial(
    call_id: str, tool: str, values: Mapping[str, Json], provenance: Mapping[str, Provenance] | None = None
) -> ToolCall:
    return ToolCall(id=call_id, tool=tool, arguments=dict(values), provenance=dict(provenance or {}))
