"""The plugin's own object: its vendor, its settings and the ports it needs. The tools are declared beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant import Plugin, Say, Setup
from assistant.ports import Bookings, Places, TravelTime
from tools.medical.agenda import AppointmentsInAgenda
from tools.medical.fhir import FhirClinic
from tools.medical.offline import DemonstrationClinic
from tools.medical.provider import Clinic


@dataclass(frozen=True, kw_only=True, slots=True)
class MedicalConfig:
    """`STEWARD_PLUGIN_MEDICAL_FHIR_URL` and `..._FHIR_TOKEN`: a clinic's FHIR R4 server. `..._PHARMACY_URL`: a pharmacy
    that sells by the Universal Commerce Protocol. Empty: the demonstration that ships."""

    fhir_url: str = ""
    fhir_token: str = ""
    pharmacy_url: str = ""


def _clinic(setup: Setup) -> Clinic:
    config = setup.config or MedicalConfig()
    if config.fhir_url:
        return FhirClinic(config.fhir_url, config.fhir_token, setup.http)
    return DemonstrationClinic(setup.data_dir or Path("vendors/medical"))


plugin = Plugin(
    "medical",
    summary=Say(zh="症状、看医生", en="Symptoms and doctors"),
    provider=_clinic,
    config=MedicalConfig,
    needs=(Places, TravelTime),
    provides={Bookings: AppointmentsInAgenda},
)
