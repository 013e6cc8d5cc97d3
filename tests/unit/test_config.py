"""Settings come from the environment; a bad one is one clear sentence, never its value."""

from pathlib import Path

import pytest

from lde_bot.config import PROJECT, load_settings
from lde_bot.errors import ConfigError


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE", "DATA_DIR", "KEY_FILE", "KEEP_DAYS"):
        monkeypatch.delenv(f"LDE_{name}", raising=False)


def test_without_any_setting_everything_lies_in_the_project() -> None:
    settings = load_settings()
    assert settings.token() is None
    assert settings.database == PROJECT / "data" / "lde.db"
    assert settings.key_path == PROJECT / "data" / "lde.key"


def test_what_changes_at_run_time_lies_in_the_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LDE_DATA_DIR", str(tmp_path))
    settings = load_settings()
    assert {settings.database.parent, settings.key_path.parent, settings.cache_dir.parent} == {tmp_path}
    assert settings.places_file.parent == PROJECT / "data"


def test_the_key_file_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LDE_KEY_FILE", str(tmp_path / "k"))
    assert load_settings().key_path == tmp_path / "k"


def test_the_token_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc\n")
    monkeypatch.setenv("LDE_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert load_settings().token() == "123:abc"


def test_a_token_file_that_is_not_there_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LDE_TELEGRAM_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="LDE_TELEGRAM_TOKEN_FILE cannot be read"):
        load_settings().token()


def test_a_token_that_is_none_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDE_TELEGRAM_TOKEN", "geheim zonder nummer")
    settings = load_settings()
    with pytest.raises(ConfigError, match="BotFather") as caught:
        settings.token()
    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(settings)


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDE_KEEP_DAYS", "altijd")
    with pytest.raises(ConfigError, match="LDE_KEEP_DAYS cannot be used"):
        load_settings()
