"""What the core relies on in a toolbox: arguments checked, deadlines kept, every way of breaking turned into words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant import InvalidArgument, NotFound, Plugin, Terms, ToolError, ToolResult
from assistant.errors import EffectUnknown
from assistant.ports import Toolbox as ToolboxPort
from assistant.testing import FakeStore, FakeToolbox, call, make_turn, make_user
from assistant.types import Effect
from tests.unit.core.shop import Vendor, shop
from tools.toolbox import Toolbox

USER = make_user()
TURN = make_turn("hello", user=USER)
Make = Callable[..., ToolboxPort]


@pytest.fixture(params=["fake", "real"])
def make(request: pytest.FixtureRequest) -> Make:
    def build(vendor: object, plugin: Plugin = shop) -> ToolboxPort:
        store = FakeStore(USER)
        if request.param == "fake":
            return FakeToolbox(store, (plugin,), providers={plugin.name: vendor})
        box = Toolbox(store=store, plugins=(plugin,))
        box._providers[plugin.name] = vendor
        return box

    return build


def test_every_tool_has_a_spec_under_its_full_name(make: Make) -> None:
    box = make(Vendor())
    names = {spec.name for spec in box.specs()}
    assert {"shop__look", "shop__buy", "shop__note"} <= names
    assert box.spec("shop__buy") in box.specs()
    assert box.spec("nobody__there") is None


def test_a_call_is_checked_and_made_canonical(make: Make) -> None:
    checked = make(Vendor()).check(call("shop__buy", count="2"), USER)
    assert checked.arguments == {"count": 2}
    assert set(checked.provenance) == {"count"}


def test_bad_calls_are_refused_before_anything_runs(make: Make) -> None:
    box = make(Vendor())
    with pytest.raises(InvalidArgument):
        box.check(call("shop__note"), USER)
    with pytest.raises(NotFound) as error:
        box.check(call("nobody__there"), USER)
    assert error.value.code == "unknown_tool"


async def test_terms_are_quoted_by_those_who_have_some(make: Make) -> None:
    box = make(Vendor())
    terms = await box.quote(call("shop__buy", count=2), TURN)
    assert isinstance(terms, Terms)
    assert terms.price is not None
    assert terms.price.amount == 176
    assert await box.quote(call("shop__look"), TURN) is None


async def test_a_tool_runs_with_its_call_id_as_the_key(make: Make) -> None:
    vendor = Vendor()
    box, wish = make(vendor), call("shop__buy", count=2)
    first = await box.run(wish, TURN, await box.quote(wish, TURN))
    second = await box.run(wish, TURN, await box.quote(wish, TURN))
    assert first.receipt == second.receipt
    assert vendor.sold == {wish.id: 2}


@pytest.mark.parametrize("fault", ["raise", "hang", "rubbish"])
async def test_a_commit_that_breaks_is_in_doubt(make: Make, fault: str) -> None:
    box, wish = make(Vendor(fails=fault)), call("shop__buy", count=1)
    with pytest.raises(EffectUnknown):
        await box.run(wish, TURN, await box.quote(wish, TURN))


async def test_a_refusal_is_passed_on_with_its_code(make: Make) -> None:
    box, wish = make(Vendor(fails="refuse")), call("shop__buy", count=1)
    with pytest.raises(ToolError) as error:
        await box.run(wish, TURN, await box.quote(wish, TURN))
    assert error.value.code == "sold_out"


async def test_a_read_that_breaks_has_simply_not_worked(make: Make) -> None:
    with pytest.raises(ToolError) as error:
        await make(object()).run(call("shop__look"), TURN)
    assert error.value.code == "tool_broke"


async def test_a_read_that_returns_rubbish_has_not_worked_either(make: Make) -> None:
    odd = Plugin("odd")

    @odd.tool(effect=Effect.READ)
    async def rubbish(ctx: object) -> ToolResult:
        """Return something else."""
        return {"say": "hi"}  # type: ignore[return-value]

    with pytest.raises(ToolError):
        await make(None, odd).run(call("odd__rubbish"), TURN)
