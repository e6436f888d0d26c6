"""What is drawn of tickets: the code to show at the door, and the hall with its free seats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import segno

from assistant import Card, Say
from assistant.types import Json
from tools.tickets.provider import Showing


def code(text: str) -> list[str]:
    """A QR code as rows of 1 (dark) and 0, without the quiet margin."""
    matrix = segno.make(text, micro=False, error="m").matrix
    return ["".join(str(int(cell)) for cell in row) for row in matrix]


def plan(seats: Sequence[tuple[str, bool]], mine: Sequence[str] = ()) -> list[Json]:
    """Row by row, each seat as "free", "taken" or "mine"."""
    rows: list[Json] = []
    for name, cells in groupby(seats, key=lambda seat: seat[0][0]):
        states = ["mine" if s in mine else "free" if free else "taken" for s, free in cells]
        rows.append({"row": name, "seats": states})
    return rows


def card(show: Showing, seats: Sequence[tuple[str, bool]], mine: Sequence[str] = ()) -> Card:
    free = sum(f for _, f in seats)
    return Card(
        type="seats",
        title=show.title,
        text=Say(zh=f"{show.hall}号厅，还有{free}个座位", en=f"Hall {show.hall}, {free} seats free"),
        data={"rows": plan(seats, mine), "free": free, "demonstration": True},
    )
