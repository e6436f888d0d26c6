"""`steward serve` with one door more: the hours in which nothing happens can be skipped. For tests of long times.

`POST /api/test/clock {"to": INSTANT}` sets the assistant's clock forward; a restart goes on from there.
"""

from __future__ import annotations

import time
from typing import Any

import api.app
from api.cli import main
from api.clock.time import _write
from api.parts import Wired
from assistant.moments import parse_instant

_build = api.app.build


async def skip(body: dict[str, str], parts: Wired) -> dict[str, str]:
    parts.clock.base, parts.clock.anchor = parse_instant(body["to"]), time.time()
    _write(parts.settings.data_dir / "clock.json", parts.clock)
    parts.nudge()
    return {"now": parts.clock.now().isoformat()}


def build(*given: Any, **more: Any) -> Any:
    app, steward = _build(*given, **more)
    app.add_api_route("/api/test/clock", skip, methods=["POST"])
    return app, steward


if __name__ == "__main__":
    api.app.build = build
    main()
