"""The plugin's own object: its vendor and the ports it needs. The tools are declared beside it."""

from __future__ import annotations

from pathlib import Path

from assistant import Plugin, Say, Setup
from assistant.ports import Places, TravelTime
from tools.medical.offline import DemonstrationClinic
from tools.medical.provider import Clinic


def _clinic(setup: Setup) -> Clinic:
    return DemonstrationClinic(setup.data_dir or Path("vendors/medical"))


plugin = Plugin(
    "medical",
    summary=Say(zh="症状、看医生", en="Symptoms and doctors"),
    provider=_clinic,
    needs=(Places, TravelTime),
)
