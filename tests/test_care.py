"""Taking care of the program from the command line, as a person does it: real processes, real files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from lde_bot import doctor
from lde_bot.config import Settings
from lde_bot.errors import ConfigError
from lde_bot.health import Trouble
from tests.botapi import BotApi
from tests.test_cli import run, run_first


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
    done = run_first("web", data=tmp_path / "data", LDE_WEB_HOST="0.0.0.0")
    assert done.returncode == 1
    assert "zonder versleuteling" in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_doctor_finds_nothing_wrong_with_a_sound_house(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    run("unanswered", data=data)
    run("backup", str(copies), data=data)
    done = run("doctor", data=data, LDE_BACKUP_DIR=str(copies))
    assert done.returncode == 0, done.stdout
    assert "De databank is gaaf" in done.stdout
    assert "Alles is in orde." in done.stdout


def test_the_doctor_changes_nothing_before_the_first_start(tmp_path: Path) -> None:
    done = run_first("doctor", data=tmp_path / "data")
    assert done.returncode == 0, done.stdout
    assert "Er is nog geen databank" in done.stdout
    assert not (tmp_path / "data").exists()


def test_the_doctor_names_everything_that_is_wrong_and_what_to_do(tmp_path: Path, knowledge_dir: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    run("unanswered", data=data)
    (data / "lde.db").write_bytes(b"kapot" * 2000)
    (data / "lde.key").chmod(0o644)
    (knowledge_dir / "basis" / "een.yaml").write_text("id: een\n", encoding="utf-8")
    done = run(
        "doctor",
        data=data,
        LDE_BACKUP_DIR=str(copies),
        LDE_WEB_HOST="0.0.0.0",
        LDE_KNOWLEDGE_DIR=str(knowledge_dir),
        LDE_TELEGRAM_TOKEN="1:geheim",
        LDE_TELEGRAM_API_URL="http://127.0.0.1:9/bot",
    )
    assert done.returncode == 1
    for part in ("lde-bot restore", "chmod 600", "LDE_WEB_PROXY=1", "lde-bot backup", "Telegram is niet te bereiken"):
        assert part in done.stdout, part
    assert "1:geheim" not in done.stdout + done.stderr
    assert done.stdout.count("FOUT") == 6


async def test_the_doctor_asks_telegram_who_the_bot_is_and_where_it_brings_updates() -> None:
    async with BotApi() as api:
        known = Settings(telegram_token=SecretStr(api.token), telegram_api_url=api.base_url)
        found = await asyncio.to_thread(lambda: list(doctor._telegram(known)))
        assert [type(one) for one in found] == [str, str]
        hooked = known.model_copy(update={"telegram_webhook_url": "https://lde.example.org/telegram"})
        [_, moved] = await asyncio.to_thread(lambda: list(doctor._telegram(hooked)))
        assert isinstance(moved, Trouble)
        assert moved.code == "webhook"
        stranger = known.model_copy(update={"telegram_token": SecretStr("1:vreemd")})
        [refused] = await asyncio.to_thread(lambda: list(doctor._telegram(stranger)))
        assert isinstance(refused, Trouble)
        assert "weigert de token" in refused.what
