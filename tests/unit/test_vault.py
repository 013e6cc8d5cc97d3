"""What is sealed cannot be read without the key, nor moved, nor changed."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.errors import VaultError
from lde_bot.vault import Vault, open_vault

VAULT = Vault(b"k" * 32)


@given(st.text(max_size=500))
def test_a_sealed_text_opens_again(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, "session"), "session") == text


def test_a_sealed_text_shows_nothing_of_the_text() -> None:
    sealed = VAULT.seal("ik woon in de Kerkstraat", "unanswered")
    assert b"Kerkstraat" not in sealed
    assert sealed != VAULT.seal("ik woon in de Kerkstraat", "unanswered")


def test_a_text_sealed_for_one_purpose_does_not_open_for_another() -> None:
    with pytest.raises(VaultError):
        VAULT.open(VAULT.seal("x", "session"), "inbox")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(VAULT.seal("x", "session"))
    sealed[-1] ^= 1
    with pytest.raises(VaultError):
        VAULT.open(bytes(sealed), "session")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(VaultError):
        Vault(b"j" * 32).open(VAULT.seal("x", "session"), "session")


def test_a_form_from_the_future_is_refused_with_a_clear_sentence() -> None:
    with pytest.raises(VaultError, match="newer program"):
        VAULT.open(b"\x09rest", "session")


def test_a_pseudonym_is_stable_and_tells_no_chat_id() -> None:
    assert VAULT.pseudonym("telegram", 123456) == VAULT.pseudonym("telegram", 123456)
    assert VAULT.pseudonym("telegram", 123456) != VAULT.pseudonym("terminal", 123456)
    assert "123456" not in VAULT.pseudonym("telegram", 123456)
    assert VAULT.pseudonym("telegram", 123456) != Vault(b"j" * 32).pseudonym("telegram", 123456)


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lde.key"
    sealed = open_vault(path).seal("x", "session")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault(path).open(sealed, "session") == "x"


def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lde.key"
    path.write_bytes(b"short")
    with pytest.raises(VaultError, match="damaged"):
        open_vault(path)


def test_a_key_file_that_cannot_be_made_is_a_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(VaultError, match="cannot be used"):
        open_vault(tmp_path / "file" / "lde.key")
