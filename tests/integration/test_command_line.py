"""The command line as a person meets it: help that teaches, one clear line for what is wrong, server or no server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import OWNER_TOKEN, Server

# Each command is a process of its own that imports everything anew; on a busy machine that takes its time.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def steward(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STEWARD_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env={**clean, "STEWARD_WHISPER_MODEL": "./no-model-here", **settings},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """A data folder nobody serves."""
    return {
        "STEWARD_DATA_DIR": str(tmp_path / "data"),
        "STEWARD_NOW": "2026-11-23T09:00:00+08:00",
        "STEWARD_CLOCK_SPEED": "0",
        "STEWARD_TIMEZONE": "Asia/Shanghai",
    }


@pytest.mark.parametrize(("language", "word"), [("zh", "例子"), ("en", "Examples")])
def test_help_teaches_with_examples_in_the_users_language(language: str, word: str) -> None:
    shown = steward("--help", STEWARD_LANGUAGE=language)
    assert shown.returncode == 0
    assert word in shown.stdout
    for command in ("serve", "chat", "say", "listen", "plan", "tools", "users", "export", "doctor"):
        assert command in shown.stdout
    assert steward("say", "--help", STEWARD_LANGUAGE=language).returncode == 0


def test_a_taken_port_is_one_clear_line_that_names_another(own: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = steward("serve", **own, STEWARD_PORT=str(port))
    assert refused.returncode == 1
    (line,) = refused.stderr.strip().splitlines()
    assert str(port) in line
    assert f"STEWARD_PORT={port + 1}" in line


@pytest.mark.parametrize("command", [("serve",), ("say", "hello")])
def test_a_folder_that_cannot_be_written_is_one_clear_line(own: dict[str, str], tmp_path: Path, command) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = str(tmp_path / "file" / "data")
    refused = steward(*command, **{**own, "STEWARD_DATA_DIR": folder, "STEWARD_PORT": "0"})
    assert refused.returncode == 1
    (line,) = refused.stderr.strip().splitlines()
    assert folder in line
    assert "STEWARD_DATA_DIR" in line


def test_a_wrong_setting_is_named(own: dict[str, str]) -> None:
    refused = steward("say", "hello", **{**own, "STEWARD_TIMEZONE": "Mars/Olympus"})
    assert refused.returncode == 2
    (line,) = refused.stderr.strip().splitlines()
    assert "STEWARD_TIMEZONE" in line


def test_without_a_server_a_sentence_is_answered_all_the_same(own: dict[str, str]) -> None:
    said = steward("say", "set an alarm for 5 pm", **own, STEWARD_LANGUAGE="en")
    assert (said.returncode, said.stderr) == (0, "")
    listed = json.loads(steward("export", **own).stdout)
    assert listed["format"] == "steward-export"
    assert len(listed["tables"]["follow_ups"]) == 1
    talked = steward("chat", **own, STEWARD_LANGUAGE="en", stdin="cancel that alarm\n\n")
    assert talked.returncode == 0


def test_a_plan_is_shown_and_nothing_is_done(make_server: Callable[..., Server]) -> None:
    server = make_server().start()
    where = {"STEWARD_DATA_DIR": server.settings["STEWARD_DATA_DIR"], "STEWARD_LANGUAGE": "en"}
    assert "alarms__set_alarm" in steward("plan", "set an alarm for 6 pm", **where).stdout
    assert steward("tools", **where).stdout.count("alarms__") >= 5
    with server.client() as owner:
        assert owner.get("/api/follow-ups").json()["items"] == []


def test_with_a_server_the_commands_talk_to_it_without_being_told_a_token(make_server: Callable[..., Server]) -> None:
    server = make_server().start()
    where = {"STEWARD_DATA_DIR": server.settings["STEWARD_DATA_DIR"], "STEWARD_LANGUAGE": "en"}
    assert steward("say", "set an alarm for 5 pm", **where).returncode == 0
    with server.client() as owner:
        assert len(owner.get("/api/follow-ups").json()["items"]) == 1
        added = steward("users", "add", "Bob", "--language", "zh", **where).stdout
        token = added.split()[-1]
        assert owner.get("/api/me").json()["name"] == "Owner"
    with server.client(token) as bob:
        assert bob.get("/api/me").json()["name"] == "Bob"
    fresh = steward("users", "token", **where).stdout.split()
    with server.client(fresh[-2]) as again:
        assert "admin" in again.get("/api/me").json()["scopes"]
    assert "Bob" in steward("users", "list", **where).stdout


def test_the_owners_link_is_printed_once(make_server: Callable[..., Server]) -> None:
    server = make_server(STEWARD_TOKEN="")
    server.start()
    first = server.log.read_text()
    link = next(word for word in first.split() if "#token=" in word)
    with server.client(link.partition("#token=")[2]) as owner:
        assert owner.get("/api/me").status_code == 200
    server.stop()
    server.start()
    again = server.log.read_text()[len(first) :]
    assert "#token=" not in again
    assert "steward users token" in again


def test_doctor_says_what_is_missing_and_how_to_get_it(own: dict[str, str]) -> None:
    seen = steward("doctor", **own, STEWARD_LANGUAGE="en")
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "Data folder" in seen.stdout
    assert "steward serve" in seen.stdout
    assert "STEWARD_MODEL" in seen.stdout


def test_a_folder_in_front_of_ours_is_named(own: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "__init__.py").touch()
    clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
    command = Path(sys.executable).parent / "steward"
    shown = subprocess.run(
        [command, "doctor"],
        env={**clean, **own, "PYTHONPATH": str(tmp_path), "STEWARD_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert shown.stderr.startswith(str(tmp_path / "voice"))
    assert len(shown.stderr.splitlines()) == 1


def test_listening_to_what_is_not_there_is_one_clear_line(own: dict[str, str], tmp_path: Path) -> None:
    refused = steward("listen", str(tmp_path / "none.wav"), **own)
    assert refused.returncode == 1
    assert "none.wav" in refused.stderr
    assert OWNER_TOKEN not in refused.stderr
