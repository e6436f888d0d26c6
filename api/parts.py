"""Everything the doors stand on, put together by `api/app.py` and handed to each request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from api.clock.time import SteadyClock
from api.delivery.courier import Courier
from api.ears import LateEars
from api.events import Hub, Notice
from api.metrics import Metrics
from api.mouth import LateMouth
from api.reconciling import Reconciling
from api.settings import Settings
from api.turns import Turns
from assistant.desk import Desk
from assistant.moments import zone
from assistant.types import User
from memory import SqlStore
from tools.toolbox import Toolbox


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    settings: Settings
    clock: SteadyClock
    store: SqlStore
    toolbox: Toolbox
    desk: Desk
    local: Desk  # the same without a language model
    turns: Turns
    ears: LateEars
    mouth: LateMouth
    hub: Hub
    metrics: Metrics
    courier: Courier
    local_token: str
    nudge: Callable[[], None]
    reconciling: Reconciling

    def now_for(self, user: User) -> datetime:
        """The assistant's time on this user's wall."""
        return self.clock.now().astimezone(zone(user.timezone))

    def changed(self, user_id: str) -> None:
        """A follow-up was set, moved or answered: the clock looks again, and so does every open screen."""
        self.nudge()
        self.hub.publish(user_id, Notice(name="follow_ups_changed", data={}))


def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


Wired = Annotated[Parts, Depends(_parts)]
