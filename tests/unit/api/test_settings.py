"""What the environment may say, and what it means."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings, plugin_values


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [n for n in os.environ if n.startswith("STEWARD_")]:
        monkeypatch.delenv(name)


def test_nothing_set_suits_one_person_on_one_machine() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.clock_speed) == ("127.0.0.1", 8765, 1.0)
    assert settings.token is None
    assert not settings.has_model


def test_the_environment_is_read_by_its_prefix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "STEWARD_DATA_DIR": str(tmp_path),
        "STEWARD_PORT": "9000",
        "STEWARD_NOW": "2026-11-23T09:00:00+08:00",
        "STEWARD_CLOCK_SPEED": "60",
        "STEWARD_TIMEZONE": "Asia/Shanghai",
        "STEWARD_LANGUAGE": "zh",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.data_dir == tmp_path
    assert settings.now == datetime.fromisoformat("2026-11-23T09:00:00+08:00")
    assert (settings.port, settings.clock_speed, settings.home_timezone) == (9000, 60, "Asia/Shanghai")
    assert settings.home_language == "zh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STEWARD_NOW", "2026-11-23T09:00:00"),
        ("STEWARD_PORT", "70000"),
        ("STEWARD_CLOCK_SPEED", "-1"),
        ("STEWARD_TIMEZONE", "Mars/Olympus"),
        ("STEWARD_LANGUAGE", "fr"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert caught.value.errors()[0]["loc"] == (name.removeprefix("STEWARD_").lower(),)


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_TOKEN", "")
    assert Settings().token is None


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_TOKEN", "very-secret")
    assert "very-secret" not in repr(Settings())


def test_a_plugin_gets_its_own_part_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_PLUGIN_PARKING_URL", "https://example.org")
    monkeypatch.setenv("STEWARD_PLUGIN_OTHER_URL", "no")
    assert plugin_values("parking") == {"url": "https://example.org"}
