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
    for name, cells in groupby(seats, key=lambda seat: row_of(seat[0])):
        states = ["mine" if s in mine else "free" if free else "taken" for s, free in cells]
        rows.append({"row": name, "seats": states})
    return rows


def around(seats: Sequence[tuple[str, bool]], mine: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Of a whole train only the coaches one sits in."""
    coaches = {seat.partition("-")[0] for seat in mine}
    return tuple(s for s in seats if s[0].partition("-")[0] in coaches)


def row_of(seat: str) -> str:
    """F of F12, 05-01 of 05-01C, Stalls-3 of Stalls-3-14."""
    bare = seat.rstrip("0123456789") if seat[-1:].isdigit() else seat[:-1]
    return bare.rstrip("-") or seat


def card(
    show: Showing, seats: Sequence[tuple[str, bool]], mine: Sequence[str] = (), *, demonstration: bool = True
) -> Card:
    free = sum(f for _, f in seats)
    hall = Say(zh=f"{show.hall}号厅，", en=f"Hall {show.hall}, ") if show.hall else Say(zh="", en="")
    return Card(
        type="seats",
        title=show.title,
        text=Say(zh=f"{hall.zh}还有{free}个座位", en=f"{hall.en}{free} seats free"),
        data={"rows": plan(seats, mine), "free": free, "demonstration": demonstration},
    )
