"""What navigation needs from a routing service: one Protocol, and the nouns it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from assistant.ports import Place
from assistant.types import Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way to go. `line` is latitude, longitude in WGS-84 degrees; `edges` name streets for the usual way."""

    variant: str  # fastest, fewest_lights, usual
    mode: str  # car, bicycle, foot
    duration: timedelta
    metres: float
    lights: int | None  # None: the service does not say
    line: tuple[tuple[float, float], ...]
    steps: tuple[Say, ...] = ()
    compared: Say | None = None  # with the fastest
    streets: tuple[str, ...] = ()  # the streets it uses, longest first
    city: str = ""
    edges: tuple[int, ...] = ()
    pieces: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # street name -> its edges
    note: Say | None = None  # what the user should know about this answer


class RouteProvider(Protocol):
    """A routing service."""

    @property
    def name(self) -> str: ...

    async def ways(
        self, origin: Place, destination: Place, mode: str, usual: dict[int, int] | None = None
    ) -> tuple[Way, ...]:
        """The variants it can offer, the fastest first. Raises ToolError when there is no way, or no answer."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """A way as a routing service on the network tells it, before it is compared with others."""

    duration: timedelta
    metres: float
    line: tuple[tuple[float, float], ...]
    lights: int | None = None
    steps: tuple[Say, ...] = ()
    streets: tuple[str, ...] = ()


class RouteService(Protocol):
    """A vendor of routes: one file each."""

    @property
    def name(self) -> str: ...

    async def alternatives(self, origin: Place, destination: Place, mode: str) -> tuple[Alternative, ...]:
        """Raises ToolError: no way, no answer, or an answer of no use."""
        ...
