"""How well sentences become calls, with no model: precision, recall and false starts per language and class.

    python benchmarks/understanding.py /path/to/toolchoice.jsonl [--embeddings] [--slots /path/to/slots]

Lines are {text, label, lang}. Nothing of the file is learnt from.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.planners.local import LocalPlanner
from assistant.ports import Transcript
from assistant.types import Effect, Language, Parameter, Plan, ToolSpec, Turn, User, Utterance
from benchmarks.simple_gate import SimpleGate
from tools.discovery import discover

HERE = Path(__file__).parent
NOW = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
RIGHT: dict[str, set[str]] = {
    "set_alarm": {"alarms"},
    "set_reminder": {"alarms", "calendar"},
    "search_restaurants": {"restaurants"},
    "book_restaurant": {"restaurants"},
    "get_route": {"navigation"},
    "search_movies": {"tickets"},
    "book_ticket": {"tickets"},
    "book_doctor": {"medical"},
    "no_tool": set(),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one way of understanding did with one sentence; capabilities, not tools."""

    started: frozenset[str]
    asked: str | None = None


Understand = Callable[[str, Language], Answer]


def capability(tool: str) -> str:
    return tool.split("__", maxsplit=1)[0]


def local(tools: Sequence[ToolSpec], planner: LocalPlanner) -> Understand:
    """The local planner on a first sentence: nothing said before, nothing remembered."""
    planner.prepare(tools)
    user = User(id="u", name="", timezone="Asia/Shanghai")
    ours = {capability(t.name) for t in installed()}

    def understand(text: str, language: Language) -> Answer:
        turn = Turn(id="t", conversation="c", user=user, utterance=Utterance(text=text, language=language), now=NOW)
        plan: Plan = planner.read(turn, Transcript(), (), tools)
        started = frozenset(capability(c.tool) for c in plan.calls) & ours
        call = plan.question.call if plan.question else None
        return Answer(started, capability(call.tool) if call else None)

    return understand


def gate(tools: Sequence[ToolSpec]) -> Understand:
    simple = SimpleGate(tools)

    def understand(text: str, _: Language) -> Answer:
        found = simple.capability(text)
        return Answer(frozenset({found} if found else ()))

    return understand


def installed() -> tuple[ToolSpec, ...]:
    plugins, broken = discover()
    for plugin in broken:
        print(f"not loaded: {plugin.name}: {plugin.reason}")
    return tuple(tool.spec for plugin in plugins for tool in plugin.tools.values())


def neighbours() -> tuple[ToolSpec, ...]:
    """Other people's tools, that declare examples and nothing else."""
    read = yaml.safe_load((HERE / "data" / "neighbours.yaml").read_text("utf-8"))
    about = Parameter(name="about", schema={"type": "string"}, required=False)
    return tuple(
        ToolSpec(
            name=name,
            description=name.replace("__", " "),
            effect=Effect(tool["effect"]),
            parameters=(about,),
            examples={language: tuple(map(str, tool[language])) for language in ("en", "zh")},
        )
        for name, tool in read.items()
    )


def verdict(answer: Answer, label: str) -> str:
    """right, asked (for what is missing, of the right tool), wrong, missed; for no_tool: false or quiet."""
    right = RIGHT[label]
    if not right:
        return "false" if answer.started else "quiet"
    if answer.started:
        return "right" if answer.started <= right else "wrong"
    return "asked" if answer.asked in right else "missed"


def interval(hits: int, total: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not total:
        return "-"
    z, p = 1.96, hits / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{100 * p:5.1f} % [{100 * max(0, middle - half):.1f}, {100 * min(1, middle + half):.1f}] ({hits}/{total})"


def run(name: str, understand: Understand, rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    spent: list[float] = []
    for row in rows:
        before = time.process_time()
        answer = understand(row["text"], row["lang"])
        spent.append(time.process_time() - before)
        found[row["lang"], row["label"]][verdict(answer, row["label"])] += 1
    ordered = sorted(spent)
    print(f"\n## {name}")
    print(
        f"CPU per sentence: median {1e3 * statistics.median(spent):.2f} ms, "
        f"mean {1e3 * statistics.mean(spent):.2f} ms, "
        f"95 % under {1e3 * ordered[int(0.95 * len(ordered))]:.2f} ms"
    )
    return found


def report(found: dict[tuple[str, str], Counter[str]], *, classes: bool) -> None:
    for language in ("en", "zh"):
        total: Counter[str] = Counter()
        for (lang, _), counts in found.items():
            if lang == language:
                total.update(counts)
        tools = sum(total[k] for k in ("right", "asked", "wrong", "missed"))
        started = total["right"] + total["wrong"] + total["false"]
        print(f"{language}  precision of what is started  {interval(total['right'], started)}")
        print(f"{language}  handled right                 {interval(total['right'] + total['asked'], tools)}")
        print(f"{language}    of these started at once    {interval(total['right'], tools)}")
        print(f"{language}  started for nothing           {interval(total['false'], total['false'] + total['quiet'])}")
    if classes:
        for (language, label), counts in sorted(found.items()):
            size = sum(counts.values())
            good = counts["right"] + counts["asked"] + counts["quiet"]
            print(f"  {language} {label:20s} {interval(good, size)}  {dict(counts)}")


def load(path: Path, leave_out: Iterable[int] = ()) -> list[dict[str, Any]]:
    skipped = set(leave_out)
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for n, line in enumerate(lines, 1) if line.strip() and n not in skipped]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--embeddings", action="store_true", help="also with the packaged embedding model")
    parser.add_argument("--slots", type=Path, help="folder with xSID valid and SLURP devel")
    options = parser.parse_args()
    rows = load(options.data)
    disputed = {
        int(k): str(v) for k, v in (yaml.safe_load((HERE / "data" / "disputed.yaml").read_text("utf-8")) or {}).items()
    }
    tools = installed()
    report(run("baseline: nine patterns and seed sentences", gate(tools), rows), classes=False)
    report(run(f"default build, {len(tools)} tools", local(tools, LocalPlanner()), rows), classes=True)
    kept = load(options.data, disputed)
    report(run(f"the same without {len(disputed)} disputed labels", local(tools, LocalPlanner()), kept), classes=False)
    many = (*tools, *neighbours())
    report(run(f"with neighbours, {len(many)} tools", local(many, LocalPlanner()), rows), classes=False)
    if options.embeddings:
        from assistant.planners.local.embeddings import EmbeddingReader

        report(run("with embeddings", local(tools, LocalPlanner(learn=EmbeddingReader)), rows), classes=True)
    if options.slots:
        from benchmarks.slots import main as slots

        slots(options.slots, tools)


if __name__ == "__main__":
    main()
