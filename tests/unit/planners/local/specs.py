"""Tool specs of the capabilities that ship, as the toolbox offers them, for tests of the local planner alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.types import ToolSpec
from tools.discovery import discover

TOOLS = Path(__file__).parents[4] / "tools"
SHIPPED = (
    "alarms",
    "memory",
    "almanac",
    "navigation",
    "restaurants",
    "tickets",
    "medical",
    "calendar",
    "office",
    "briefing",
)


def specs(*plugins: str) -> tuple[ToolSpec, ...]:
    """The specs of these plugins, or of all that ship."""
    return tuple(spec for name in plugins or SHIPPED for spec in _shipped()[name])


@cache
def _shipped() -> dict[str, tuple[ToolSpec, ...]]:
    found, _ = discover()
    return {plugin.name: tuple(tool.spec for tool in plugin.tools.values()) for plugin in found}
