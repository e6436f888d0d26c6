"""Finds the installed plugins by their entry point; a broken one is named and skipped, never fatal."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from assistant.plugin import Plugin

log = logging.getLogger(__name__)
GROUP = "assistant.plugins"


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """A plugin that could not be loaded, and why (for `steward doctor` and `GET /api/tools`)."""

    name: str
    reason: str


def discover(points: Iterable[EntryPoint] | None = None) -> tuple[tuple[Plugin, ...], tuple[BrokenPlugin, ...]]:
    """Every plugin that loads, ours first, and those that do not. Two of one name: the first stays."""
    found: dict[str, Plugin] = {}
    broken: list[BrokenPlugin] = []
    for point in sorted(points if points is not None else entry_points(group=GROUP), key=_ours_first):
        try:
            plugin = point.load()
            if not isinstance(plugin, Plugin):
                raise TypeError(f"{point.value} is a {type(plugin).__name__}, not a Plugin")
            if plugin.name in found:
                raise ValueError(f"the name {plugin.name!r} is already taken")
            found[plugin.name] = plugin
        except (Exception, SystemExit) as error:  # a stranger's import may raise anything, or leave
            log.warning("plugin %s is skipped: %s: %s", point.name, type(error).__name__, error)
            broken.append(BrokenPlugin(name=point.name, reason=f"{type(error).__name__}: {error}"))
    return tuple(found.values()), tuple(broken)


def _ours_first(point: EntryPoint) -> tuple[bool, str]:
    return (not point.value.startswith("tools."), point.name)
