"""Numbers about this process in Prometheus' text format. No label ever carries anything personal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clock.engine import Health
from api.errors import route_of
from assistant.initiative import OPENINGS
from assistant.types import Delivery

_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_BUCKETS = (0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5.0, 15.0)


class Histogram:
    """Seconds, counted into cumulative buckets."""

    def __init__(self, name: str, help_text: str) -> None:
        self.name, self.help = name, help_text
        self._counts = [0] * len(_BUCKETS)
        self._sum, self._count = 0.0, 0

    def observe(self, seconds: float) -> None:
        self._sum, self._count = self._sum + seconds, self._count + 1
        for index, bound in enumerate(_BUCKETS):
            self._counts[index] += seconds <= bound

    def lines(self) -> Iterator[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} histogram"
        for bound, count in zip(_BUCKETS, self._counts, strict=True):
            yield f'{self.name}_bucket{{le="{bound}"}} {count}'
        yield f'{self.name}_bucket{{le="+Inf"}} {self._count}'
        yield f"{self.name}_sum {self._sum:.6f}"
        yield f"{self.name}_count {self._count}"


class Metrics:
    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.deliveries: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        self.dispatches: Counter[tuple[str, str]] = Counter()
        self.silent = 0  # openings that the assistant kept to itself
        self.health: Callable[[], Awaitable[Health]] | None = None  # of the clock's engine, where there is one
        self.turns = Histogram("steward_turn_seconds", "How long turns took.")
        self.lateness = Histogram("steward_delivery_late_seconds", "How late deliveries were.")

    def rang(self, batch: Sequence[Delivery]) -> None:
        """Slots that came due, and entries about those that were missed."""
        for delivery in batch:
            self.count(delivery.kind, delivery.state, delivery.late_seconds)

    def count(self, kind: str, state: str, late_seconds: int) -> None:
        missed = state == "missed"
        self.deliveries[kind] += 1
        self.lateness.observe(late_seconds)
        self.states["due"] += 1
        self.states["missed" if missed else "delivered"] += 1
        self.states["late"] += late_seconds > 60
        self.silent += missed and kind in OPENINGS

    async def text(self, *, open_lines: int, ears: str) -> str:
        lines = [*self._counters(), *self.turns.lines(), *self.lateness.lines(), *_gauges(open_lines, ears)]
        if self.health is not None:
            lines += _clock(await self.health())
        return "\n".join(lines) + "\n"

    def _counters(self) -> Iterator[str]:
        yield "# HELP steward_requests_total Requests answered, by route template."
        yield "# TYPE steward_requests_total counter"
        for (method, route, status), count in sorted(self.requests.items()):
            yield f'steward_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# HELP steward_deliveries_total Follow-ups that came due, by kind."
        yield "# TYPE steward_deliveries_total counter"
        for kind, count in sorted(self.deliveries.items()):
            yield f'steward_deliveries_total{{kind="{kind}"}} {count}'
        yield "# HELP steward_follow_ups_total Due, delivered, late (over 60 s), missed, acknowledged."
        yield "# TYPE steward_follow_ups_total counter"
        for state in ("acknowledged", "delivered", "due", "late", "missed"):
            yield f'steward_follow_ups_total{{state="{state}"}} {self.states[state]}'
        yield "# HELP steward_silent_turns_total Openings kept to itself. No model is asked about that: tokens stay 0."
        yield "# TYPE steward_silent_turns_total counter"
        yield f"steward_silent_turns_total {self.silent}"
        yield "# HELP steward_silent_turn_tokens Model tokens spent per silent turn."
        yield "# TYPE steward_silent_turn_tokens gauge"
        yield "steward_silent_turn_tokens 0"
        yield "# HELP steward_dispatches_total Tries to send through a channel; accepted is not yet seen."
        yield "# TYPE steward_dispatches_total counter"
        for (kind, state), count in sorted(self.dispatches.items()):
            yield f'steward_dispatches_total{{channel="{kind}",state="{state}"}} {count}'


def _gauges(open_lines: int, ears: str) -> Iterator[str]:
    yield "# HELP steward_open_event_lines Screens that listen for events."
    yield "# TYPE steward_open_event_lines gauge"
    yield f"steward_open_event_lines {open_lines}"
    yield "# HELP steward_ears_ready Whether speech can be understood."
    yield "# TYPE steward_ears_ready gauge"
    yield f"steward_ears_ready {int(ears == 'ready')}"


def _clock(health: Health) -> Iterator[str]:
    yield "# HELP steward_due_backlog Follow-ups that are due and not rung yet."
    yield "# TYPE steward_due_backlog gauge"
    yield f'steward_due_backlog{{engine="{health.engine}"}} {health.backlog}'
    yield "# HELP steward_due_oldest_seconds How long the first of them waits."
    yield "# TYPE steward_due_oldest_seconds gauge"
    yield f'steward_due_oldest_seconds{{engine="{health.engine}"}} {health.oldest:.3f}'
    yield "# HELP steward_dead_wakes Wakes the engine has given up on; the sweeper rings what they were for."
    yield "# TYPE steward_dead_wakes gauge"
    yield f'steward_dead_wakes{{engine="{health.engine}"}} {health.dead}'


class Counted:
    """Counts every answer under its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "OTHER"
                self._metrics.requests[method, route_of(scope), message["status"]] += 1
            await send(message)

        await self.app(scope, receive, counting)
