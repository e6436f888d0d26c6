"""Our merchant before the protocol's conformance runner, and our client at a merchant over real TLS."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from servers.foreign import environment
from servers.ucp_shop import Bakery, bakery, euros

from tools.ucp import PriceChanged, Shop, SoldOut, Wanted

Open = tuple[str, Bakery, Path]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    folder = tmp_path_factory.mktemp("bakery")
    with bakery(folder) as (origin, shelf):
        yield origin, shelf, folder


def _pay(token: str) -> dict[str, Any]:
    means = {"id": "i1", "handler_id": "pay_at_counter", "type": "pay_at_counter"}
    return {"payment": {"instruments": [{**means, "credential": {"type": "token", "token": token}}]}}


# What the runner cannot know of a shop: what is on sale, what is gone, and which money is good.
_TOLD = {
    "product_id": "loaf-1",
    "out_of_stock_id": "gone",
    "currency": "EUR",
    "fulfillment_option_id": "bicycle",
    "complete_payment": _pay("credential-1"),
    "fail_payment": _pay("no"),
    "payment": {
        "handler_key": "local.steward.pay_at_counter",
        "handler_id": "pay_at_counter",
        "escalation_payment": _pay("bank"),
    },
    "catalog": {"variant_id": "loaf-2", "max_batch": 50, "paginated_query": "loaf", "paginated_total": 13},
    "unavailable": {"business_outcome": True},
    "negotiation": {"validates_profile_url": True},
}


def test_the_merchant_passes_the_conformance_runner(opened: Open) -> None:
    origin, _, folder = opened
    runner = environment("spck-conformance", "spck-conformance==0.4.0") / "spck-conformance"
    (folder / "told.json").write_text(json.dumps(_TOLD))
    asked = [runner, "--server", origin, "--config", folder / "told.json", "--insecure", "--json"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    strayed = [(c["id"], c["observed"]) for c in report["checks"] if c["status"] == "deviation"]
    assert not strayed
    assert done.returncode == 0
    counts = report["checks_summary"]
    assert (counts["deviation"], counts["inconclusive"]) == (0, 0)
    # A runner that could not reach the shop would find nothing wrong with it.
    assert counts["clean"] >= 65


async def test_bread_is_bought_over_tls(opened: Open) -> None:
    origin, shelf, folder = opened
    trusted = ssl.create_default_context(cafile=str(folder / "shop.pem"))
    async with httpx.AsyncClient(verify=trusted, trust_env=False) as http:
        shop = Shop(http, origin)
        wish = (Wanted("loaf-3", 2),)
        basket = await shop.open(wish, key="tls")
        assert basket.total == euros(660)
        shelf.prices["loaf-3"] = 500
        with pytest.raises(PriceChanged):
            await shop.buy(basket, key="tls")
        order = await shop.buy(await shop.open(wish, key="tls"), key="tls")
        assert order.basket.total == euros(1000)
        assert await shop.bought(wish, key="tls") == order
        with pytest.raises(SoldOut):
            await shop.open((Wanted("gone"),), key="gone")
