"""What CONTRIBUTING shows is run: the tool of ten minutes works as printed."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from assistant.desk import Desk
from assistant.planners.local import LocalPlanner
from assistant.testing import Bench, check_plugin

GUIDE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture
def dice(tmp_path: Path) -> ModuleType:
    """The example file, as a developer would have saved it."""
    found = re.search(r"<!-- example: assistant_dice\.py -->\n```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    file = tmp_path / "assistant_dice.py"
    file.write_text(found[1], "utf-8")
    spec = importlib.util.spec_from_file_location("assistant_dice", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["assistant_dice"] = module
    spec.loader.exec_module(module)
    return module


def test_the_example_keeps_the_contract(dice: ModuleType) -> None:
    assert check_plugin(dice.plugin).problems == ()


@pytest.mark.parametrize(
    ("sentence", "language", "dice_thrown"), [("please throw two dice for us", "en", 2), ("帮我扔三个骰子", "zh", 3)]
)
async def test_the_example_is_understood_in_words_it_never_saw_and_can_be_undone(
    dice: ModuleType, sentence: str, language: str, dice_thrown: int
) -> None:
    bench = Bench((dice.plugin,))
    bench.desk = Desk(store=bench.store, toolbox=bench.toolbox, planners=(LocalPlanner(),), clock=bench.clock)
    thrown = await bench.say(sentence)
    assert thrown.started == ("dice__throw",)
    assert len(thrown.finished[0].data) == dice_thrown
    assert thrown.reply.language == language
    assert bench.actions[0].undoable
    assert (await bench.say("undo" if language == "en" else "撤销")).failed == ()
    assert bench.actions[0].undone
