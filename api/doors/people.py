"""Me, the others, and our access tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from api.auth import COOKIE, Approver, Owner, Talker
from api.doors.answers import Key, errors
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.people import MeOut, MePatch, NewTokenOut, TokenIn, TokenOut, UserIn, UserOut
from api.wire import Shape, page, user_shape, wire
from assistant.errors import Conflict, Denied, NotFound

router = APIRouter(tags=["people"])
