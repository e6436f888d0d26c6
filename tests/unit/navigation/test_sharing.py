"""A city's streets are read once, whoever asks for a way: the tool itself or another capability."""

from __future__ import annotations

from pathlib import Path

from assistant.ports import TravelTime
from assistant.testing import FakeStore, make_turn
from assistant.types import ToolCall
from tools.navigation import plugin
from tools.toolbox import Toolbox


def test_the_tools_and_the_port_have_one_routing(tmp_path: Path) -> None:
    toolbox = Toolbox(FakeStore(), (plugin,), data_dir=tmp_path)
    context = toolbox._context(plugin, ToolCall(id="c", tool="navigation__route"), make_turn("how far is it"))
    assert context.provider is toolbox.port(TravelTime)
