"""The baseline: nine regular expressions and seed sentences must name the same capability, else nothing is started."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planners.local.examples import NO_TOOL, NgramReader
from assistant.planners.local.readers import background
from assistant.types import ToolSpec

_SEEDS = 8  # per label and language
_RULES = (
    ("alarms", r"\bremind|reminder|提醒"),
    ("alarms", r"\balarm\b|wake (me|us)|\btimer\b|闹钟|闹铃|叫醒|叫我起|计时"),
    ("restaurants", r"(book|reserve|reservation|table).*(table|restaurant|for \w+|at )|订.*(餐厅|位|桌)"),
    ("restaurants", r"restaurant|place to eat|somewhere to eat|\bcafe\b|餐厅|餐馆|饭店|吃饭|好吃"),
    ("navigation", r"direction|how (do|far|long).*(get|to|drive)|traffic|route|nearest|怎么走|怎么去|导航|路线|地铁"),
    ("tickets", r"movie|film|cinema|theat(er|re)s?\b|showtime|电影|影院|场次"),
    ("tickets", r"ticket|flight|\btrains?\b|\bbus\b|票|航班|高铁|火车|动车"),
    ("medical", r"doctor|dentist|therapist|hospital|clinic|psycholog|医生|医院|挂号|看病|诊所"),
    ("calendar", r"calendar|meeting|日程|会议"),
)


class SimpleGate:
    """What a day's work gives: the figure everything else is compared with."""

    def __init__(self, specs: Sequence[ToolSpec]) -> None:
        seeds: list[tuple[str, str]] = []
        for capability in {rule for rule, _ in _RULES}:
            own = [s for s in specs if s.name.startswith(capability + "__")]
            for language in ("en", "zh"):
                examples = [s.examples.get(language, ()) for s in own]
                mixed = [e[i] for i in range(_SEEDS) for e in examples if i < len(e)][:_SEEDS]
                seeds += [(text.lower(), capability) for text in mixed]
        nothing = background()
        seeds += [(text.lower(), NO_TOOL) for text in nothing[:: max(1, len(nothing) // 32)]]
        self._reader = NgramReader(seeds)
        self._rules = [(capability, re.compile(rule)) for capability, rule in _RULES]

    def capability(self, text: str) -> str | None:
        low = text.lower()
        ruled = next((capability for capability, rule in self._rules if rule.search(low)), None)
        shares = self._reader.read(low)
        likely = max(shares, key=lambda label: shares[label])
        return ruled if ruled == likely else None
