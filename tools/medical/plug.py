"""The plugin's own object: its vendor, its settings and the ports it needs. The tools are declared beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant import Plugin, Say, Setup
from assistant.ports import Bookings, Places, TravelTime
from tools.medical.agenda import AppointmentsInAgenda
from tools.medical.fhir import FhirClinic
from tools.medical.offline import DemonstrationClinic
from tools.medical.pharmacies import Pharmacies
from tools.medical.provider import Clinic


@dataclass(frozen=True, kw_only=True, slots=True)
class MedicalConfig:
    """`STEWARD_PLUGIN_MEDICAL_FHIR_URL` and `..._FHIR_TOKEN`: a clinic's FHIR R4 server. `..._PHARMACIES`: those that
    sell by the Universal Commerce Protocol, as "Name=https://address,...". Empty: the demonstration that ships."""

    fhir_url: str = ""
    fhir_token: str = ""
    pharmacies: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    clinic: Clinic
    pharmacies: Pharmacies


def _vendors(setup: Setup) -> Vendors:
    config, home = setup.config or MedicalConfig(), setup.data_dir or Path("vendors/medical")
    clinic: Clinic = DemonstrationClinic(home)
    if config.fhir_url:
        clinic = FhirClinic(config.fhir_url, config.fhir_token, setup.http)
    named = (pair.partition("=") for pair in config.pharmacies.split(",") if "=" in pair)
    addresses = {name.strip(): address.strip() for name, _, address in named}
    return Vendors(clinic=clinic, pharmacies=Pharmacies(home, setup.http, addresses))


plugin = Plugin(
    "medical",
    summary=Say(zh="症状、看医生", en="Symptoms and doctors"),
    provider=_vendors,
    config=MedicalConfig,
    needs=(Places, TravelTime),
    provides={Bookings: AppointmentsInAgenda},
)
