"""Links for posters and websites, with their QR code: ``lde-bot link``."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno

from tests.test_cli import run

NAME = {"LDE_TELEGRAM_NAME": "lde_test_bot"}


@pytest.mark.parametrize(
    ("asked", "start", "ending"),
    [(("wat-is-lde",), "e_wat-is-lde", "svg"), (("fietspunt", "3000"), "s_fietspunt_3000", "png")],
)
def test_a_link_and_its_qr_code_open_what_was_asked_for(
    tmp_path: Path, asked: tuple[str, ...], start: str, ending: str
) -> None:
    written, wanted = tmp_path / f"code.{ending}", tmp_path / f"wanted.{ending}"
    done = run("link", *asked, "--qr", str(written), data=tmp_path / "d", **NAME)
    url = f"https://t.me/lde_test_bot?start={start}"
    assert (done.returncode, done.stdout.strip()) == (0, url), done.stderr
    segno.make_qr(url, error="m").save(str(wanted), scale=10, border=4)
    assert written.read_bytes() == wanted.read_bytes()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("bestaat-niet",), "no entry or service"),
        (("fietspunt", "0000"), "near '0000'"),
        (("wat-is-lde", "--qr", "code.zzz"), "ends in .svg or .png"),
        (("wat-is-lde", "--qr", "/bestaat/niet/code.png"), "/bestaat/niet/code.png"),
    ],
)
def test_what_cannot_be_linked_is_one_clear_sentence(tmp_path: Path, asked: tuple[str, ...], says: str) -> None:
    refused = run("link", *asked, data=tmp_path / "d", **NAME)
    assert refused.returncode in {1, 2}
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
