"""The plugin contract: an ordinary function whose name, docstring and signature are the specification of a tool."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.lexicon import ToolWords, load_lexicon
from assistant.parameters import python_arguments, read_parameters
from assistant.ports import Records
from assistant.results import ToolResult
from assistant.types import Effect, Say, Terms, ToolCall, ToolSpec

ToolFunction = Callable[..., Awaitable[ToolResult]]
TermsFunction = Callable[..., Awaitable[Terms]]
ReconcileFunction = Callable[..., Awaitable[ToolResult | None]]
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_FILLED_BY_CORE = frozenset({"ctx", "terms"})


@dataclass(slots=True)
class Tool:
    """A declared tool. Calling it runs the plain function, so a plugin's own tests need nothing of ours."""

    spec: ToolSpec
    function: ToolFunction
    quote: TermsFunction | None = None
    wants_terms: bool = False
    hears: Callable[[str], bool] | None = None
    look_up: ReconcileFunction | None = None

    def terms(self, function: TermsFunction) -> TermsFunction:
        """Decorator: the READ half of a COMMIT, that says what a yes would mean."""
        self.quote = function
        return function

    def reconcile(self, function: ReconcileFunction) -> ReconcileFunction:
        """Decorator: asks the provider what became of a COMMIT whose outcome got lost (a crash, a dead line).

        A READ with the call's arguments (and `terms`, when it names them); `ctx.call_id` is the key the provider was
        given. It answers with the result as the tool would have, with `error` when it did not happen, or None: unknown.
        """
        self.look_up = function
        return function

    def look_up_arguments(self, call: ToolCall, terms: Terms | None, timezone: str) -> dict[str, Any]:
        """What the second look is called with: of the call's arguments those it names. Raises InvalidArgument."""
        if self.look_up is None:
            return {}
        named = inspect.signature(self.look_up).parameters
        values = python_arguments(self.look_up, {k: v for k, v in call.arguments.items() if k in named}, timezone)
        return {**values, "terms": terms} if "terms" in named else values

    def __call__(self, *args: Any, **kwargs: Any) -> Awaitable[ToolResult]:
        return self.function(*args, **kwargs)


@dataclass(slots=True)
class Plugin:
    """A named set of tools. `provider` makes what talks to the vendor: called once with the plugin's `Setup`.

    `provides` maps a port type to a factory `(setup) -> object`; `needs` lists port types that may be absent.
    """

    name: str
    summary: str | Say = ""
    provider: Callable[[Setup], object] | None = None
    config: type | None = None
    needs: Sequence[type] = ()
    provides: Mapping[type, Callable[[Setup], object]] = field(default_factory=dict)
    package_dir: Path | str | None = None  # where `lexicon/` lies; None: beside the module
    tools: dict[str, Tool] = field(default_factory=dict, init=False)
    _lexicon: Mapping[str, ToolWords] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(f"plugin name {self.name!r}: lower-case letters, digits and _ only")

    def tool(
        self,
        *,
        effect: Effect,
        examples: Mapping[str, Sequence[str]] | None = None,
        lexicon: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        name: str | None = None,
        reads_untrusted: bool = False,
        timeout: float = 20.0,
        hears: Callable[[str], bool] | None = None,
    ) -> Callable[[ToolFunction], Tool]:
        """Declare a tool: effect, example sentences per language, and optionally words and patterns.

        `hears` says of a sentence that it is a matter of life: then this tool runs with it as `text` before any
        planner reads it, whatever was being asked or done. Only for READ tools.
        """
        if hears is not None and effect is not Effect.READ:
            raise ValueError("what is heard before every planner may only read")

        def declare(function: ToolFunction) -> Tool:
            short = name or function.__name__
            found = self._words(function).get(short, ToolWords({}, {}))
            spec = ToolSpec(
                name=f"{self.name}__{short}",
                description=inspect.cleandoc(function.__doc__ or ""),
                effect=effect,
                parameters=read_parameters(function, _FILLED_BY_CORE),
                examples={k: tuple(v) for k, v in (examples or found[0]).items()},
                lexicon={k: {g: tuple(w) for g, w in v.items()} for k, v in (lexicon or found[1]).items()},
                reads_untrusted=reads_untrusted,
                timeout=timeout,
            )
            if short in self.tools:
                raise ValueError(f"{spec.name} is declared twice")
            wants = "terms" in inspect.signature(function).parameters
            made = Tool(spec=spec, function=function, wants_terms=wants, hears=hears)
            self.tools[short] = made
            return made

        return declare

    def _words(self, function: ToolFunction) -> Mapping[str, ToolWords]:
        """What `lexicon/*.yaml` beside the plugin's module declares; read once."""
        if self._lexicon is None:
            file = getattr(sys.modules.get(function.__module__), "__file__", None)
            home = self.package_dir or (Path(file).parent if file else None)
            self._lexicon = load_lexicon(home) if home else {}
        return self._lexicon

    @property
    def title(self) -> Say:
        return self.summary if isinstance(self.summary, Say) else Say(zh=self.summary, en=self.summary)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """What a provider is made from: typed config, a folder for demonstration stock, one pooled HTTP client, ports."""

    config: Any = None
    data_dir: Path | None = None
    http: Any = None
    ports: Mapping[type, object] = field(default_factory=dict)
    records_of: Callable[[str], Records] | None = None  # user id -> this plugin's rows: for what it provides to others

    def with_ports(self, ports: Mapping[type, object]) -> Setup:
        return replace(self, ports=ports)
