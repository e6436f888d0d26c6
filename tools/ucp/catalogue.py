"""A merchant's catalogue by the protocol: search with pages, look up by id, one product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tools.ucp import wire
from tools.ucp.baskets import Refused
from tools.ucp.nouns import Goods

_PAGE = 10
_LARGEST_PAGE = 50
_LARGEST_BATCH = 50
Left = Callable[[Goods], int | None]


def answer(method: str, path: str, body: Any, goods: Sequence[Goods], left: Left) -> tuple[int, Any]:
    if method != "POST":
        raise Refused(405, "method_not_allowed", "Ask by POST.")
    if not isinstance(body, Mapping):
        raise Refused(400, "invalid_request", "A JSON object is expected.")
    if path == "/catalog/search":
        return 200, _search(body, goods, left)
    if path == "/catalog/lookup":
        return 200, _look_up(body, goods, left)
    if path == "/catalog/product":
        return 200, _product(body, goods, left)
    raise Refused(404, "not_found", "There is nothing here.")


def _search(body: Mapping[str, Any], goods: Sequence[Goods], left: Left) -> dict[str, Any]:
    query, filters = body.get("query"), body.get("filters")
    if not isinstance(query, str) and not (isinstance(filters, Mapping) and filters):
        raise Refused(400, "invalid_request", "A query or a filter is needed.")
    turned_to = body.get("pagination")
    page = turned_to if isinstance(turned_to, Mapping) else body
    start, size = _whole(page.get("cursor"), 0), min(_whole(page.get("limit"), _PAGE) or _PAGE, _LARGEST_PAGE)
    found = [g for g in goods if _fits(g, query if isinstance(query, str) else "")]
    turned: dict[str, Any] = {"has_next_page": start + size < len(found), "total_count": len(found)}
    if turned["has_next_page"]:
        turned["cursor"] = str(start + size)
    listed = [wire.product(g, available=left(g) != 0 and g.available) for g in found[start : start + size]]
    return {"ucp": wire.envelope(wire.SEARCH), "products": listed, "pagination": turned}


def _look_up(body: Mapping[str, Any], goods: Sequence[Goods], left: Left) -> dict[str, Any]:
    ids = body.get("ids")
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise Refused(400, "invalid_request", "A list of ids is needed.")
    if len(ids) > _LARGEST_BATCH:
        raise Refused(400, "request_too_large", f"At most {_LARGEST_BATCH} ids at once.")
    listed = [
        wire.product(g, asked=[g.id], available=left(g) != 0 and g.available)
        for one in dict.fromkeys(ids)
        for g in goods
        if g.id == one
    ]
    return {"ucp": wire.envelope(wire.LOOKUP), "products": listed}


def _product(body: Mapping[str, Any], goods: Sequence[Goods], left: Left) -> dict[str, Any]:
    found = next((g for g in goods if g.id == body.get("id")), None)
    if found is None:
        return wire.failure("not_found", "There is no such product.", wire.LOOKUP)
    shown = wire.product(found, available=left(found) != 0 and found.available)
    return {"ucp": wire.envelope(wire.LOOKUP), "product": shown}


def _fits(goods: Goods, query: str) -> bool:
    asked = query.strip().casefold()
    text = f"{goods.title} {goods.description}".casefold()
    return asked in ("", "*") or all(word in text for word in asked.split())


def _whole(value: Any, otherwise: int) -> int:
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdigit():
        raise Refused(400, "invalid_request", "A page is asked for by a number or the cursor given.")
    return int(value)
