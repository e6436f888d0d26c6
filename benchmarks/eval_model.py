"""Scores any OpenAI-compatible model as our planner: tools, arguments, refusals, honesty, tokens, seconds.

    python -m benchmarks.eval_model --base-url http://127.0.0.1:8080/v1 --model NAME --data toolchoice.jsonl --sample 60

`--data` is a file of lines `{"text", "label", "lang"}`; without it only the cases of our own are run. A key is taken
from STEWARD_OPENAI_API_KEY. What is scored is what the planner would do, after its checks and its one repair.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from assistant.errors import PlannerUnavailable
from assistant.planners.model import Budget, Limits, ModelEndpoint, ModelPlanner
from assistant.ports import Transcript
from assistant.types import Effect, Parameter, Plan, ToolSpec, Turn, User, Utterance

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SCHEMAS: dict[str, dict[str, Any]] = {
    "instant": {"type": "string", "format": "date-time"},
    "duration": {"type": "number"},
    "number": {"type": "integer"},
    "people": {"type": "integer"},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence and what came of it; `code` is set when the planner failed."""

    text: str
    language: str
    seconds: float
    plan: Plan | None = None
    code: str = ""

    @property
    def tools(self) -> list[str]:
        return [c.tool for c in self.plan.calls] if self.plan else []

    @property
    def meant(self) -> list[str]:
        """Tools called, or the one something is missing for."""
        question = self.plan.question if self.plan else None
        return self.tools or ([question.call.tool] if question and question.call else [])

    @property
    def tokens(self) -> tuple[int, int]:
        data = self.plan.why[0].data if self.plan else {}
        return int(data.get("prompt_tokens", 0)), int(data.get("answer_tokens", 0))


def read_tools() -> tuple[tuple[ToolSpec, ...], dict[str, set[str]]]:
    """The fixed tools, and the tools that count as right for each label."""
    specs, right = [], dict[str, set[str]]()
    for entry in yaml.safe_load((HERE / "model_tools.yaml").read_text(encoding="utf-8")):
        specs.append(
            ToolSpec(
                name=entry["name"],
                description=entry["description"],
                effect=Effect(entry["effect"]),
                parameters=tuple(_parameter(n, k) for n, k in entry["parameters"].items()),
            )
        )
        for label in entry["label"]:
            right.setdefault(label, set()).add(entry["name"])
    return tuple(specs), right


def _parameter(name: str, kind: str) -> Parameter:
    slot = kind.rstrip("?")
    return Parameter(
        name=name, schema=SCHEMAS.get(slot, {"type": "string"}), required=not kind.endswith("?"), slot=slot
    )


