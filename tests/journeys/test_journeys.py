"""Every journey of this folder, played against a real server over its public doors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from harness import Server
from journeys.playing import journeys, play

ALL = journeys(Path(__file__).parent)


@pytest.mark.parametrize("journey", [j for _, j in ALL], ids=[name for name, _ in ALL])
def test_a_journey_holds(server: Server, journey: Mapping[str, Any]) -> None:
    with server.new_user(**journey.get("user", {})) as client:
        assert play(journey, client) == []
