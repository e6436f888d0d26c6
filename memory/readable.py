"""An export for people to read: what is remembered and what was said, as one Markdown text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assistant.types import Json, Language, Say

_TITLE = Say(zh="管家记着的你的一切", en="Everything Steward keeps about you")
_FACTS = Say(zh="记忆", en="What is remembered")
_TALKS = Say(zh="对话", en="Conversations")
_COMING = Say(zh="提醒与闹钟", en="Reminders and alarms")
_DONE = Say(zh="办过的事", en="What was done")
_RECORDS = Say(zh="各功能的记录", en="Records of the capabilities")
_YOU, _STEWARD = Say(zh="你", en="You"), Say(zh="管家", en="Steward")
_STATUS = {
    "active": Say(zh="有效", en="current"),
    "superseded": Say(zh="已被更新", en="replaced"),
    "retracted": Say(zh="已忘掉", en="forgotten"),
}
_SOURCE = {
    "said": Say(zh="你说的", en="you said so"),
    "learned": Say(zh="自己学到的", en="learned"),
    "imported": Say(zh="导入的", en="imported"),
}
_CATEGORY = {
    "profile": Say(zh="个人", en="You"),
    "person": Say(zh="人", en="People"),
    "place": Say(zh="地点", en="Places"),
    "preference": Say(zh="喜好", en="Preferences"),
    "habit": Say(zh="习惯", en="Habits"),
    "health": Say(zh="健康", en="Health"),
    "work": Say(zh="工作", en="Work"),
    "other": Say(zh="其他", en="Other"),
}


def markdown(export: Mapping[str, Json], language: Language) -> str:
    """What `export_user` gave, in words. The JSON beside it is the complete one."""
    tables = export["tables"]
    parts = [
        f"# {_TITLE.to(language)}",
        *_facts(tables["facts"], language),
        *_coming(tables["follow_ups"], language),
        *_done(tables["actions"], language),
        *_records(tables["records"], language),
        *_talks(tables["turns"], language),
    ]
    return "\n".join(parts) + "\n"


def _facts(rows: Iterable[Json], language: Language) -> list[str]:
    by_category: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        noun = row["content"]
        notes = [_day(row["observed"]), _named(_SOURCE, noun["source"], language)]
        if row["status"] != "active":
            notes.append(_named(_STATUS, row["status"], language))
        by_category[row["category"]].append(f"- {_line(noun['text'])} ({', '.join(notes)})")
    lines = [f"\n## {_FACTS.to(language)}"]
    for category, items in by_category.items():
        lines += [f"\n### {_named(_CATEGORY, category, language)}", *items]
    return lines


def _coming(rows: Iterable[Json], language: Language) -> list[str]:
    items = [f"- {row['due'][:16].replace('T', ' ')} UTC: {_spoken(row['content']['say'], language)}" for row in rows]
    return [f"\n## {_COMING.to(language)}", *items]


def _done(rows: Iterable[Json], language: Language) -> list[str]:
    lines = [f"\n## {_DONE.to(language)}"]
    for row in rows:
        receipt = row["content"].get("receipt")
        shown = f": {_spoken(receipt['text'], language)}" if receipt else ""
        lines.append(f"- {_day(row['at'])} {row['content']['call']['tool']} ({row['state']}){shown}")
    return lines


def _records(rows: Iterable[Json], language: Language) -> list[str]:
    lines = [f"\n## {_RECORDS.to(language)}"]
    for row in rows:
        data = ", ".join(f"{name}: {_short(value)}" for name, value in row["content"]["data"].items())
        lines.append(f"- {row['plugin']} {row['kind']} {_line(row['content']['key'])}: {_line(data)}")
    return lines


def _talks(rows: Iterable[Json], language: Language) -> list[str]:
    by_talk: defaultdict[str, list[Json]] = defaultdict(list)
    for row in rows:
        by_talk[row["conversation"]].append(row)
    lines = [f"\n## {_TALKS.to(language)}"]
    for turns in by_talk.values():
        lines.append(f"\n### {turns[0]['at'][:16].replace('T', ' ')} UTC")
        for row in turns:
            heard, reply = row["content"]["utterance"], row["content"]["reply"]
            lines += [
                f"\n**{who.to(language)}:** {_line(x['text'])}" for who, x in ((_YOU, heard), (_STEWARD, reply)) if x
            ]
    return lines


def _named(names: Mapping[str, Say], key: str, language: Language) -> str:
    return names[key].to(language) if key in names else key


def _spoken(say: Json, language: Language) -> str:
    return _line(say if isinstance(say, str) else say.get(language) or "")


def _line(text: str) -> str:
    """One line, which cannot become a heading or a link by what somebody once said."""
    return " ".join(str(text).split()).replace("\\", "\\\\").replace("[", "\\[").replace("<", "&lt;")


def _short(value: Json) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _day(moment: str) -> str:
    return moment[:10]