def stratified(lines: Iterable[Mapping[str, str]], size: int, seed: int) -> list[Mapping[str, str]]:
    """As many of each label and language as there is room for; the same ones for the same seed."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for line in lines:
        groups.setdefault((line["lang"], line["label"]), []).append(line)
    dice = random.Random(seed)
    for group in groups.values():
        dice.shuffle(group)
    rounds = (g[n] for n in range(size) for _, g in sorted(groups.items()) if n < len(g))
    return [line for line, _ in zip(rounds, range(size), strict=False)]


def read_cases() -> list[dict[str, Any]]:
    """The sentences of our own, each with its language."""
    cases = yaml.safe_load((HERE / "model_cases.yaml").read_text(encoding="utf-8"))
    return [{**case, "lang": "en" if case["text"].isascii() else "zh"} for case in cases]


def read_lines(options: argparse.Namespace) -> list[Mapping[str, str]]:
    if not options.data:
        return []
    lines = Path(options.data).read_text(encoding="utf-8").splitlines()
    return stratified((json.loads(line) for line in lines), options.sample, options.seed)


async def ask(planner: ModelPlanner, text: str, language: str, tools: Sequence[ToolSpec]) -> Asked:
    user = User(id="eval", name="Li", language="zh" if language == "zh" else "en", timezone="Asia/Shanghai")
    turn = Turn(
        id="t", conversation="c", user=user, utterance=Utterance(text=text, language=user.language), now=NOW
    )  # fmt: skip
    started = time.monotonic()
    try:
        plan = await planner.plan(turn, Transcript(), (), tools)
    except PlannerUnavailable as error:
        return Asked(text, language, time.monotonic() - started, code=error.code)
    return Asked(text, language, time.monotonic() - started, plan=plan)


def holds(case: Mapping[str, Any], asked: Asked) -> bool:
    """Whether what the planner would do is what the case wants."""
    if case.get("none") or case.get("ask"):
        return not asked.tools
    if asked.tools != [case["call"]] or asked.plan is None:
        return False
    got, ignored = dict(asked.plan.calls[0].arguments), set(case.get("ignore", ()))
    wanted = case["arguments"]
    return set(got) - ignored == set(wanted) and all(_same(got[name], value) for name, value in wanted.items())


def _same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_same(got, one) for one in wanted)
    if isinstance(wanted, str):
        return str(got).strip(" .。").casefold() == wanted.casefold()
    return bool(got == wanted)


def interval(right: int, total: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not total:
        return "-"
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{right}/{total} = {share:.0%} ({max(0, middle - half):.0%}-{min(1, middle + half):.0%})"


def table(scored: Sequence[tuple[str, Asked]], own: Sequence[tuple[Mapping[str, Any], Asked]], right: Any) -> str:
    """The figures as Markdown rows."""
    rows = [("measure", "result")]
    for language in ("en", "zh"):
        here = [(label, a) for label, a in scored if a.language == language]
        for_tools = [(label, a) for label, a in here if label != "no_tool"]
        hits = sum(1 for label, a in for_tools if a.meant and set(a.meant) <= right[label])
        fired = [(label, a) for label, a in here if a.tools]
        precise = sum(1 for label, a in fired if set(a.tools) <= right.get(label, set()))
        idle = [a for label, a in here if label == "no_tool"]
        rows.append((f"right tool, {language}", interval(hits, len(for_tools))))
        rows.append((f"what is started is right, {language}", interval(precise, len(fired))))
        rows.append(
            (f"started although nothing was asked, {language}", interval(sum(bool(a.tools) for a in idle), len(idle)))
        )
    for name, key in (
        ("tool and every argument right", "call"),
        ("asks for what is missing", "ask"),
        ("does nothing", "none"),
    ):
        cases = [(c, a) for c, a in own if key in c]
        rows.append((f"{name} (own cases)", interval(sum(holds(c, a) for c, a in cases), len(cases))))
    return "\n".join(f"| {a} | {b} |" for a, b in [*rows, *_costs([a for _, a in [*scored, *own]])])


def _costs(everything: Sequence[Asked]) -> list[tuple[str, str]]:
    """Failures by code, seconds, tokens. A failure has no effect: the local planner answers then."""
    seconds = sorted(a.seconds for a in everything)
    tokens = sorted(a.tokens for a in everything if a.plan)
    codes = Counter(a.code for a in everything if a.code)
    failed = ", ".join(f"{code} {n}" for code, n in codes.most_common()) or "none"
    repaired = sum(bool(a.plan and a.plan.why[0].data.get("repaired")) for a in everything)
    middle = tokens[len(tokens) // 2] if tokens else (0, 0)
    return [
        ("failed, nothing done", f"{sum(codes.values())}/{len(everything)} ({failed})"),
        ("answers that needed the one repair", f"{repaired}/{len(everything)}"),
        ("seconds, median / 95 %", f"{seconds[len(seconds) // 2]:.1f} / {seconds[int(len(seconds) * 0.95)]:.1f}"),
        ("tokens, median, prompt + answer", f"{middle[0]} + {middle[1]}"),
    ]


async def evaluate(options: argparse.Namespace) -> str:
    tools, right = read_tools()
    endpoint = ModelEndpoint(
        model=options.model, base_url=options.base_url, api_key=os.environ.get("STEWARD_OPENAI_API_KEY", "")
    )
    planner = ModelPlanner(endpoint, budget=Budget(None), limits=Limits(deadline=options.deadline))
    await planner.prepare()
    await ask(planner, "hello", "en", tools)  # a local server reads the tools once and remembers them
    # Shuffled, so that a run cut short by `--minutes` is still a fair sample.
    wanted = [*(("open", line) for line in read_lines(options)), *(("own", case) for case in read_cases())]
    random.Random(options.seed).shuffle(wanted)
    scored, own = [], []
    until = time.monotonic() + 60 * options.minutes
    for source, item in wanted:
        if time.monotonic() > until:
            break
        asked = await ask(planner, item["text"], item["lang"], tools)
        if source == "open":
            scored.append((str(item["label"]), asked))
        else:
            own.append((item, asked))
        _tell(asked, item, options)
    await planner.aclose()
    return table(scored, own, right)


def _tell(asked: Asked, item: Mapping[str, Any], options: argparse.Namespace) -> None:
    if options.verbose:
        wanted = item.get("label") or item.get("call") or ("ask" if "ask" in item else "none")
        plan = asked.plan
        did = [(c.tool, dict(c.arguments)) for c in plan.calls] if plan else []
        words = (plan.text or (plan.question.text.en if plan.question else "")) if plan else ""
        print(f"{asked.seconds:5.1f}s {wanted:20} {asked.text!r} -> {asked.code or did or words[:100]!r}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", default=os.environ.get("STEWARD_OPENAI_BASE_URL"))
    parser.add_argument("--model", default=os.environ.get("STEWARD_MODEL"))
    parser.add_argument("--data", help="labelled sentences, JSON lines")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deadline", type=float, default=120.0, help="seconds for one sentence")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop asking after this long")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if not options.model:
        parser.error("name a model: --model NAME, or STEWARD_MODEL")
    print(f"| | {options.model} |\n|---|---|\n{asyncio.run(evaluate(options))}")


if __name__ == "__main__":
    main()
