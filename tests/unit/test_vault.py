"""What is sealed cannot be read without the key, nor moved, nor changed."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.config import PROJECT
from lde_bot.errors import VaultError
from lde_bot.vault import Vault, keep_private, open_vault

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


def test_a_key_that_others_can_read_is_closed_to_them_and_that_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "lde.key"
    open_vault(path)
    path.chmod(0o644)
    keep_private(path)
    keep_private(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(path) in caplog.text


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file whose rights nobody can change")
def test_a_key_that_everyone_can_read_for_ever_is_refused_in_plain_words() -> None:
    with pytest.raises(VaultError, match="Iedereen op deze computer kan de sleutel /proc/self/status lezen"):
        keep_private(Path("/proc/self/status"))


def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lde.key"
    path.write_bytes(b"short")
    with pytest.raises(VaultError, match="damaged"):
        open_vault(path)


def test_a_key_file_that_cannot_be_made_is_a_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(VaultError, match="cannot be used"):
        open_vault(tmp_path / "file" / "lde.key")


def test_a_key_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """A program that is killed while it makes its first key leaves none, not half a one."""
    script = (
        "import os, signal, sys; from pathlib import Path; from lde_bot.vault import open_vault\n"
        "seen = 0\n"
        "def hook(event, _):\n"
        "    global seen\n"
        "    if event in ('open', 'os.link', 'os.remove', 'os.chmod'):\n"
        "        seen += 1\n"
        "        if seen == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook); open_vault(Path(sys.argv[1]))\n"
    )
    for moment in range(1, 7):
        path = tmp_path / str(moment) / "lde.key"
        subprocess.run([sys.executable, "-c", script, str(path), str(moment)], cwd=PROJECT, check=False)
        assert not path.exists() or len(path.read_bytes()) == 32
        assert open_vault(path).open(open_vault(path).seal("x", "session"), "session") == "x"


def test_a_key_that_follows_another_knows_the_same_conversations() -> None:
    earlier, code = VAULT, VAULT.pseudonym("telegram", 123456)
    for _ in range(3):
        later = Vault(earlier.successor())
        code = later.follow(code)
        assert later.pseudonym("telegram", 123456) == code
        with pytest.raises(VaultError):
            later.open(earlier.seal("x", "session"), "session")
        assert later.sign("x") != earlier.sign("x")
        earlier = later
