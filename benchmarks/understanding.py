"""How well sentences become calls, with no model: precision, recall and false starts per language and class.

    python -m benchmarks.understanding /path/to/data [--embeddings]

The folder holds toolchoice/dev.jsonl with lines of {text, label, lang}, slots/ and time/cases.jsonl. Nothing of it is
learnt from. Beside our planner runs the simple gate: nine patterns and seed sentences, what a day's work gives.
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


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way of understanding did with all sentences, and what it cost."""

    name: str
    found: dict[tuple[str, str], Counter[str]]
    spent: tuple[float, ...]

    def figures(self) -> dict[str, str]:
        """Measure -> value, in the order of the table."""
        rows: dict[str, str] = {}
        for language in ("en", "zh"):
            total: Counter[str] = Counter()
            for (lang, _), counts in self.found.items():
                if lang == language:
                    total.update(counts)
            tools = sum(total[k] for k in ("right", "asked", "wrong", "missed"))
            started = total["right"] + total["wrong"] + total["false"]
            rows[f"what is started is right, {language}"] = interval(total["right"], started)
            rows[f"handled right, {language}"] = interval(total["right"] + total["asked"], tools)
            rows[f"of these started at once, {language}"] = interval(total["right"], tools)
            rows[f"started for nothing, {language}"] = interval(total["false"], total["false"] + total["quiet"])
        ordered = sorted(self.spent)
        rows["CPU ms per sentence, median / mean / 95 %"] = (
            f"{1e3 * statistics.median(ordered):.2f} / {1e3 * statistics.mean(ordered):.2f} / "
            f"{1e3 * ordered[int(0.95 * len(ordered))]:.2f}"
        )
        return rows

    def classes(self) -> None:
        """A class that does badly is named, not averaged away."""
        print(f"\n## every class: {self.name}")
        for (language, label), counts in sorted(self.found.items()):
            good = counts["right"] + counts["asked"] + counts["quiet"]
            print(f"  {language} {label:20s} {interval(good, sum(counts.values()))}  {dict(counts)}")


def run(name: str, understand: Understand, rows: Iterable[dict[str, Any]]) -> Measured:
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    spent: list[float] = []
    for row in rows:
        before = time.process_time()
        answer = understand(row["text"], row["lang"])
        spent.append(time.process_time() - before)
        found[row["lang"], row["label"]][verdict(answer, row["label"])] += 1
    return Measured(name, dict(found), tuple(spent))


def table(columns: Sequence[Measured]) -> str:
    """Side by side, as Markdown."""
    figures = [c.figures() for c in columns]
    head = ["| |" + "|".join(f" {c.name} " for c in columns) + "|", "|---|" + "---|" * len(columns)]
    return "\n".join([*head, *(f"| {name} |" + "".join(f" {f[name]} |" for f in figures) for name in figures[0])])


def load(path: Path, leave_out: Iterable[int] = ()) -> list[dict[str, Any]]:
    skipped = set(leave_out)
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for n, line in enumerate(lines, 1) if line.strip() and n not in skipped]


def embedded(tools: Sequence[ToolSpec]) -> LocalPlanner:
    """A planner that has learnt its vectors to the end."""
    from assistant.planners.local.embeddings import LateEmbeddings

    planner = LocalPlanner(learn=LateEmbeddings)
    readers = planner.prepare(tools)
    while isinstance(readers.examples, LateEmbeddings) and readers.examples.deeper is None:
        time.sleep(0.2)
    return planner


def measure(path: Path, tools: Sequence[ToolSpec], *, embeddings: bool) -> None:
    rows = load(path)
    disputed = yaml.safe_load((HERE / "data" / "disputed.yaml").read_text("utf-8")) or {}
    kept, many = load(path, map(int, disputed)), (*tools, *neighbours())
    default = LocalPlanner()
    columns = [
        run("simple gate", gate(tools), rows),
        run(f"default, {len(tools)} tools", local(tools, default), rows),
        run(f"without {len(disputed)} disputed", local(tools, default), kept),
        run(f"default, {len(many)} tools", local(many, LocalPlanner()), rows),
    ]
    if embeddings:
        planner = embedded(tools)
        columns += [
            run("embeddings", local(tools, planner), rows),
            run(f"embeddings, without {len(disputed)}", local(tools, planner), kept),
        ]
    print(table(columns))
    columns[1].classes()
    if embeddings:
        columns[4].classes()


def main() -> None:
    from benchmarks.times import OWN
    from benchmarks.times import measure as times

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="labelled sentences, or a folder with toolchoice/dev.jsonl, "
                        "slots/ and time/cases.jsonl; without it only our own time expressions are read")  # fmt: skip
    parser.add_argument("--embeddings", action="store_true", help="also with the packaged embedding model")
    parser.add_argument("--slots", type=Path, help="folder with xSID valid and SLURP devel")
    options = parser.parse_args()
    tools, folder = installed(), options.data if options.data and options.data.is_dir() else None
    if options.data:
        sentences = folder / "toolchoice" / "dev.jsonl" if folder else options.data
        measure(sentences, tools, embeddings=options.embeddings)
    if options.slots or folder:
        from benchmarks.slots import main as slots

        slots(options.slots or folder / "slots", tools)
    for cases in (OWN, *([folder / "time" / "cases.jsonl"] if folder else [])):
        times(cases, verbose=False)


if __name__ == "__main__":
    main()
