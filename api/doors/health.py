"""Whether the server lives, whether it is ready, and its numbers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from api.doors.answers import Responses
from api.parts import Wired
from api.schemas.base import ErrorBody
from api.schemas.people import HealthOut, ReadyOut
from api.wire import Shape, wire

router = APIRouter(tags=["health"])
_NOT_READY: Responses = {503: {"model": ErrorBody, "description": "Not ready yet."}, 421: {"model": ErrorBody}}


def own_version() -> str:
    try:
        return version("steward-assistant")
    except PackageNotFoundError:
        return "unknown"


@router.get("/healthz", response_model=HealthOut, responses={421: {"model": ErrorBody}})
async def alive() -> Shape:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=ReadyOut, responses=_NOT_READY)
async def ready(parts: Wired) -> Shape:
    """Text works; `ears` and `mouth` say how far the speech models are."""
    state, mouth = parts.ears.state, parts.mouth.state
    return {
        "status": "ready",
        "version": own_version(),
        "ears": {"status": state.status, "progress": state.progress, "detail": state.detail},
        "mouth": wire(mouth),
        "now": wire(parts.clock.now()),
        "clock_speed": parts.clock.speed,
    }


@router.get("/metrics", response_class=PlainTextResponse, responses={421: {"model": ErrorBody}})
async def metrics(parts: Wired) -> PlainTextResponse:
    """Counters and histograms in Prometheus' text format; nothing personal."""
    text = await parts.metrics.text(open_lines=parts.hub.open_lines, ears=parts.ears.state.status)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
