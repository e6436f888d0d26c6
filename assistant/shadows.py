"""Finds folders that stand in front of our packages: a `tools/` in the current directory would be imported instead."""

from __future__ import annotations

from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("assistant", "tools", "memory", "voice", "api")


class Shadow(NamedTuple):
    """`package` would be imported from `found` and not from `ours`."""

    package: str
    found: str
    ours: str


def shadowed() -> tuple[Shadow, ...]:
    """Those of the five packages that Python would take from elsewhere. For the first lines of a start and `doctor`."""
    home = Path(__file__).resolve().parent.parent
    found: list[Shadow] = []
    for name in PACKAGES:
        spec = PathFinder.find_spec(name)
        places = list(spec.submodule_search_locations or ()) if spec else []
        first = Path(places[0]).resolve() if places else None
        if first is not None and first != home / name:
            found.append(Shadow(name, str(first), str(home / name)))
    return tuple(found)
