"""The kit a plugin is tested with: a store, a clock and a planner that behave, in memory, with no way to the network.

def test_my_plugin() -> None:
    assert check_plugin(plugin, calls={"find": {"near": "the station"}}).problems == ()
"""

from assistant.testing.checking import Report, check_plugin
from assistant.testing.clock import FakeClock
from assistant.testing.making import NOW, make_context, make_turn, make_user
from assistant.testing.offline import NetworkTouched, no_network
from assistant.testing.planner import FakePlanner, call
from assistant.testing.store import FakeStore
from assistant.testing.talking import Bench, run_tool, talk
from assistant.testing.toolbox import FakeToolbox

__all__ = [
    "NOW",
    "Bench",
    "FakeClock",
    "FakePlanner",
    "FakeStore",
    "FakeToolbox",
    "NetworkTouched",
    "Report",
    "call",
    "check_plugin",
    "make_context",
    "make_turn",
    "make_user",
    "no_network",
    "run_tool",
    "talk",
]
