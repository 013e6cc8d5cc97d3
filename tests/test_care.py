"""Taking care of the program from the command line, as a person does it: real processes, real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from lde_bot.config import Settings
from lde_bot.errors import ConfigError
from tests.test_cli import run


def test_a_copy_is_made_and_put_back_from_the_command_line(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    nothing = run("backup", str(copies), data=data)
    assert nothing.returncode == 1
    assert "Er is geen databank" in nothing.stderr
    run("unanswered", data=data)
    made = run("backup", data=data, LDE_BACKUP_DIR=str(copies))
    assert made.returncode == 0, made.stderr
    assert "op proef teruggezet" in made.stdout
    [copy] = copies.iterdir()
    (data / "lde.db").write_bytes(b"kapot" * 2000)
    broken = run("unanswered", data=data)
    assert broken.returncode == 1
    back = run("restore", str(copy), data=data)
    assert back.returncode == 0, back.stderr
    assert "bewaard als lde-vervangen-" in back.stdout
    assert run("unanswered", data=data).returncode == 0


def test_a_copy_needs_a_place(tmp_path: Path) -> None:
    done = run("backup", data=tmp_path)
    assert done.returncode == 1
    assert "LDE_BACKUP_DIR" in done.stderr


@pytest.mark.parametrize(
    ("host", "proxy", "url", "refused"),
    [
        ("127.0.0.1", False, "", False),
        ("::1", False, "", False),
        ("0.0.0.0", False, "", True),
        ("0.0.0.0", False, "http://lde.example.org", True),
        ("0.0.0.0", True, "", False),
        ("0.0.0.0", False, "https://lde.example.org", False),
    ],
)
def test_the_desk_is_not_served_to_other_computers_without_tls(host: str, proxy: bool, url: str, refused: bool) -> None:
    settings = Settings(web_host=host, web_proxy=proxy, web_url=url)
    if refused:
        with pytest.raises(ConfigError, match="LDE_WEB_PROXY=1"):
            settings.web_address()
    else:
        assert settings.web_address() == (host, 8080)


def test_serving_to_everyone_without_tls_is_refused_before_anything_starts(tmp_path: Path) -> None:
    done = run("web", data=tmp_path / "data", LDE_WEB_HOST="0.0.0.0")
    assert done.returncode == 1
    assert "zonder versleuteling" in done.stderr
    assert not (tmp_path / "data").exists()
