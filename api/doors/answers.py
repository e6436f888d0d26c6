"""What every door may answer besides its own, so that the OpenAPI document is complete."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, Header

from api.schemas.base import ErrorBody

Responses = dict[int | str, dict[str, Any]]

_WORDS = {
    400: "The request cannot be read.",
    401: "No valid token or session.",
    403: "The token may not do this, or another site asked.",
    404: "There is no such thing here, or it is not yours.",
    409: "It does not fit what is there now, or the same request is still in work (Retry-After).",
    413: "Too long.",
    415: "That format cannot be read.",
    421: "This server is not called by that name.",
    422: "A field is missing, unknown or has a wrong value.",
    503: "Not ready or overloaded; try again (Retry-After).",
    507: "No room left to store this.",
}


def errors(*more: int) -> Responses:
    """The error answers of a door: those every door has, and `more`."""
    codes = sorted({400, 401, 403, 421, 422, 503, 507, *more})
    return {code: {"model": ErrorBody, "description": _WORDS[code]} for code in codes}


def idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="A phone's retry with the same key does nothing twice; another body under it is 409.",
            max_length=200,
            pattern=re.compile(r"^[\x21-\x7e]+$").pattern,
        ),
    ] = None,
) -> str | None:
    return idempotency_key


Key = Annotated[str | None, Depends(idempotency_key)]
