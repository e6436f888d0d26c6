"""What devices and clinics hand over: an Apple Health export, as it is or zipped, and FHIR Observations."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from assistant.errors import StewardError
from assistant.moments import parse_instant
from tools.medical.watching import KINDS, Observation

_APPLE = {
    "HKQuantityTypeIdentifierHeartRate": ("8867-4", 1.0),
    "HKQuantityTypeIdentifierBloodPressureSystolic": ("8480-6", 1.0),
    "HKQuantityTypeIdentifierBloodPressureDiastolic": ("8462-4", 1.0),
    "HKQuantityTypeIdentifierOxygenSaturation": ("2708-6", 100.0),
    "HKQuantityTypeIdentifierBodyTemperature": ("8310-5", 1.0),
}
_SAME = {"59408-5": "2708-6", "8331-1": "8310-5", "40443-4": "8867-4"}  # LOINC codes that mean the same to us
_FINAL = frozenset({"final", "amended", "corrected", "preliminary"})
_MOST_UNZIPPED = 4_000_000_000  # bytes; years of a watch are about one
_MOST_VALUE = 1000.0
_FORBIDDEN = (b"<!ENTITY", b"<!entity")


class UnreadableExport(StewardError):
    """That is no Apple Health export I can read: expected export.zip or its export.xml."""

    code = "unreadable_export"
    status = 422
    zh = "这不是能读的苹果健康导出文件，请上传 export.zip 或里面的 export.xml。"


class UnreadableObservation(StewardError):
    """That is no FHIR R4 Observation, or none of a kind I keep."""

    code = "unreadable_observation"
    status = 422
    zh = "这不是可用的FHIR Observation。"


def apple_health(export: IO[bytes]) -> Iterator[Observation]:
    """The vitals of an export, read as a stream; what is broken in it is left out. Raises UnreadableExport."""
    found = False
    try:
        for _, element in ET.iterparse(_xml(export)):
            found = found or element.tag in ("Record", "HealthData", "ExportDate")
            known = _APPLE.get(element.get("type", "")) if element.tag == "Record" else None
            if known is not None and (one := _record(element, *known)) is not None:
                yield one
            element.clear()
    except (ET.ParseError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableExport() from error
    if not found:
        raise UnreadableExport()


def fhir_observations(resource: Mapping[str, Any]) -> tuple[Observation, ...]:
    """Of an Observation (blood pressure by its components), or a Bundle of them. Raises UnreadableObservation."""
    if resource.get("resourceType") == "Bundle":
        rows = (entry.get("resource") for entry in resource.get("entry") or () if isinstance(entry, Mapping))
        known = (row for row in rows if isinstance(row, Mapping) and row.get("resourceType") == "Observation")
        return tuple(one for row in known for one in _of(row))
    found = _of(resource) if resource.get("resourceType") == "Observation" else ()
    if not found:
        raise UnreadableObservation()
    return found


def _of(row: Mapping[str, Any]) -> tuple[Observation, ...]:
    if row.get("status") not in _FINAL:
        return ()
    try:
        at = parse_instant(str(row.get("effectiveDateTime") or (row.get("effectivePeriod") or {}).get("start")))
        parts = [row, *(row.get("component") or ())]
        values = [(_code(part), _number((part.get("valueQuantity") or {}).get("value"))) for part in parts]
    except (ValueError, TypeError, AttributeError):
        return ()
    return tuple(Observation(code=code, value=value, at=at) for code, value in values if code and value is not None)


def _code(part: Mapping[str, Any]) -> str | None:
    for coding in (part.get("code") or {}).get("coding") or ():
        code = str(coding.get("code", ""))
        code = _SAME.get(code, code)
        if code in KINDS and coding.get("system") in (None, "http://loinc.org"):
            return code
    return None


def _number(value: Any) -> float | None:
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    return number if math.isfinite(number) and 0 <= number <= _MOST_VALUE else None


def _record(element: ET.Element, code: str, factor: float) -> Observation | None:
    try:
        at = datetime.strptime(element.get("startDate", ""), "%Y-%m-%d %H:%M:%S %z")
        value = _number(float(element.get("value", "")) * factor)
    except ValueError:
        return None
    if code == "8310-5" and element.get("unit") == "degF" and value is not None:
        value = round((value - 32) / 1.8, 1)
    return Observation(code=code, value=value, at=at) if value is not None else None


def _xml(export: IO[bytes]) -> IO[bytes]:
    """The export.xml, out of its zip where it is in one."""
    start = export.read(4)
    export.seek(0)
    if start != b"PK\x03\x04":
        return _without_entities(export)
    archive = zipfile.ZipFile(export)
    inside = [i for i in archive.infolist() if i.filename.rsplit("/", 1)[-1] in ("export.xml", "导出.xml")]
    if not inside or inside[0].file_size > _MOST_UNZIPPED:
        raise UnreadableExport()
    with archive.open(inside[0]) as head:
        _check(head.read(200_000))
    return archive.open(inside[0])


def _without_entities(export: IO[bytes]) -> IO[bytes]:
    _check(export.read(200_000))
    export.seek(0)
    return export


def _check(head: bytes) -> None:
    """Apple's own document type defines elements and no entities; entities can blow a small file up."""
    if any(mark in head for mark in _FORBIDDEN):
        raise UnreadableExport()
