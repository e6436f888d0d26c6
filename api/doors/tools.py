"""What Steward can do: its tools, with examples to say."""

from __future__ import annotations

from fastapi import APIRouter

from api.auth import Talker
from api.doors.answers import errors
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.people import ToolOut
from api.wire import Shape, wire
from assistant.types import ToolSpec

router = APIRouter(tags=["tools"])


@router.get("/api/tools", response_model=Page[ToolOut], responses=errors())
async def list_tools(parts: Wired, caller: Talker) -> Shape:
    """Every tool, and the plugins that do not load with the reason (`broken`)."""
    broken = [{"name": b.name, "reason": b.reason} for b in parts.toolbox.broken]
    return {"items": [_shape(spec) for spec in parts.toolbox.specs()], "next": None, "broken": broken}


def _shape(spec: ToolSpec) -> Shape:
    return {
        "name": spec.name,
        "description": spec.description,
        "effect": spec.effect.value,
        "parameters": [
            {"name": p.name, "required": p.required, "description": p.description, "schema": wire(p.schema)}
            for p in spec.parameters
        ],
        "examples": {language: list(lines) for language, lines in spec.examples.items()},
    }
