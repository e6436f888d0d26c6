"""The door to language models, and the only file that knows LangChain: messages in, pieces of an answer out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from assistant.planners.model.answer import CallPiece, Piece
from assistant.planners.model.endpoint import Limits, ModelEndpoint
from assistant.planners.model.failures import ModelFailed
from assistant.types import Json


@dataclass(slots=True)
class Chat:
    """One endpoint. LangChain is loaded on first use, on a thread: it takes seconds and must not stop the house.

    Retries are ours and not the client's: only the planner knows the deadline and whether words were already spoken.
    For the same reason LangChain's fall-backs do not help here: they cannot see that an answer was no good.
    """

    endpoint: ModelEndpoint
    limits: Limits = field(default_factory=Limits)
    _model: Any = None
    _http: Any = None
    _loop: Any = None

    async def prepare(self) -> None:
        """Load what is needed; a second call costs nothing."""
        loop = asyncio.get_running_loop()
        if self._model is None or self._loop is not loop:  # pooled connections belong to one event loop
            from assistant.planners.model.wire import http_client

            self._loop, self._http = loop, http_client(self.endpoint, self.limits)
            self._model = await asyncio.to_thread(self._build)

    def _build(self) -> Any:
        from langchain.chat_models import init_chat_model

        endpoint, options = self.endpoint, dict[str, Any]()
        if endpoint.provider == "openai":
            options = {"http_async_client": self._http, "stream_usage": True, "stream_chunk_timeout": None}
        if endpoint.max_tokens is not None and endpoint.base_url is None:
            options["max_tokens"] = endpoint.max_tokens
        elif endpoint.max_tokens is not None:
            # Local servers know the older name of the limit.
            options["extra_body"] = {"max_tokens": endpoint.max_tokens}
        if endpoint.base_url is not None:
            options["base_url"] = endpoint.base_url
        return init_chat_model(
            endpoint.model,
            model_provider=endpoint.provider,
            # A word instead of nothing: else a key in the environment would go to an address it was not meant for.
            api_key=endpoint.api_key or "none",
            temperature=endpoint.settled_temperature,
            max_retries=0,
            timeout=self.limits.deadline,
            **options,
        )

    async def stream(
        self, messages: Sequence[Mapping[str, Json]], tools: Sequence[Mapping[str, Json]]
    ) -> AsyncGenerator[Piece, None]:
        """The answer as it comes. Raises ModelFailed, and nothing else."""
        from langsmith.run_helpers import tracing_context

        await self.prepare()
        started = False
        try:
            model = self._model.bind_tools([dict(t) for t in tools], parallel_tool_calls=True) if tools else self._model
            # What is said here goes to the model and to nobody else, whatever the environment asks for.
            with tracing_context(enabled=False):
                async with aclosing(model.astream([dict(m) for m in messages])) as chunks:
                    async for chunk in chunks:
                        started = True
                        yield _piece(chunk)
        except ModelFailed:
            raise
        except Exception as error:
            raise _failure(error, started) from error

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()
        self._model = self._http = self._loop = None


def _piece(chunk: Any) -> Piece:
    """A LangChain chunk in our words. Its `tool_calls` are not used: they complete broken JSON by guessing."""
    calls = tuple(
        CallPiece(
            index=part.get("index"),
            id=str(part["id"]) if part.get("id") else None,
            name=str(part["name"]) if part.get("name") else None,
            arguments=str(part.get("args") or ""),
        )
        for part in getattr(chunk, "tool_call_chunks", ())
    )
    usage = getattr(chunk, "usage_metadata", None)
    return Piece(
        text=str(chunk.text),
        calls=calls,
        finish=(chunk.response_metadata or {}).get("finish_reason"),
        usage=(int(usage["input_tokens"]), int(usage["output_tokens"])) if usage else None,
    )


def _failure(error: Exception, started: bool) -> ModelFailed:
    """What went wrong, in our terms; the endpoint's own words stay out of logs and replies."""
    import httpx
    import openai

    from assistant.planners.model.wire import TooManyBytes

    detail = type(error).__name__
    if isinstance(error, TooManyBytes):
        return ModelFailed("model_cut_off", detail=detail)
    if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException, TimeoutError)):
        return ModelFailed("model_timeout", passing=True, detail=detail)
    if isinstance(error, openai.APIStatusError):
        return _status_failure(error.status_code, error.response.headers.get("retry-after"))
    if isinstance(error, (openai.APIConnectionError, httpx.HTTPError, OSError)):
        return ModelFailed("model_cut_off" if started else "model_error", passing=True, detail=detail)
    if isinstance(error, openai.APIError):
        return ModelFailed("model_error", passing=True, detail=detail)
    # Everything else comes from reading rubbish: broken JSON, missing fields, wrong types.
    return ModelFailed("model_bad_answer", passing=True, detail=detail)


def _status_failure(status: int, retry_after: str | None) -> ModelFailed:
    wait = float(retry_after) if retry_after and retry_after.replace(".", "", 1).isdigit() else None
    detail = f"HTTP {status}"
    if status == 429:
        return ModelFailed("model_rate_limited", passing=True, wait=wait, detail=detail)
    if status in (408, 504):
        return ModelFailed("model_timeout", passing=True, wait=wait, detail=detail)
    return ModelFailed("model_error", passing=status == 409 or status >= 500, wait=wait, detail=detail)
