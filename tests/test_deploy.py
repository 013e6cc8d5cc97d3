"""What ``deploy/`` promises: no more rights than needed, not root, nothing written but where it should be."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lde_bot.config import PROJECT, Settings
from tests.test_cli import run

DEPLOY = PROJECT / "deploy"


class _Unit(configparser.RawConfigParser):
    """A unit file: keys keep their case and may come more than once."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> dict[str, str]:
    """Return the settings of the service; of what comes twice, the last."""
    read = _Unit(strict=False)
    read.read(DEPLOY / "lde-bot.service", encoding="utf-8")
    return dict(read["Service"])


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the container file in order."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("SystemCallFilter", "~@privileged"),
        ("UMask", "0077"),
        ("Restart", "always"),
        ("StateDirectory", "lde-bot lde-bot-copies"),
    ],
)
def test_the_service_may_do_no_more_than_it_must(name: str, value: str) -> None:
    assert unit()[name] == value


def test_the_token_is_a_credential_and_never_in_the_unit() -> None:
    text = (DEPLOY / "lde-bot.service").read_text(encoding="utf-8")
    assert "LoadCredential=telegram-token:" in text
    assert "LDE_TELEGRAM_TOKEN_FILE=%d/telegram-token" in text
    assert not re.search(r"\d{6,}:[A-Za-z0-9_-]{20,}", text)


def test_a_command_runs_as_the_service_does() -> None:
    text = (DEPLOY / "lde-bot-command").read_text(encoding="utf-8")
    for name in ("DynamicUser", "User", "WorkingDirectory", "UMask", "StateDirectory", "StateDirectoryMode"):
        assert re.search(rf'-p {name}="?{re.escape(unit()[name])}"?\s', text), name
    for name in ("EnvironmentFile", "LoadCredential"):
        assert f"-p {name}={unit()[name]} " in text
    service = (DEPLOY / "lde-bot.service").read_text(encoding="utf-8")
    for setting in re.findall(r"LDE_\w+_DIR=\S+", service):
        assert f"-E {setting} " in text
    assert unit()["ExecStart"].removesuffix(" run") in text


def test_a_command_hands_on_its_arguments_and_finds_the_token(tmp_path: Path) -> None:
    seen = tmp_path / "systemd-run"
    seen.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    seen.chmod(0o755)
    command = [str(DEPLOY / "lde-bot-command"), "backup", "een map"]
    done = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    given = done.stdout.splitlines()
    assert given[-4:] == ["/opt/lde-bot/.venv/bin/python", "/opt/lde-bot/bot.py", "backup", "een map"]
    name = next(one.removeprefix("--unit=") for one in given if one.startswith("--unit="))
    assert f"LDE_TELEGRAM_TOKEN_FILE=/run/credentials/{name}.service/telegram-token" in given


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_finds_the_service_well_protected() -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / "lde-bot.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


def test_the_container_is_not_root_and_keeps_what_changes_in_volumes() -> None:
    found = instructions()
    [user] = [value for name, value in found if name == "USER"]
    assert user == "10001:10001"
    assert [name for name, _ in found].index("USER") > max(n for n, (name, _) in enumerate(found) if name == "RUN")
    [volumes] = [value for name, value in found if name == "VOLUME"]
    environment = " ".join(value for name, value in found if name == "ENV")
    for setting in ("LDE_DATA_DIR", "LDE_BACKUP_DIR"):
        folder = re.search(rf"{setting}=(\S+)", environment)
        assert folder
        assert f'"{folder[1]}"' in volumes
    assert "TOKEN" not in environment
    assert any(name == "HEALTHCHECK" and "/ready" in value for name, value in found)
    assert "--require-hashes" in next(value for name, value in found if "pip install" in value)


def test_the_settings_that_deploy_uses_exist() -> None:
    known = {f"LDE_{name.upper()}" for name in Settings.model_fields}
    for path in DEPLOY.iterdir():
        assert set(re.findall(r"\bLDE_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= known, path.name


def files_of_the_project() -> list[Path]:
    """Return every file and folder of the project that a setting names; what changes lies elsewhere."""
    settings = Settings(data_dir=Path("/var/lib/lde-bot"))
    named = (getattr(settings, name) for name, what in vars(Settings).items() if isinstance(what, property))
    fields = (getattr(settings, name) for name in Settings.model_fields)
    return [one for one in (*named, *fields) if isinstance(one, Path) and one.is_relative_to(PROJECT)]


def test_the_container_gets_every_file_that_the_program_reads_and_no_secret() -> None:
    copied = " ".join(value for name, value in instructions() if name == "COPY").split()
    ignored = (PROJECT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert len(files_of_the_project()) >= 7
    for path in files_of_the_project():
        name = path.relative_to(PROJECT).as_posix()
        assert name in copied
        assert f"!{name}" in ignored
    assert ignored[0] == "*"


def written(root: Path) -> dict[str, int]:
    """Return when each file was last written, but for what Python and the tests keep."""
    parts = (root / name for name in ("lde_bot", "knowledge", "data", "tests/cases"))
    found = (path for part in parts for path in part.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.as_posix(): path.stat().st_mtime_ns for path in found}


def test_the_program_writes_in_its_data_directory_only(tmp_path: Path) -> None:
    before = written(PROJECT)
    asked = '{"id": 1, "text": "wat is lokale diensteneconomie"}\n'
    done = run("ask", "--jsonl", "--record", data=tmp_path, stdin=asked, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stderr
    assert written(PROJECT) == before
    assert {"lde.db", "lde.key"} <= {path.name for path in tmp_path.iterdir()}
